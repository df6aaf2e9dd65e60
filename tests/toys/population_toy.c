/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/toys/population_toy.c: workers who all earn 12.5 USD in 30 hours. */
#include "calibration/population_source.h"

static struct population_worker draw(const void *state, const double u[4])
{
    (void)state;
    (void)u;
    return (struct population_worker){
        .cell = POPULATION_NO_CELL,
        .hours_per_week = 30.0,
        .weeks_per_year = 50.0,
        .wage_usd_per_hour = 12.5,
    };
}

static const struct setting *const groups[] = {population_draw_settings, NULL};

const struct population_source_kind population_source_toy = {
    .kind = {.name = "toy", .summary = "everybody the same, for tests", .settings = groups},
    .draw = draw,
};
