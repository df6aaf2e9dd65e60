/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/random_search.c: rates drawn uniformly between their bounds, every tax year anew. */
#include "base/random.h"
#include "config/seed.h"
#include "planner/black_box.h"
#include "planner/brackets.h"

#include <stdlib.h>

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    const struct black_box *const black_box = state;
    const struct brackets *const brackets = &black_box->brackets;
    double rate[TAX_MAX_BRACKETS];
    bool is_settled = false;

    TRY(black_box_is_settled(&is_settled, black_box, view, proposal, err));
    if (is_settled)
        return STATUS_OK;
    for (int j = 0; j < brackets->count; j++)
        rate[j] = brackets->min_rate + (brackets->max_rate - brackets->min_rate) *
                                           random_uniforms(view->seed, RANDOM_BLACK_BOX,
                                                           (uint64_t)j, (uint64_t)view->tax_year)
                                               .u[0];
    return black_box_propose(black_box, proposal, rate, err);
}

static const struct setting *const groups[] = {brackets_settings, black_box_settings, seed_settings,
                                               NULL};

const struct planner_kind planner_random_search = {
    .kind = {.name = "random_search",
             .summary = "random rates every tax year, in the end the best of them",
             .settings = groups},
    .create = black_box_create,
    .propose = propose,
    .destroy = free,
};
