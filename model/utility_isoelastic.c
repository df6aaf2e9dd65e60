/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/utility_isoelastic.c: v(y) = Y0 ((y/Y0)^(1-eta) - 1)/(1-eta);  eta -> 1: Y0 ln(y/Y0).  A dollar
 * is worth less to the rich, so that the rebate moves choices and is an equilibrium. */
#include "base/box_cox.h"
#include "base/elementary.h"
#include "model/income_effects_settings.h"
#include "model/utility.h"

#include <math.h>

static enum status read_curvature(struct utility *utility, const struct settings *settings,
                                  struct error *err)
{
    (void)err;
    utility->income_curvature = settings_number(settings, "utility.income_curvature");
    return STATUS_OK;
}

static double of_net_income(const struct utility *utility, double y)
{
    if (!(y > 0.0))
        return -INFINITY;
    const double y0 = utility->reference_income_usd_per_year;

    return y0 * box_cox(elementary_log(y / y0), 1.0 - utility->income_curvature);
}

/* Without the -1 where digits would cancel in it. */
static double comparable(const struct utility *utility, double y)
{
    if (!(y > 0.0))
        return -INFINITY;
    const double y0 = utility->reference_income_usd_per_year;

    return y0 * box_cox_comparable(elementary_log(y / y0), 1.0 - utility->income_curvature);
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
