/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/memory_needed.c: simulation_check_memory(): will the population fit? */
#include "simulation/simulation.h"

#include "agents/decision_rule.h"
#include "base/platform.h"
#include "calibration/population_source.h"
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

enum status simulation_check_memory(const struct settings *settings, struct error *err)
{
    size_t num_workers = 0;
    bool has_weights = false;

    TRY(population_sample_size(&num_workers, &has_weights, settings, err));
    const double needed = (double)num_workers * peak_bytes_per_worker(settings, has_weights) + 64e6;
    const double available = (double)platform_available_memory_bytes();

    if (needed > available)
        return error_set(err, STATUS_NO_MEMORY,
                         "%zu workers need %.2f GB of memory and %.2f GB are available: lower "
                         "population.workers (about %.0f fit) or use a larger machine",
                         num_workers, needed / 1e9, available / 1e9,
                         fmax(0.0,
                              (available - 64e6) / peak_bytes_per_worker(settings, has_weights)));
    return STATUS_OK;
}
