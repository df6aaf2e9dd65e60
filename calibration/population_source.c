/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/population_source.c: settings that several sources read. */
#include "calibration/population_source.h"

#include "config/setting.h"

const struct setting population_draw_settings[] = {
    CHOICE_SETTING("population.draw", "random|quantiles", "\"random\"",
                   "random: worker i depends on (seed, i) alone; quantiles: the N "
                   "equal-probability points p = (i + 1/2)/N, for checks.",
                   .draws_when = "population.draw=random"),
    {0},
};

const struct setting population_hours_settings[] = {
    NUMBER_SETTING("population.hours_per_week", "hour/week", 0.01, 100, "40",
                   "Usual hours l0 of every worker."),
    NUMBER_SETTING("population.weeks_per_year", "week/year", 0.01, 52, "52",
                   "Part of the year that every worker works."),
    {0},
};
