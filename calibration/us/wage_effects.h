/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/us/wage_effects.h: wage levels of cells that reproduce the published medians.
 * m(o, s, a) = ln(M[o, s] / 40) + e[o, s] + e[s, a], M the median weekly pay of full-timers, such
 * that the medians of w h among full-timers, over the hours and wages of the model, are those
 * published by occupation and sex and by sex and age.  The two sets cannot both hold: they differ
 * by a constant factor exp(2 g[s]) per sex, of which each set gets one half. */
#ifndef FISC_CALIBRATION_US_WAGE_EFFECTS_H
#define FISC_CALIBRATION_US_WAGE_EFFECTS_H

#include "calibration/us/tables.h"
#include "calibration/us/workforce.h"

struct wage_effects {
    double occupation[US_NUM_OCCUPATIONS][US_NUM_SEXES]; /* e[o, s] */
    double age[US_NUM_SEXES][US_NUM_AGES];               /* e[s, a]; mean 0 per sex */
    double gap[US_NUM_SEXES];                            /* g: half the log conflict */
};

/* Solve by Newton from the given effects (zeros will do) and write workforce->log_wage.  Uses the
 * workforce's parameters and margins. */
enum status wage_effects_solve(struct wage_effects *effects, struct us_workforce *workforce,
                               const struct us_tables *tables, struct error *err) MUST_CHECK;

/* Median weekly pay of full-timers of one sex and an occupation, or an age group if `occupation`
 * is -1; of everybody in that sex if both are -1.  By quadrature, exact to 1e-9 relative. */
double full_time_median(const struct us_workforce *workforce, int occupation, int sex, int age);

#endif
