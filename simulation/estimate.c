/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation/estimate.h"

#include "simulation/conversation.h"

#include <string.h>

static void count(void *context, const char *body, int max_tokens)
{
    struct estimate *const estimate = context;
    const char *const messages = strstr(body, "\"messages\":"); /* in a chat; else all of it */

    estimate->requests += 1.0;
    estimate->prompt_bytes += (double)strlen(messages ? messages : body);
    estimate->max_completion_tokens += max_tokens;
}

static double usd_of(const struct settings *settings, double prompt_tokens,
                     double completion_tokens)
{
    return (prompt_tokens * settings_number(settings, "llm.usd_per_million_prompt_tokens") +
            completion_tokens *
                settings_number(settings, "llm.usd_per_million_completion_tokens")) /
           1e6;
}

/* Reprompt k repeats the question, with the answer before it and what is said of that. */
static void add_reprompts(struct estimate *estimate, const struct settings *settings)
{
    static const double BYTES_OF_COMPLAINT = 600.0;
    static const double BYTES_OF_ANSWER_TOKEN = 8.0;
    const double reprompts = (double)settings_integer(settings, "llm.max_reprompts");
    const double more_bytes = BYTES_OF_COMPLAINT * estimate->requests +
                              BYTES_OF_ANSWER_TOKEN * estimate->max_completion_tokens;

    estimate->most_requests = (1.0 + reprompts) * estimate->requests;
    estimate->most_prompt_tokens =
        (1.0 + reprompts) * estimate->prompt_bytes + reprompts * more_bytes;
    estimate->most_completion_tokens = (1.0 + reprompts) * estimate->max_completion_tokens;
    estimate->most_usd =
        usd_of(settings, estimate->most_prompt_tokens, estimate->most_completion_tokens);
}

enum status estimate_run(struct estimate *estimate, const struct settings *settings,
                         gateway_observe *observe, void *context, struct error *err)
{
    const struct conversation_listener listener = {.context = context,
                                                   .hear = observe,
                                                   .count = count,
                                                   .count_context = estimate};

    *estimate = (struct estimate){0};
    TRY(conversation_play(settings, INT64_MAX, &listener, err));
    estimate->prompt_tokens = estimate->prompt_bytes / ESTIMATE_BYTES_PER_TOKEN;
    estimate->usd = usd_of(settings, estimate->prompt_tokens, estimate->max_completion_tokens);
    add_reprompts(estimate, settings);
    return STATUS_OK;
}
