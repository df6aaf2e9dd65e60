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

#endif
