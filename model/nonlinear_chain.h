/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/nonlinear_chain.h: the workers of model/nonlinear_optimum.h as a chain, each tied to the one
 * before, and the iteration that makes their incomes optimal. */
#ifndef FISC_MODEL_NONLINEAR_CHAIN_H
#define FISC_MODEL_NONLINEAR_CHAIN_H

#include "base/error.h"
#include "model/welfare.h"

#include <stdbool.h>

struct nonlinear_problem {
    size_t num_workers;
    const double *potential_earnings; /* Z, ascending, USD per year */
    const double *threshold_effort;   /* P */
    const double *weight;             /* > 0; NULL: all the same */
    const double *income_cap;         /* USD per year; NULL: none */
    const double *observed_income;    /* z0, for the kinds whose weights hang on it */
    const double *own_weight;         /* the user's; NULL: all 1 */
    double labor_exponent;            /* delta */
    double public_spending;           /* USD per year and worker */
    double min_rate; /* lowest marginal rate of the systems that are to be bounded */
    struct welfare_settings welfare;
};

/* Whose cap of hours is too low for the income of some worker with less Z.  He is only tied to the last before him
 * whose income is in his reach, nobody is tied to him, and his income is the one he likes best. */
struct nonlinear_unable {
    size_t on; /* node that he is tied to; SIZE_MAX: to none */
    double threshold_effort, own_surplus;
    double multiplier; /* max(0, w (1 - g)): what the tie costs */
    double free_above; /* V less the lowest V, where he is better off than tied (g = 1) */
    bool is_free;
};

/* [num_nodes] in the chain; then, up to num_workers, those who are unable. */
struct nonlinear_chain {
    const struct nonlinear_problem *problem;
    size_t num_workers, num_nodes;
    double *weight, *observed_income, *own_weight, *income, *utility, *slope; /* [num_workers] */
    double *threshold_effort, *step, *ceiling, *multiplier,
        *power;                      /* [num_nodes]: P, D, y^(delta-1)
                                                                     of the cap, lambda, y^(delta-1) */
    struct nonlinear_unable *unable; /* [num_workers - num_nodes] */
    struct nonlinear_block *blocks;  /* once incomes were to fall */
    double *memory;
    double mean_slope;
    double lowest_multiplier; /* of the last pass */
    int num_passes;
    bool has_settled,
        is_unbounded; /* unbounded: somebody without a tie weighs more than all others at any V */
};

enum status nonlinear_chain_create(struct nonlinear_chain *chain,
                                   const struct nonlinear_problem *problem,
                                   struct error *err) MUST_CHECK;
void nonlinear_chain_free(struct nonlinear_chain *chain);

/* Until the multipliers stay. */
enum status nonlinear_chain_settle(struct nonlinear_chain *chain, struct error *err) MUST_CHECK;

#endif
