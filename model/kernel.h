/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/kernel.h: the inner loops over workers, and nothing else.  Compiled with finite-math flags
 * (no NaN and no signed zero reaches them) and in clones for each instruction set; elementwise
 * arithmetic and fixed lanes give the same bits in all of them.  Sums are over at most KERNEL_CHUNK, which
 * stays in the first-level cache; columns are filled and written KERNEL_TILE at a time, so few that the writes
 * drain to memory while the next tile is worked out (docs/performance.md). */
#ifndef FISC_MODEL_KERNEL_H
#define FISC_MODEL_KERNEL_H

#include <stddef.h>

enum { KERNEL_CHUNK = 512, KERNEL_TILE = 128 };

/* A tile of the five columns of a step, before it goes to memory; utilities are part of a chunk. */
struct kernel_columns {
    _Alignas(64) double hours[KERNEL_TILE];
    _Alignas(64) double income[KERNEL_TILE];
    _Alignas(64) double tax[KERNEL_TILE];
    _Alignas(64) double net_income[KERNEL_TILE];
    double *utility;
};

/* What a stretch of workers inside one bracket, or at one threshold, has in common. */
struct kernel_piece {
    double scale;         /* z = scale Z ... */
    double fixed_income;  /* ... + fixed_income (one of the two is 0) */
    double marginal_rate; /* T = tax_at_start + marginal_rate (z - start) */
    double start;
    double tax_at_start;
    /* D = effort_per_potential_earnings Z + effort_per_threshold_effort P + fixed_effort */
    double effort_per_potential_earnings;
    double effort_per_threshold_effort;
    double fixed_effort;
    double rebate;
};

/* Columns [0, count) of the tile at offset `at` from Z, P, weeks and wages. */
void kernel_interior(struct kernel_columns *columns, size_t at, size_t count,
                     const struct kernel_piece *piece, const double *potential_earnings,
                     const float *weeks, const double *wage);
void kernel_threshold(struct kernel_columns *columns, size_t at, size_t count,
                      const struct kernel_piece *piece, const double *threshold_effort,
                      const float *weeks, const double *wage);

/* out[i] = slope x[i] + intercept. */
void kernel_affine(double *out, const double *x, double slope, double intercept, size_t count);

/* Sums in eight fixed lanes. */
double kernel_sum(const double *x, size_t count);
double kernel_dot(const double *x, const double *y, size_t count);

/* The smallest of at least one. */
double kernel_lowest(const double *x, size_t count);

/* x[i] = max(x[i], floor). */
void kernel_raise(double *x, double floor, size_t count);

/* sum of ln x, x in [1e-15, 1e16]: products of 16 in each lane, then one logarithm per product. */
double kernel_sum_log(const double *x, size_t count);

/* sum of w ln x. */
double kernel_weighted_sum_log(const double *x, const double *weight, size_t count);

#endif
