/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/evolution.c: the (1+1) evolution strategy: the best tax system so far with normal noise on every
 * rate; the noise grows after a success and shrinks after a failure, in balance at one success in five
 * (Rechenberg 1973; the factors are those of Kern et al. 2004). */
#include "base/elementary.h"
#include "base/random.h"
#include "config/seed.h"
#include "planner/black_box.h"
#include "planner/brackets.h"

#include <math.h>
#include <stdlib.h>

static const double GROWTH = 1.5;
static const double SHRINKAGE = 0.9036020036098449; /* 1.5^(-1/4) */
static const double LEAST_NOISE = 1e-6;

static double noise_after(const struct black_box *black_box, const struct planner_view *view)
{
    double noise = black_box->step;

    for (size_t year = 1; year < view->num_summaries; year++)
        noise *= black_box_best_year(view, year + 1) == year ? GROWTH : SHRINKAGE;
    return fmax(noise, LEAST_NOISE);
}

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    const struct black_box *const black_box = state;
    double rate[TAX_MAX_BRACKETS];
    bool is_settled = false;

    TRY(black_box_is_settled(&is_settled, black_box, view, proposal, err));
    if (is_settled)
        return STATUS_OK;
    const double noise = noise_after(black_box, view);

    black_box_rates(rate, &view->tax_systems[black_box_best_year(view, view->num_summaries)]);
    for (int j = 0; j < black_box->brackets.count; j++)
        rate[j] += noise *
                   elementary_normal_quantile(random_uniforms(view->seed, RANDOM_BLACK_BOX,
                                                              (uint64_t)j, (uint64_t)view->tax_year)
                                                  .u[0]);
    return black_box_propose(black_box, proposal, rate, err);
}

static const struct setting *const groups[] = {brackets_settings, black_box_settings,
                                               black_box_step_settings, seed_settings, NULL};

const struct planner_kind planner_evolution = {
    .kind = {.name = "evolution",
             .summary =
                 "the best tax system so far with normal noise: the (1+1) evolution strategy",
             .settings = groups},
    .create = black_box_create,
    .propose = propose,
    .destroy = free,
};
