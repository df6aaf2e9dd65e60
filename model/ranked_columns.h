/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/ranked_columns.h: columns read in the order of workers: moments, Ginis and concentrations
 * from one pass in blocks, then quantiles, shares and counts by bisection.  A column that never
 * falls in this order has its own quantiles here too. */
#ifndef FISC_MODEL_RANKED_COLUMNS_H
#define FISC_MODEL_RANKED_COLUMNS_H

#include "base/block_sum.h"
#include "model/inequality.h"
#include "model/worker_order.h"

#include <stdbool.h>

enum { RANKED_MAX_COLUMNS = 4, RANKED_CHUNK = BLOCK_ELEMENTS };

struct ranked_sums {
    struct ordered_moments moments[RANKED_MAX_COLUMNS];
    size_t num_falls[RANKED_MAX_COLUMNS]; /* where the column falls by more than rounding */
};

struct ranked_columns {
    const struct worker_order *order;
    const double *weight; /* in memory order; NULL: equal */
    int num_columns;
    const double *column[RANKED_MAX_COLUMNS]; /* in memory order */
    double shift[RANKED_MAX_COLUMNS];
    int is_trusted[RANKED_MAX_COLUMNS]; /* the caller knows that the column never falls */
    struct ranked_sums *block;          /* [block_count] room of the caller */
    struct ranked_sums total;
};

void ranked_columns_init(struct ranked_columns *ranked, const struct worker_order *order,
                         const double *weight, int num_columns, const double *const *columns,
                         struct ranked_sums *block);

/* The pass: start every block empty, add its chunks of ranks [from, from + count) in order (count
 * at most RANKED_CHUNK), then finish on one thread. */
void ranked_columns_add(struct ranked_columns *ranked, size_t block, size_t from, size_t count);
void ranked_columns_finish(struct ranked_columns *ranked);

/* The whole pass by itself. */
void ranked_columns_measure(struct ranked_columns *ranked);

double ranked_mean(const struct ranked_columns *ranked, int k);
double ranked_sd(const struct ranked_columns *ranked, int k);
double ranked_gini(const struct ranked_columns *ranked, int k);
bool ranked_is_ascending(const struct ranked_columns *ranked, int k);

/* Sums of every column, and of the weights, over the lowest ranks whose weights sum to `target`;
 * part of the last worker included. */
struct ranked_cut {
    double weight;
    double sum[RANKED_MAX_COLUMNS];
};
struct ranked_cut ranked_cut_at(const struct ranked_columns *ranked, double target);

/* Of a column that ascends: its quantile; the first rank where it reaches (is_above: exceeds)
 * `value`; and the weight of all ranks before one. */
double ranked_quantile(const struct ranked_columns *ranked, int k, double p);
size_t ranked_first(const struct ranked_columns *ranked, int k, double value, int is_above);
double ranked_weight_before(const struct ranked_columns *ranked, size_t rank);

#endif
