/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/tax_schedule.h: a piecewise-linear income tax on one year's income.
 *     T(z) = T(0) + sum_j tau_j clip(z - b_j, 0, b_{j+1} - b_j),   b_0 = 0, the last bracket open.
 * T(0) is 0 for an income tax and minus the amount for a basic income.
 * A plain value: copy it, compare it, store it as one row of output. */
#ifndef FISC_MODEL_TAX_SCHEDULE_H
#define FISC_MODEL_TAX_SCHEDULE_H

#include "base/error.h"

#include <stdbool.h>

enum { TAX_MAX_BRACKETS = 64, TAX_MAX_SUMMED_RATE = 16 };

struct tax_schedule {
    int num_brackets;                            /* [1, TAX_MAX_BRACKETS] */
    double start_usd_per_year[TAX_MAX_BRACKETS]; /* [num_brackets], ascending from 0 */
    double marginal_rate
        [TAX_MAX_BRACKETS]; /* [num_brackets], fractions in [-1, 1]; of sums also beyond */
    double tax_at_start_usd_per_year[TAX_MAX_BRACKETS]; /* [num_brackets]; [0] is T(0) */
};

/* STATUS_INVALID_INPUT names the first bracket that is out of order or out of range. */
enum status tax_schedule_init(struct tax_schedule *schedule, int num_brackets,
                              const double *start_usd_per_year, const double *marginal_rate,
                              double tax_at_zero_usd_per_year, struct error *err) MUST_CHECK;

/* The same of a sum of schedules: rates of parts, each in [-1, 1], may add up to more, as where credits are phased
 * out at the same incomes.  Workers who choose rationally never stay where the rate is 1 or more. */
enum status tax_schedule_init_sum(struct tax_schedule *schedule, int num_brackets,
                                  const double *start_usd_per_year, const double *marginal_rate,
                                  double tax_at_zero_usd_per_year, struct error *err) MUST_CHECK;

/* One bracket with one rate; rate in [-1, 1]. */
enum status tax_schedule_init_flat(struct tax_schedule *schedule, double marginal_rate,
                                   struct error *err) MUST_CHECK;

/* *sum = a + b: brackets are the union of both; neighbours with equal rates are merged.
 * STATUS_INVALID_INPUT if a summed rate leaves +- TAX_MAX_SUMMED_RATE or there are too many brackets. */
enum status tax_schedule_add(struct tax_schedule *sum, const struct tax_schedule *a,
                             const struct tax_schedule *b, struct error *err) MUST_CHECK;

/* Bracket that holds the income: the last j with b_j <= income (at a kink: the upper one). */
int tax_schedule_bracket(const struct tax_schedule *schedule, double income_usd_per_year);

/* Tax owed on a year's income, USD per year.  Negative income owes T(0). */
double tax_schedule_tax(const struct tax_schedule *schedule, double income_usd_per_year);

/* Marginal rate at the income, a fraction; at a kink the upper rate. */
double tax_schedule_marginal_rate(const struct tax_schedule *schedule, double income_usd_per_year);

/* True if no marginal rate is below the one before it (the tax is convex). */
bool tax_schedule_is_convex(const struct tax_schedule *schedule);

bool tax_schedule_equal(const struct tax_schedule *a, const struct tax_schedule *b);

/* The schedule on `num_brackets` other brackets that owes the same at every bracket start of the
 * new ones (so on average the same); the open top bracket gets `schedule`'s mean rate between its
 * start and `top_income_usd_per_year`.  Us_fed on {0, 90000, 159100}: .1650, .2370, top near .32. */
enum status tax_schedule_rebracket(struct tax_schedule *coarse, const struct tax_schedule *schedule,
                                   int num_brackets, const double *start_usd_per_year,
                                   double top_income_usd_per_year, struct error *err) MUST_CHECK;

#endif
