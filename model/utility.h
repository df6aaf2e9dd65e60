/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/utility.h: what a worker maximises, USD per year.
 *   quasilinear (Karten et al. 2025):  u = y - D(z) - q 1(z > 0)
 *   isoelastic:  u = Y0 ((y/Y0)^(1-eta) - 1)/(1-eta) - D(z) - q 1(z > 0);  eta -> 1: Y0 ln(y/Y0)
 * with the effort of earning z in k weeks at the wage w
 *   D = c l^delta = z^delta P / delta,   l = z/(k w),  P = delta c / (k w)^delta = Z^(1-delta). */
#ifndef FISC_MODEL_UTILITY_H
#define FISC_MODEL_UTILITY_H

#include "base/error.h"
#include "model/population.h"
#include "model/tax_schedule.h"

enum utility_form { UTILITY_QUASILINEAR, UTILITY_ISOELASTIC };

struct utility {
    enum utility_form form;
    double labor_exponent;                  /* delta > 1 */
    double income_curvature;                /* eta >= 0, isoelastic only */
    double reference_income_usd_per_year;   /* Y0 = mean baseline y */
    double fixed_cost_of_work_usd_per_year; /* q >= 0 */
};

/* Utility of net income y alone, without effort and fixed cost; -INFINITY where y <= 0 and the form
 * is isoelastic. */
double utility_of_net_income(const struct utility *utility, double net_income_usd_per_year);

/* Mean of y under the baseline law with everybody at observed hours, and the rebate there.
 * G/N is `public_spending_usd_per_worker`. */
struct baseline {
    struct tax_schedule schedule;
    double rebate_usd_per_year;
    double mean_income_usd_per_year;
    double mean_net_income_usd_per_year;
};

/* Refuses (STATUS_INVALID_INPUT) a law that is not convex or has a rate of 1 or more: workers would
 * not be at their observed hours. */
enum status baseline_measure(struct baseline *baseline, const struct population *population,
                             const struct tax_schedule *schedule,
                             double public_spending_usd_per_worker, struct error *err) MUST_CHECK;

/* Calibrated disutility: c_i such that observed hours are optimal under the baseline law.
 *   quasilinear  P = (1 - tau(z0)) z0^(1-delta);  isoelastic: times (y0/Y0)^(-eta)
 * At a kink the upper rate.  Sets utility->reference_income.  STATUS_INVALID_INPUT names the worker
 * whose baseline net income is not positive (isoelastic). */
enum status preferences_calibrate(struct preferences *preferences, struct utility *utility,
                                  const struct population *population,
                                  const struct baseline *baseline, struct error *err) MUST_CHECK;

/* Paper disutility: c_i = coefficient for all, hours in hours per week (Karten et al. 2025). */
enum status preferences_set_common(struct preferences *preferences, struct utility *utility,
                                   const struct population *population,
                                   const struct baseline *baseline, double coefficient,
                                   struct error *err) MUST_CHECK;

/* Put workers (population and preferences) in ascending order of Z, ties by id: then whatever
 * rational workers choose never falls with the index. */
enum status population_sort_by_full_income(struct population *population,
                                           struct preferences *preferences,
                                           struct error *err) MUST_CHECK;

/* Effort D of earning z, USD per year (one power: not for inner loops). */
double preferences_effort(const struct preferences *preferences, const struct utility *utility,
                          size_t i, double income_usd_per_year);

#endif
