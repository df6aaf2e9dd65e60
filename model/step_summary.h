/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/step_summary.h: every figure that is reported for a step (shared by all who look at it:
 * planners, recorder, compare).  A plain value, one row of output. */
#ifndef FISC_MODEL_STEP_SUMMARY_H
#define FISC_MODEL_STEP_SUMMARY_H

#include "base/column.h"
#include "base/error.h"
#include "model/outcome.h"
#include "model/population.h"
#include "model/tax_system.h"
#include "model/welfare.h"

#include <stdbool.h>
#include <stdint.h>

enum { NUM_QUINTILES = 5 };

/* Money is USD per year and per worker unless the name says otherwise; shares are fractions;
 * every mean, quantile, share and Gini counts workers by their sample weight. */
struct step_summary {
    int64_t step;
    /* welfare */
    double welfare; /* of the configured objective */
    double welfare_by_kind[WELFARE_NUM_KINDS];
    double welfare_isoelastic_raw; /* mean v^(1-gamma)/(1-gamma) (mean log v), second column */
    double marginal_welfare_of_transfer; /* dW/dR of the isoelastic equivalent: mean (v/W)^(-gamma)
                                             over workers above the floor; USD per USD */
    double welfare_floor_tenth;          /* isoelastic kind at floor / 10 */
    double welfare_floor_tenfold;        /* isoelastic kind at 10 x floor */
    double share_at_floor;               /* share of workers with u < floor */
    double baseline_weights_effective_share; /* 1 / (N sum omega^2) */
    /* hours, income, net income, utility */
    double mean_hours_per_week, median_hours_per_week, sd_hours_per_week;
    double mean_income, median_income, sd_income;
    double mean_net_income, median_net_income, sd_net_income;
    double mean_utility, median_utility, sd_utility;
    double min_utility;
    double share_working;      /* hours > 0 */
    double share_at_hours_cap; /* hours at MAX_HOURS_PER_WEEK */
    /* government */
    double revenue;                      /* mean T */
    double public_spending;              /* G / N */
    double rebate;                       /* R */
    double rebate_residual;              /* R less what workers expected (income effects only) */
    double mean_effective_marginal_rate; /* mean of T'(z_i) */
    /* distribution */
    double gini_income, gini_net_income;
    double redistribution_tax;    /* gini z - gini (z - T) */
    double redistribution_rebate; /* gini (z - T) - gini y */
    double reranking;             /* gini y - concentration of y in the order of z */
    double kakwani;       /* concentration of T in the order of z - gini z; NaN if sum T = 0 */
    double poverty_share; /* y below half the median y */
    double top_10_percent_share, top_1_percent_share; /* of z */
    double quintile_mean_income[NUM_QUINTILES];       /* quintiles of z */
    double quintile_mean_net_income[NUM_QUINTILES];
    double quintile_mean_tax[NUM_QUINTILES];
    double pareto_index_top_1_percent; /* m / (m - b), b the p99 of z, m the mean above it */
    double workers_above_p99;          /* how many workers the index rests on */
    /* behaviour */
    double share_satisfied;       /* NaN for rules without satisfaction */
    double mean_adjusted_utility; /* u less the loss of the dissatisfied; NaN likewise */
};

extern const struct column step_summary_columns[];

/* What the measurement needs besides the outcome. */
struct step_context {
    int64_t step;
    const struct tax_system *tax_system; /* composed (tax_system_compose) */
    struct welfare_settings welfare;
    double public_spending;         /* G / N, USD per year */
    double rebate;                  /* R, USD per year, as paid */
    double rebate_residual;         /* R less what workers expected; 0 but for income effects */
    const uint8_t *satisfied;       /* [N] 0/1 per worker in memory order; NULL: no such rule */
    const double *adjusted_utility; /* [N] u less the loss of the dissatisfied; NULL likewise */
    bool use_adjusted;              /* measure welfare on adjusted_utility */
};

#endif
