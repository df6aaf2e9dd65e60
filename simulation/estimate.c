/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation/estimate.h"

#include "llm/prompt.h"
#include "llm/transport_silent.h"
#include "simulation/simulation.h"

#include <stdlib.h>
#include <string.h>

static void count(void *context, const char *body, int max_tokens)
{
    struct estimate *const estimate = context;
    const char *const messages = strstr(body, "\"messages\":");

    estimate->requests += 1.0;
    estimate->prompt_bytes += messages ? (double)strlen(messages) : 0.0;
    estimate->max_completion_tokens += max_tokens;
}

static enum status play(struct simulation *simulation, struct estimate *estimate,
                        gateway_observe *observe, void *context, const struct settings *settings,
                        struct error *err)
{
    struct transport_silent silent = {.context = estimate, .hear = count};
    const struct transport transport = transport_silent_of(&silent);
    const struct gateway_options options = {.transport = &transport,
                                            .asks_once = true,
                                            .observe = observe,
                                            .observe_context = context};
    struct gateway *gateway = NULL;

    if (!simulation_needs_model(simulation))
        return error_set(
            err, STATUS_INVALID_INPUT,
            "this config asks no language model: neither rule.kind nor planner.kind is llm");
    TRY(gateway_create(&gateway, settings, &options, err));
    simulation_set_gateway(simulation, gateway);
    const enum status status = simulation_run(simulation, NULL, NULL, err);

    gateway_destroy(gateway);
    return status;
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
    struct simulation *simulation = NULL;

    *estimate = (struct estimate){0};
    TRY(simulation_create(&simulation, settings, NULL, err));
    const enum status status = play(simulation, estimate, observe, context, settings, err);

    simulation_destroy(simulation);
    estimate->prompt_tokens = estimate->prompt_bytes / PROMPT_BYTES_PER_TOKEN;
    estimate->usd = usd_of(settings, estimate->prompt_tokens, estimate->max_completion_tokens);
    add_reprompts(estimate, settings);
    return status;
}
