/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/coordinate.c: one rate of the best tax system so far is raised, then lowered, bracket by bracket;
 * after every round over all brackets by half as much. */
#include "planner/black_box.h"
#include "planner/brackets.h"

#include <math.h>
#include <stdlib.h>

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    const struct black_box *const black_box = state;
    const int64_t trial = view->tax_year - 1; /* the first tax year is the baseline's */
    const int64_t num_trials = 2 * black_box->brackets.count;
    double rate[TAX_MAX_BRACKETS];
    bool is_settled = false;

    TRY(black_box_is_settled(&is_settled, black_box, view, proposal, err));
    if (is_settled)
        return STATUS_OK;
    black_box_rates(rate, &view->tax_systems[black_box_best_year(view, view->num_summaries)]);
    rate[trial % num_trials / 2] +=
        (trial % 2 == 0 ? 1.0 : -1.0) *
        ldexp(black_box->step, -(int)fmin((double)(trial / num_trials), 50));
    return black_box_propose(black_box, proposal, rate, err);
}

static const struct setting *const groups[] = {brackets_settings, black_box_settings,
                                               black_box_step_settings, NULL};

const struct planner_kind planner_coordinate = {
    .kind = {.name = "coordinate",
             .summary = "changes one rate of the best tax system so far at a time, by ever less",
             .settings = groups},
    .create = black_box_create,
    .propose = propose,
    .destroy = free,
};
