/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "planner/tryout.h"

#include <math.h>
#include <stdlib.h>

enum status tryout_create(void **state, const struct settings *settings, struct error *err)
{
    struct tryout *const tryout = calloc(1, sizeof *tryout);
    const double steps =
        (double)(settings_integer(settings, "steps") - settings_integer(settings, "warmup_steps"));
    const double num_years = ceil(steps / (double)settings_integer(settings, "tax_year_length"));
    const double share = settings_number(settings, "planner.search.final_share");

    if (!tryout)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a planner");
    const enum status status = brackets_read(&tryout->brackets, settings, err);

    if (status) {
        free(tryout);
        return status;
    }
    tryout->step = settings_number(settings, "planner.search.step");
    tryout->is_thompson = settings_choice(settings, "planner.search.bandit") == 1;
    tryout->first_final_year = fmin(floor((1.0 - share) * num_years), num_years - 1.0);
    *state = tryout;
    return STATUS_OK;
}

size_t tryout_best_year(const struct planner_view *view, size_t count)
{
    size_t best = 0;

    for (size_t year = 1; year < count; year++)
        best = view->summaries[year].welfare > view->summaries[best].welfare ? year : best;
    return best;
}

void tryout_rates(double rate[TAX_MAX_BRACKETS], const struct tax_system *law)
{
    const struct tax_schedule *const schedule = tax_system_schedule(law, 0);

    for (int j = 0; j < schedule->num_brackets; j++)
        rate[j] = schedule->marginal_rate[j];
}

enum status tryout_is_settled(bool *is_settled, const struct tryout *tryout,
                              const struct planner_view *view, struct planner_proposal *proposal,
                              struct error *err)
{
    *is_settled = true;
    if (view->num_summaries == 0)
        return brackets_average_of(&tryout->brackets, view->baseline, view->population,
                                   &proposal->schedule, err);
    if ((double)view->tax_year >= tryout->first_final_year) {
        proposal->tax_system = view->tax_systems[tryout_best_year(view, view->num_summaries)];
        return STATUS_OK;
    }
    *is_settled = false;
    return STATUS_OK;
}

enum status tryout_propose(const struct tryout *tryout, struct planner_proposal *proposal,
                           const double *rate, struct error *err)
{
    const struct brackets *const brackets = &tryout->brackets;
    double kept[TAX_MAX_BRACKETS];

    for (int j = 0; j < brackets->count; j++)
        kept[j] = fmin(fmax(rate[j], brackets->min_rate), brackets->max_rate);
    return tax_schedule_init(&proposal->schedule, brackets->count, brackets->start_usd_per_year,
                             kept, 0.0, err);
}
