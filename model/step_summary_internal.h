/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/step_summary_internal.h: for model/step_summary_measure.c (the pass over workers) and
 * model/step_summary_distribution.c (what follows from orders) alone. */
#ifndef FISC_MODEL_STEP_SUMMARY_INTERNAL_H
#define FISC_MODEL_STEP_SUMMARY_INTERNAL_H

#include "base/median.h"
#include "model/ranked_columns.h"
#include "model/step_summary.h"

enum { INCOME, NET_INCOME, UTILITY, NUM_RANKED }; /* columns of `ranked` */

/* Sums over one block in memory order. */
struct step_block_sums {
    struct ordered_moments hours;
    double tax, at_cap, satisfied, adjusted;
    double marginal_rate; /* where there are several tax classes */
    struct welfare_sums welfare, welfare_adjusted;
};

struct step_summary_scratch {
    struct worker_order order, other_order;
    struct ranked_sums *ranked, *other_ranked; /* [num_blocks] */
    struct step_block_sums *sums;              /* [num_blocks] */
    struct median *hours_median, *utility_median;
};

/* One measurement under way. */
struct measurement {
    struct step_summary_scratch *scratch;
    const struct population *population;
    const struct outcome *outcome;
    const struct step_context *context;
    struct welfare_plan plan, plan_adjusted;
    struct ranked_columns ranked; /* in the order of income */
    struct ranked_columns net;    /* in the order of net income: column `net_column` */
    int net_column;
    double hours_shift;
};

/* Median of a column in an order of its own: for sample weights. */
enum status step_summary_weighted_median(double *value, struct measurement *m, const double *column,
                                         struct error *err) MUST_CHECK;

/* Everything about the distribution of income, tax and net income, after the pass. */
enum status step_summary_fill_distribution(struct step_summary *summary, struct measurement *m,
                                           const struct step_block_sums *total,
                                           struct error *err) MUST_CHECK;

#endif
