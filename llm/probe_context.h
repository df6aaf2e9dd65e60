/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/probe_context.h: has the server room for the longest prompt, and does it say so where it has none?  Some
 * leave out the beginning of what is too long, and answer as if nothing were. */
#ifndef FISC_LLM_PROBE_CONTEXT_H
#define FISC_LLM_PROBE_CONTEXT_H

#include "llm/chat.h"
#include "llm/probe_report.h"
#include "llm/transport.h"

/* Rows of the report; a server that loses words in silence makes it unusable. */
enum status probe_context(struct probe_report *report, const struct chat_form *form,
                          const struct probe_trial *trial, const struct prompt *words,
                          const struct prompt *reprompt_words, const struct http_options *options,
                          struct error *err) MUST_CHECK;

#endif
