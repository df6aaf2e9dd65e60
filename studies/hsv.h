/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/hsv.h: the best log-linear tax T = z - L z^(1-p) for the workers of a config (Benabou 2000; Heathcote,
 * Storesletten and Violante 2017), without brackets: incomes have a closed form,
 *     z^(delta - 1 + p + (1 - p) eta) = L^(1 - eta) (1 - p) Y0^eta / P,
 * eta = 0 where utility is quasilinear, and L closes the budget: no lump-sum rebate, a share of income is spent. */
#ifndef FISC_STUDIES_HSV_H
#define FISC_STUDIES_HSV_H

#include "simulation/simulation.h"

struct hsv_settings {
    double public_share; /* g in [0, 1): of income, spent by the government */
    double public_taste; /* chi: welfare has + chi Y0 ln(g Y) besides; 0: not valued */
};

struct hsv_point {
    double progressivity, level; /* p, L */
    double welfare;              /* of the config's objective, USD a year */
    double mean_income;          /* USD a worker and year */
    double
        share_above_cap; /* of workers who would want more than 100 hours a week: not held back here */
};

/* STATUS_INVALID_INPUT where p is outside the domain, or the config's utility or objective has no closed form. */
enum status hsv_at(struct hsv_point *point, const struct economy *economy,
                   const struct hsv_settings *settings, double progressivity,
                   struct error *err) MUST_CHECK;

/* Lowest and highest p that is searched. */
extern const double hsv_lowest_progressivity, hsv_highest_progressivity;

/* The best of all p, to 1e-7. */
enum status hsv_best(struct hsv_point *best, const struct economy *economy,
                     const struct hsv_settings *settings, struct error *err) MUST_CHECK;

/* ln(z - T(z)) on ln z, by least squares over workers at observed incomes: slope 1 - p, constant ln L; NaN where
 * incomes do not differ. */
struct hsv_fit {
    double progressivity, level;
    double r_squared;
    double share_fitted; /* of workers: those with z - T(z) > 0 */
};
void hsv_fit(struct hsv_fit *fit, const struct population *population,
             const struct tax_schedule *tax_system);

#endif
