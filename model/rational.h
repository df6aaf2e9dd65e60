/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/rational.h: a whole population of rational quasilinear workers under a tax system: the step
 * (five columns written) and, with the same choice function, the welfare that a planner searches.
 * Workers of a tax class are a run (several where elasticities differ), sorted by Z (preferences_sort), so their
 * schedule cuts them into a few
 * pieces found by bisection (model/rational_plan.h); revenue then needs only sums of Z kept beforehand,
 * and the columns are straight loops.  Tax systems are composed (tax_system_compose): what units of
 * one adult owe.  Workers who reach the cap of 100 hours leave the pieces: they are listed when
 * they could (full hours Z/(k w) above the cap under some rate) and patched one by one. */
#ifndef FISC_MODEL_RATIONAL_H
#define FISC_MODEL_RATIONAL_H

#include "model/budget.h"
#include "model/outcome.h"
#include "model/preferences.h"
#include "model/tax_system.h"
#include "model/welfare.h"

#include <stdint.h>

/* Workers of one tax class and one elasticity, sorted by Z. */
struct rational_run {
    size_t start, end;
    size_t num_strides, num_omega_strides;
    size_t at, omega_at;   /* where its sums are in the arrays of the whole */
    int tax_class;         /* whose schedule they have */
    double labor_exponent; /* delta */
};

struct rational {
    const struct population *population;
    const struct preferences *preferences;
    struct utility utility; /* v(y) = y */
    const struct budget *budget;
    double total_weight;
    int num_runs; /* one a class, or one a class and group of elasticity */
    struct rational_run run[TAX_MAX_CLASSES * ELASTICITY_MAX_GROUPS];
    /* Sums over the first 64 s workers of a run, at [run.at + s], of w and w Z. */
    double *sum_weight; /* NULL when weights are equal */
    double *sum_potential_earnings;
    /* For welfare linear in u: over the first omega_stride s, at [run.omega_at + s], of a, a Z and, from the other end
     * (P falls over 15 decades), a P; a_i = w_i omega_i. */
    size_t omega_stride; /* 1 for few workers, of whom no sum is then left to add up */
    double *sum_omega, *sum_omega_potential_earnings, *suffix_sum_omega_threshold_effort;
    double total_omega;
    struct welfare_settings welfare; /* whose fixed weights omega is, if `is_linear` */
    bool is_linear;
    /* Who could reach the cap of hours: indices, ascending. */
    uint32_t *cap_candidates;
    size_t num_cap_candidates;
    double *effort_at_cap; /* of each of them; NULL where they are many */
    double max_full_hours;
    /* Who did in the last step, and room for block results. */
    uint32_t *capped;
    double *block_sums; /* [num_blocks][RATIONAL_BLOCK_SUMS], blocks of base/block_sum.h */
};

enum { RATIONAL_BLOCK_SUMS = 3, RATIONAL_STRIDE = 64 };

/* What a step of the whole population adds up to. */
struct rational_totals {
    double mean_tax_usd_per_year;
    double rebate_usd_per_year; /* mean tax - G/N */
    double mean_utility_usd_per_year;
    double mean_log_utility; /* of max(u, floor): ln of the isoelastic equivalent, gamma = 1 */
};

/* Borrows population and preferences, which must be sorted, and the budget; they stay.  For `welfare` that
 * is a mean with fixed weights it prepares the sums of its fast evaluation. */
enum status rational_create(struct rational *rational, const struct population *population,
                            const struct preferences *preferences, const struct utility *utility,
                            const struct budget *budget, const struct welfare_settings *welfare,
                            struct error *err) MUST_CHECK;
void rational_free(struct rational *rational);

/* One step: choices, tax, rebate and all five columns of `outcome`.  It fails only for want of memory, and
 * with one class it needs none. */
enum status rational_step(struct rational *rational, const struct tax_system *tax_system,
                          double floor_usd_per_year, struct outcome *outcome,
                          struct rational_totals *totals, struct error *err) MUST_CHECK;

/* True if rational_welfare can evaluate this kind. */
bool rational_has_welfare(const struct welfare_kind *kind);

/* W of the kind in `settings` under the tax system, rebate in balance, without writing columns.
 * -INFINITY where W is not a number.  Thread-safe; `parallel` lets it use the threads itself (same
 * bits). */
double rational_welfare(const struct rational *rational, const struct tax_system *tax_system,
                        const struct welfare_settings *settings, int parallel);

/* Workers whose best two choices in different pieces differ by less than `tolerance` USD. */
size_t rational_count_indifferent(const struct rational *rational,
                                  const struct tax_system *tax_system, double tolerance_usd);

/* Income cap k w 100 of worker i, USD per year. */
double rational_income_cap(const struct rational *rational, size_t i);

#endif
