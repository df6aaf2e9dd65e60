/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/memory_needed.c: will the population and the results of a run fit? */
#include "simulation/simulation.h"

#include "agents/decision_rules.h"
#include "base/platform.h"
#include "calibration/population_sources.h"
#include "model/preferences.h"

#include <math.h>

/* What the run will hold at its largest, bytes per worker: the columns and the scratch of the
 * initial sort (order, its copy and two copies of the key), which the outcome's room covers in time
 * but not in space. */
static double peak_bytes_per_worker(const struct settings *settings, bool has_weights)
{
    const struct decision_rule_kind *const rule =
        decision_rule_kinds[settings_choice(settings, "rule.kind")];
    const bool has_satisfaction =
        rule->can_be_dissatisfied && settings_bool(settings, "rule.satisfaction");
    const double columns = (double)(population_bytes_per_worker(has_weights) +
                                    preferences_bytes_per_worker() + outcome_bytes_per_worker());
    const double unsorted_scratch = rule->is_rational ? 0.0 : 16.0;

    return columns + unsorted_scratch + rule->scratch_bytes_per_worker +
           (has_satisfaction ? 9.0 : 0.0);
}

/* Figures of every step stay in memory until the end, in an array that doubles when it is full. */
static double results_bytes(const struct settings *settings)
{
    const double per_step = sizeof(struct step_summary) + sizeof(int64_t);

    return 1.5 * per_step * (double)settings_integer(settings, "steps");
}

static const double FIXED_BYTES = 64e6; /* whatever the sizes */

enum status simulation_memory_needed(double *bytes, size_t *num_workers,
                                     const struct settings *settings, struct error *err)
{
    bool has_weights = false;

    TRY(population_sample_size(num_workers, &has_weights, settings, err));
    *bytes = (double)*num_workers * peak_bytes_per_worker(settings, has_weights) +
             results_bytes(settings) + FIXED_BYTES;
    return STATUS_OK;
}

enum status simulation_check_memory(const struct settings *settings, struct error *err)
{
    size_t num_workers = 0;
    double needed = 0.0;

    TRY(simulation_memory_needed(&needed, &num_workers, settings, err));
    const double available = (double)platform_available_memory_bytes();
    const double results = results_bytes(settings);

    if (needed > available && results > needed - results)
        return error_set(err, STATUS_NO_MEMORY,
                         "the results of %lld steps need %.2f GB of memory and %.2f GB are "
                         "available: lower steps (about %.0f fit)",
                         (long long)settings_integer(settings, "steps"), results / 1e9,
                         available / 1e9,
                         fmax(0.0, floor((available - (needed - results)) / results *
                                         (double)settings_integer(settings, "steps"))));

    if (needed > available)
        return error_set(err, STATUS_NO_MEMORY,
                         "%zu workers need %.2f GB of memory and %.2f GB are available: lower "
                         "population.workers (about %.0f fit) or use a larger machine",
                         num_workers, needed / 1e9, available / 1e9,
                         fmax(0.0, (available - results - FIXED_BYTES) /
                                       ((needed - results - FIXED_BYTES) / (double)num_workers)));
    return STATUS_OK;
}
