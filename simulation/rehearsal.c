/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation/rehearsal.h"

#include "base/platform.h"
#include "calibration/population_sources.h"
#include "config/settings_with.h"
#include "simulation/simulation.h"

#include <math.h>

static const double PART = 0.01;
static const double MOST_SECONDS = 1.0;
enum { LEAST_WORKERS = 10000 }; /* of fewer the caches make more of each second */

/* Steps until there is enough to go by; the time of all of them. */
static enum status time_steps(double *seconds, struct simulation *simulation, int64_t num_steps,
                              double share, struct error *err)
{
    const double start = platform_seconds();
    const double wanted = fmax(1.0, ceil(PART / share * (double)num_steps));
    int64_t done = 0;

    do {
        TRY(simulation_step(simulation, NULL, err));
        done++;
    } while ((double)done < wanted && done < num_steps &&
             platform_seconds() - start < MOST_SECONDS);
    *seconds = (platform_seconds() - start) / (double)done * (double)num_steps;
    return STATUS_OK;
}

enum status rehearsal_seconds(double *seconds, const struct settings *settings, struct error *err)
{
    size_t num_workers = 0;
    bool has_weights = false;

    TRY(population_sample_size(&num_workers, &has_weights, settings, err));
    const double fewer = fmin((double)num_workers, fmax(LEAST_WORKERS, PART * (double)num_workers));
    const double share = fewer / (double)num_workers;
    const struct settings_override small[] = {
        OVERRIDE_INTEGER("population.workers", (int64_t)fewer),
        OVERRIDE_WORDS("population.source", "uniform"),
    };
    struct settings *part = NULL;
    struct simulation *simulation = NULL;
    double steps_seconds = 0.0;
    const double start = platform_seconds();

    TRY(settings_with(&part, settings, small, population_source_is_sample(settings) ? 2 : 1, err));
    enum status status = simulation_create(&simulation, part, NULL, err);
    const double create_seconds = platform_seconds() - start;
    const bool asks_model = !status && simulation_needs_model(simulation);

    if (!status && !asks_model)
        status =
            time_steps(&steps_seconds, simulation, settings_integer(settings, "steps"), share, err);
    simulation_destroy(simulation);
    settings_free(part);
    *seconds = asks_model ? NAN : (create_seconds + steps_seconds) / share;
    return status;
}
