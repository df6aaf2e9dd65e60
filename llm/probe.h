/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/probe.h: what a server really does with what fisc would ask of it.  A handful of requests, each of which is
 * judged by itself: what is refused is a row, and the others go on. */
#ifndef FISC_LLM_PROBE_H
#define FISC_LLM_PROBE_H

#include "llm/chat.h"
#include "llm/probe_report.h"
#include "llm/transport.h"

/* Fills the report as far as it gets; an unreachable server is a row, not a failure. */
enum status probe_server(struct probe_report *report, const struct chat_form *form,
                         const struct probe_trial *trial, const char *prompts_folder,
                         const struct http_options *options, struct error *err) MUST_CHECK;

#endif
