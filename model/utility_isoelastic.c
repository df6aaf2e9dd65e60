/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/utility_isoelastic.c: v(y) = Y0 ((y/Y0)^(1-eta) - 1)/(1-eta);  eta -> 1: Y0 ln(y/Y0).  A dollar
 * is worth less to the rich, so that the rebate moves choices and is an equilibrium. */
#include "base/elementary.h"
#include "model/income_effects_settings.h"
#include "model/utility.h"

#include <math.h>

static void read_curvature(struct utility *utility, const struct settings *settings)
{
    utility->income_curvature = settings_number(settings, "utility.income_curvature");
}

static double of_net_income(const struct utility *utility, double y)
{
    if (!(y > 0.0))
        return -INFINITY;
    const double y0 = utility->reference_income_usd_per_year;
    const double log_ratio = elementary_log(y / y0);
    const double exponent = 1.0 - utility->income_curvature;

    return y0 * (exponent == 0.0 ? log_ratio : elementary_expm1(exponent * log_ratio) / exponent);
}

/* Without the -1, in which digits cancel. */
static double comparable(const struct utility *utility, double y)
{
    if (!(y > 0.0))
        return -INFINITY;
    const double y0 = utility->reference_income_usd_per_year;
    const double log_ratio = elementary_log(y / y0);
    const double exponent = 1.0 - utility->income_curvature;

    return exponent == 0.0 ? y0 * log_ratio : y0 * elementary_exp(exponent * log_ratio) / exponent;
}

static double log_marginal(const struct utility *utility, double y)
{
    return -utility->income_curvature * elementary_log(y / utility->reference_income_usd_per_year);
}

static double curvature(const struct utility *utility, double y)
{
    (void)y;
    return utility->income_curvature;
}

static const struct setting settings[] = {
    NUMBER_SETTING("utility.income_curvature", "1", 0, 20, "1",
                   "eta of the isoelastic form; 1 is log."),
    {0},
};
static const struct setting *const groups[] = {settings, income_effects_settings, NULL};

const struct utility_kind utility_isoelastic = {
    .kind = {.name = "isoelastic",
             .summary = "curved in net income, with income effects; 1 is log",
             .settings = groups},
    .read = read_curvature,
    .of_net_income = of_net_income,
    .comparable = comparable,
    .log_marginal = log_marginal,
    .curvature = curvature,
};
