/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/utility.h: what a worker maximises, USD per year:
 *     u = v(y) - D(z) - q 1(z > 0)
 * with v of a kind, one file each and one line in utility_kinds.c, and the effort of earning z in k weeks at
 * the wage w
 *     D = c l^delta = z^delta P / delta,   l = z/(k w),  P = delta c / (k w)^delta = Z^(1-delta). */
#ifndef FISC_MODEL_UTILITY_H
#define FISC_MODEL_UTILITY_H

#include "config/kind.h"
#include "config/settings.h"
#include "model/elasticity_groups.h"

#include <math.h>
#include <stdbool.h>

struct utility;

struct utility_kind {
    struct kind kind; /* name, summary, settings */
    /* What the kind's settings say, into `utility`; NULL: it has none. */
    enum status (*read)(struct utility *utility, const struct settings *settings,
                        struct error *err);
    /* All NULL where v(y) = y: then the rebate moves no choice, and the responses have a closed form
     * (model/rational.h).  Else v(y); -INFINITY where it is not defined. */
    double (*of_net_income)(const struct utility *utility, double net_income_usd_per_year);
    /* v(y) up to a constant, with all its digits: what choices are compared by. */
    double (*comparable)(const struct utility *utility, double net_income_usd_per_year);
    /* ln v'(y) and the curvature -y v''(y)/v'(y) >= 0, y > 0. */
    double (*log_marginal)(const struct utility *utility, double net_income_usd_per_year);
    double (*curvature)(const struct utility *utility, double net_income_usd_per_year);
};

struct utility {
    const struct utility_kind *kind;
    double labor_exponent;                  /* delta > 1; NaN where it differs by `groups` */
    double income_curvature;                /* eta >= 0, where the kind reads it */
    double reference_income_usd_per_year;   /* Y0 = mean baseline y */
    double fixed_cost_of_work_usd_per_year; /* q >= 0 */
    /* Without income effects only: */
    struct elasticity_groups groups;
    double reporting_share; /* s: of an answer in income, what hours do not show */
};

static inline bool utility_has_groups(const struct utility *utility)
{
    return utility->groups.count > 1;
}

/* delta of a worker with this observed income. */
static inline double utility_labor_exponent(const struct utility *utility,
                                            double observed_income_usd_per_year)
{
    return utility_has_groups(utility)
               ? utility->groups.labor_exponent[elasticity_groups_at(&utility->groups,
                                                                     observed_income_usd_per_year)]
               : utility->labor_exponent;
}

/* 1/(delta - 1): of income in the net-of-tax rate, without income effects. */
static inline double utility_elasticity(const struct utility *utility,
                                        double observed_income_usd_per_year)
{
    return 1.0 / (utility_labor_exponent(utility, observed_income_usd_per_year) - 1.0);
}

/* Does the rebate move choices? */
static inline bool utility_has_income_effects(const struct utility *utility)
{
    return utility->kind->of_net_income != NULL;
}

/* Utility of net income y alone, without effort and fixed cost; -INFINITY where the kind has none. */
static inline double utility_of_net_income(const struct utility *utility,
                                           double net_income_usd_per_year)
{
    return utility_has_income_effects(utility)
               ? utility->kind->of_net_income(utility, net_income_usd_per_year)
               : net_income_usd_per_year; /* without a call: it stands in the innermost loop */
}

#define UTILITY_KINDS(KIND)                                                                        \
    KIND(utility, quasilinear)                                                                     \
    KIND(utility, isoelastic)                                                                      \
    KIND_TOY(KIND, utility)
UTILITY_KINDS(KIND_DECLARE)

#endif
