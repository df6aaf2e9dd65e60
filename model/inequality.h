/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/inequality.h: Gini, concentration, quantiles and partial sums of arrays in a given order,
 * with or without sample weights (`weight` NULL: every element counts 1).  An element
 * of integer weight w counts exactly like w copies.
 *     Gini = sum_i w_i x_(i) (2 C_i - w_i - W) / (W^2 mean x),   C_i = w_1 + ... + w_i,  W = C_n
 * (without weights: sum_i (2 i - n - 1) x_(i) / (n^2 mean x)).  The same sum with x in the order of
 * another variable is the concentration of x by that variable.  Both are NaN where n = 0 or the
 * mean is not positive; negative elements are allowed.  Source: Lambert 2001, The Distribution and
 * Redistribution of Income, ch. 2. */
#ifndef FISC_MODEL_INEQUALITY_H
#define FISC_MODEL_INEQUALITY_H

#include <stdbool.h>
#include <stddef.h>

/* Sums over elements in order, of deviations d = x - shift from a constant near the mean: no digits
 * cancel in the variance, and equal elements have exactly Gini 0. */
struct ordered_moments {
    double weight;    /* sum w */
    double deviation; /* sum w d */
    double square;    /* sum w d^2 */
    double rank;      /* sum w d (2 C - w) */
};

/* Append `count` elements (the next in order) to the sums. */
void ordered_moments_add(struct ordered_moments *sums, const double *x, const double *weight,
                         double shift, size_t count);

/* Append the sums of the elements that follow; same shift. */
void ordered_moments_append(struct ordered_moments *sums, const struct ordered_moments *next);

double ordered_moments_mean(const struct ordered_moments *sums, double shift);
double ordered_moments_sd(const struct ordered_moments *sums); /* divides by W, not W - 1 */

/* W^2 mean x Gini, from which Ginis of sums of columns in one order follow. */
double ordered_moments_gini_sum(const struct ordered_moments *sums);
double ordered_moments_gini(const struct ordered_moments *sums, double shift);

/* A constant near the mean: the mean of up to 64 elements spread over the array. */
double inequality_shift(const double *x, size_t count);

/* Where the cumulative weight reaches `target` (within `tolerance`): element `index`, or halfway to
 * the next if the target is met exactly between the two. */
struct quantile_place {
    size_t index;
    bool is_between;
};
struct quantile_place inequality_place(const double *weight, size_t count, double target,
                                       double tolerance);

/* Quantile at p in [0, 1] of ascending x: the least x with C >= p W; the mean of that and the next
 * where C = p W (so the median of an even number is the mean of the middle two).  NaN if empty. */
double inequality_quantile(const double *sorted, const double *weight, size_t count, double p);

/* sum of w x over the first elements whose weights sum to `target`, part of the last one included. */
double inequality_partial_sum(const double *x, const double *weight, size_t count, double target);

#endif
