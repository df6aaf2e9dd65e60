/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/welfare_equality_x_productivity.c: (1 - gini(y) N/(N-1)) mean z (Zheng et al. 2022, Sci.
 * Adv. 8(18)).  NaN for N = 1 and where the Gini is (mean y not positive). */
#include "model/welfare.h"

#include <math.h>

static double value(const struct welfare_facts *facts)
{
    const double n = (double)facts->num_workers;

    if (facts->num_workers < 2)
        return NAN;
    return (1.0 - facts->gini_net_income * n / (n - 1.0)) * facts->mean_income;
}

static const struct welfare_bound bound = {
    .none = "it is not a sum over workers of a concave function of utility",
};

const struct welfare_kind welfare_equality_x_productivity = {
    .kind = {.name = "equality_x_productivity",
             .summary =
                 "one minus the Gini of net income, times mean income, USD (Zheng et al. 2022)"},
    .unit = "USD/year",
    .shape = WELFARE_OTHER,
    .value = value,
    .bound = &bound,
};
