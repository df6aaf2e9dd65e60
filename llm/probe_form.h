/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/probe_form.h: finds the form in which a server can be asked: each field of a request is sent with nothing else
 * that could be refused, and what is refused is dropped or renamed.  Fields have the values that the config gives. */
#ifndef FISC_LLM_PROBE_FORM_H
#define FISC_LLM_PROBE_FORM_H

#include "llm/chat.h"
#include "llm/probe_report.h"
#include "llm/transport.h"

/* Rows of the report, and in *profile the settings for llm.profile_file, as JSON. */
enum status probe_form_find(struct probe_report *report, struct text *profile,
                            const struct chat_form *given, const struct probe_trial *trial,
                            const char *prompts_folder, const struct http_options *options,
                            struct error *err) MUST_CHECK;

#endif
