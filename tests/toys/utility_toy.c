/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/toys/utility_toy.c: utility that nobody has: v(y) = Y0 (1 - exp(-y/Y0)), of constant absolute aversion
 * to risk, defined for any y.  tests/system/test_toys.py takes it through everything. */
#include "base/elementary.h"
#include "model/income_effects_settings.h"
#include "model/utility.h"

static double of_net_income(const struct utility *utility, double y)
{
    const double y0 = utility->reference_income_usd_per_year;

    return y0 * (1.0 - elementary_exp(-y / y0));
}

static double log_marginal(const struct utility *utility, double y)
{
    return -y / utility->reference_income_usd_per_year;
}

static double curvature(const struct utility *utility, double y)
{
    return y / utility->reference_income_usd_per_year;
}

static const struct setting *const groups[] = {income_effects_settings, NULL};

const struct utility_kind utility_toy = {
    .kind = {.name = "toy",
             .summary = "constant absolute curvature, for tests",
             .settings = groups},
    .of_net_income = of_net_income,
    .comparable = of_net_income,
    .log_marginal = log_marginal,
    .curvature = curvature,
};
