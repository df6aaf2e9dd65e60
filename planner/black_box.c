/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "planner/black_box.h"

#include <math.h>
#include <stdlib.h>

const struct setting black_box_settings[] = {
    NUMBER_SETTING(
        "planner.search.final_share", "fraction of tax years", 0, 1, "0.1",
        "random_search, coordinate, evolution, bandit, gp_bo, cma_es, nlopt: in this last "
        "share of the run, "
        "and at least in the last tax year, the best tax system so far is in force."),
    {0},
};

const struct setting black_box_step_settings[] = {
    NUMBER_SETTING("planner.search.step", "fraction", 1e-6, 1, "0.1",
                   "coordinate, evolution, cma_es: size of the first changes of a rate; "
                   "saez_empirical: how far "
                   "each is moved."),
    {0},
};

enum status black_box_create(void **state, const struct settings *settings, struct error *err)
{
    struct black_box *const black_box = calloc(1, sizeof *black_box);
    const double steps =
        (double)(settings_integer(settings, "steps") - settings_integer(settings, "warmup_steps"));
    const double num_years = ceil(steps / (double)settings_integer(settings, "tax_year_length"));
    const double share = settings_number(settings, "planner.search.final_share");

    if (!black_box)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a planner");
    const enum status status = brackets_read(&black_box->brackets, settings, err);

    if (status) {
        free(black_box);
        return status;
    }
    black_box->step = settings_number(settings, "planner.search.step");
    black_box->is_thompson = settings_is(settings, "planner.search.bandit", "thompson");
    black_box->first_final_year = fmin(floor((1.0 - share) * num_years), num_years - 1.0);
    *state = black_box;
    return STATUS_OK;
}

size_t black_box_best_year(const struct planner_view *view, size_t count)
{
    size_t best = 0;

    for (size_t year = 1; year < count; year++)
        best = view->summaries[year].welfare > view->summaries[best].welfare ? year : best;
    return best;
}

void black_box_rates(double rate[TAX_MAX_BRACKETS], const struct tax_system *tax_system)
{
    const struct tax_schedule *const schedule = tax_system_schedule(tax_system, 0);

    for (int j = 0; j < schedule->num_brackets; j++)
        rate[j] = schedule->marginal_rate[j];
}

enum status black_box_is_settled(bool *is_settled, const struct black_box *black_box,
                                 const struct planner_view *view, struct planner_proposal *proposal,
                                 struct error *err)
{
    *is_settled = true;
    if (view->num_summaries == 0)
        return brackets_average_of(&black_box->brackets, view->baseline, view->population,
                                   &proposal->schedule, err);
    if ((double)view->tax_year >= black_box->first_final_year) {
        proposal->tax_system = view->tax_systems[black_box_best_year(view, view->num_summaries)];
        return STATUS_OK;
    }
    *is_settled = false;
    return STATUS_OK;
}

enum status black_box_propose(const struct black_box *black_box, struct planner_proposal *proposal,
                              const double *rate, struct error *err)
{
    const struct brackets *const brackets = &black_box->brackets;
    double kept[TAX_MAX_BRACKETS];

    for (int j = 0; j < brackets->count; j++)
        kept[j] = fmin(fmax(rate[j], brackets->min_rate), brackets->max_rate);
    return tax_schedule_init(&proposal->schedule, brackets->count, brackets->start_usd_per_year,
                             kept, 0.0, err);
}
