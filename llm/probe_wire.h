/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/probe_wire.h: finds the wire format (llm/wire.h) over which a server tells most of a choice: its whole
 * distribution at an endpoint of its own, each token that is asked for, the likeliest tokens, those of prompts, or, where
 * there is none of that, what the model says in words. */
#ifndef FISC_LLM_PROBE_WIRE_H
#define FISC_LLM_PROBE_WIRE_H

#include "llm/chat.h"
#include "llm/probe_post.h"
#include "llm/probe_report.h"
#include "llm/transport.h"

/* The words are probe_words and reprompt_words; max_top_logprobs and the rest of *form are known.  Sets its wire, and
 * *token_ids (an object, the caller's) if that needs them; else NULL. */
enum status probe_wire_find(struct probe_report *report, struct chat_form *form,
                            struct cJSON **token_ids, const struct probe_trial *trial,
                            const struct prompt *words, const struct prompt *reprompt_words,
                            const struct http_options *options, struct error *err) MUST_CHECK;

/* How likely each of three letters is, in words; texts are those of probe_words. */
struct llm_request probe_wire_stated(const struct probe_trial *trial, const struct prompt *words);

#endif
