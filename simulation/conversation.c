/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation/conversation.h"

#include "llm/transport_silent.h"

#include <stdlib.h>

/* Workers stand in another order in memory. */
static void sort_by_id(double *by_id, struct simulation *simulation)
{
    const struct population *const population = &simulation_economy(simulation)->population;
    const double *const hours = simulation_outcome(simulation)->hours_per_week;

    for (size_t i = 0; i < population->num_workers; i++)
        by_id[population->id[i]] = hours[i];
}

static enum status play(struct simulation *simulation, int64_t num_steps,
                        const struct conversation_listener *listener, struct error *err)
{
    double *const by_id =
        calloc(simulation_economy(simulation)->population.num_workers, sizeof *by_id);
    enum status status =
        by_id ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "no memory for hours of workers");

    for (int64_t step = 0; !status && step < num_steps; step++) {
        status = simulation_step(simulation, NULL, err);
        if (!status && listener->year_is_over) {
            sort_by_id(by_id, simulation);
            status = listener->year_is_over(listener->context, by_id, err);
        }
    }
    free(by_id);
    return status;
}

static enum status play_with_gateway(struct simulation *simulation, const struct settings *settings,
                                     int64_t num_steps,
                                     const struct conversation_listener *listener,
                                     struct error *err)
{
    const bool is_replay = settings_is(settings, "llm.mode", "replay") && !listener->count;
    struct transport_silent silent = {.context = listener->count_context, .hear = listener->count};
    const struct transport transport = transport_silent_of(&silent);
    const struct gateway_options options = {.transport = is_replay ? NULL : &transport,
                                            .asks_once = !is_replay,
                                            .observe = listener->hear,
                                            .observe_context = listener->context};
    struct gateway *gateway = NULL;

    TRY(gateway_create(&gateway, settings, &options, err));
    simulation_set_gateway(simulation, gateway);
    const enum status status = play(simulation, num_steps, listener, err);

    gateway_destroy(gateway);
    return status;
}

enum status conversation_play(const struct settings *settings, int64_t num_steps,
                              const struct conversation_listener *listener, struct error *err)
{
    const int64_t all = settings_integer(settings, "steps");
    struct simulation *simulation = NULL;

    TRY(simulation_create(&simulation, settings, NULL, err));
    const enum status status =
        simulation_needs_model(simulation)
            ? play_with_gateway(simulation, settings, num_steps < all ? num_steps : all, listener,
                                err)
            : error_set(err, STATUS_INVALID_INPUT,
                        "this config asks no language model: neither its workers nor its planner");

    simulation_destroy(simulation);
    return status;
}
