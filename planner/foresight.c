/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "planner/foresight.h"

#include <math.h>
#include <stdlib.h>

/* What an outcome is worth to worker i. */
static double value_to(size_t i, enum goal goal, const struct outcome *outcome,
                       const struct step_summary *summary)
{
    return goal == GOAL_OWN ? outcome->utility_usd_per_year[i] : goal * summary->welfare;
}

enum status foresee_values(double **value, const struct tax_schedule *tax_systems,
                           int num_tax_systems, const struct goal_shares *goals,
                           const struct planner_view *view, struct error *err)
{
    const struct population *const population = view->population;

    for (int k = 0; k < num_tax_systems; k++) {
        struct step_summary summary;
        const struct outcome *outcome = NULL;

        value[k] = malloc(population->num_workers * sizeof *value[k]);
        if (!value[k])
            return error_set(err, STATUS_NO_MEMORY, "no memory for the votes of %zu workers",
                             population->num_workers);
        TRY(policy_lab_respond(view->lab, &tax_systems[k], &summary, &outcome, err));
        for (size_t i = 0; i < population->num_workers; i++)
            value[k][i] = value_to(i, goal_of_worker(goals, view->seed, population->id[i]), outcome,
                                   &summary);
    }
    return STATUS_OK;
}

static enum status value_of_tax_system(double *value, struct tax_schedule *tax_system,
                                       const struct brackets *brackets, const double *rate,
                                       size_t i, enum goal goal, const struct planner_view *view,
                                       struct error *err)
{
    struct step_summary summary;
    const struct outcome *outcome = NULL;

    TRY(tax_schedule_init(tax_system, brackets->count, brackets->start_usd_per_year, rate, 0.0,
                          err));
    TRY(policy_lab_respond(view->lab, tax_system, &summary, &outcome, err));
    *value = value_to(i, goal, outcome, &summary);
    return STATUS_OK;
}

enum status foresee_own_tax_system(struct tax_schedule *tax_system, const struct brackets *brackets,
                                   size_t i, enum goal goal, const struct planner_view *view,
                                   struct error *err)
{
    static const double changes[] = {-0.1, 0.1, -0.2, 0.2}; /* none has been looked at before */
    struct tax_schedule now;
    struct tax_schedule tried;
    double rate[TAX_MAX_BRACKETS];
    double best = 0.0;

    TRY(brackets_average_of(brackets, view->tax_system, view->population, &now, err));
    for (int j = 0; j < brackets->count; j++)
        rate[j] = fmin(fmax(now.marginal_rate[j], brackets->min_rate), brackets->max_rate);
    TRY(value_of_tax_system(&best, tax_system, brackets, rate, i, goal, view, err));
    for (int j = 0; j < brackets->count; j++) {
        const double before = rate[j];
        double kept = before;

        for (size_t k = 0; k < sizeof changes / sizeof *changes; k++) {
            double value = 0.0;

            rate[j] = fmin(fmax(before + changes[k], brackets->min_rate), brackets->max_rate);
            TRY(value_of_tax_system(&value, &tried, brackets, rate, i, goal, view, err));
            if (value > best) {
                best = value;
                kept = rate[j];
                *tax_system = tried;
            }
        }
        rate[j] = kept;
    }
    return STATUS_OK;
}
