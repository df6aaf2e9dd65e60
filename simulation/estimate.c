/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation/estimate.h"

#include "llm/gateway.h"
#include "llm/prompt.h"
#include "simulation/simulation.h"

#include <stdlib.h>
#include <string.h>

/* Answers to everything with nothing: the asker falls back. */
static enum status count(void *context, struct exchange *exchanges, size_t num_exchanges,
                         const struct transport_hooks *hooks, struct error *err)
{
    static const char silence[] = "{\"choices\":[{\"message\":{\"content\":\"\"}}]}";
    struct estimate *const estimate = context;

    for (size_t k = 0; k < num_exchanges; k++) {
        const char *const messages = strstr(exchanges[k].body, "\"messages\":");

        estimate->requests += 1.0;
        estimate->prompt_bytes += messages ? (double)strlen(messages) : 0.0;
        estimate->max_completion_tokens += exchanges[k].max_tokens;
        exchanges[k].reply = strdup(silence);
        exchanges[k].reply_bytes = sizeof silence - 1;
        if (!exchanges[k].reply)
            return error_set(err, STATUS_NO_MEMORY, "no memory for an estimate");
        TRY(hooks->done(hooks->context, k, NULL, err));
    }
    return STATUS_OK;
}

static enum status play(struct simulation *simulation, struct estimate *estimate,
                        const struct settings *settings, struct error *err)
{
    const struct transport transport = {.name = "estimate", .send = count, .context = estimate};
    const struct gateway_options options = {.transport = &transport, .asks_once = true};
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
                         struct error *err)
{
    struct simulation *simulation = NULL;

    *estimate = (struct estimate){0};
    TRY(simulation_create(&simulation, settings, NULL, err));
    const enum status status = play(simulation, estimate, settings, err);

    simulation_destroy(simulation);
    estimate->prompt_tokens = estimate->prompt_bytes / PROMPT_BYTES_PER_TOKEN;
    estimate->usd = usd_of(settings, estimate->prompt_tokens, estimate->max_completion_tokens);
    add_reprompts(estimate, settings);
    return status;
}
