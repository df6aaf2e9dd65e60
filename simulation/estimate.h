/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/estimate.h: what a run would ask of a language model, before anything is sent.  The run is
 * made with a model that says nothing, so that every worker keeps its hours and every prompt is
 * written; what depends on answers (reprompts, other histories) is left out. */
#ifndef FISC_SIMULATION_ESTIMATE_H
#define FISC_SIMULATION_ESTIMATE_H

#include "config/settings.h"
#include "llm/gateway.h"

/* Of our prompts, where figures are many and a digit is often a token of its own: 2.75 of a small model's tokenizer,
 * up to 4 of large ones'. */
#define ESTIMATE_BYTES_PER_TOKEN 3.3

struct estimate {
    double requests; /* distinct ones */
    double prompt_bytes;
    double prompt_tokens;         /* at ESTIMATE_BYTES_PER_TOKEN */
    double max_completion_tokens; /* if every answer were as long as allowed */
    double usd;                   /* by the prices of the config, with the longest answers */
    /* If a token were a byte and every answer reprompted as often as may be; faults come on top. */
    double most_requests, most_prompt_tokens, most_completion_tokens, most_usd;
};

/* `observe` (NULL: nobody) sees every question, with a reply that is no answer.  STATUS_INVALID_INPUT if the config asks
 * no language model. */
enum status estimate_run(struct estimate *estimate, const struct settings *settings,
                         gateway_observe *observe, void *context, struct error *err) MUST_CHECK;

#endif
