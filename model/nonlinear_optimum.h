/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/nonlinear_optimum.h: the optimal nonlinear income tax (Mirrlees 1971, Rev. Econ. Stud. 38(2)) of rational
 * quasilinear workers.  Whatever the brackets, no tax system that treats all workers alike does better: its W is
 * an upper bound for every search.
 *
 * Workers differ in one number, P = Z^(1-delta) (model/preferences.h), and nobody may do better with another's income.
 * In order of Z, with weights w_i that sum to 1, D_i = P_i - P_{i+1}, each is as well off as with the income
 * of the one before:
 *     V_{i+1} = V_i + D_i y_i^delta/delta,   V_1 from sum w_i (y_i - P_i y_i^delta/delta - V_i) = G,
 * and the best incomes, which must not fall, are
 *     y_i^(delta-1) = w_i/(w_i P_i + lambda_i D_i),
 *     lambda_i = sum_{j>i} w_j (1 - phi'(V_j)/sum_h w_h phi'(V_h)).
 * The problem is concave in y^delta, so this is the global optimum.  Where that is not proven there is a reason
 * and no number. */
#ifndef FISC_MODEL_NONLINEAR_OPTIMUM_H
#define FISC_MODEL_NONLINEAR_OPTIMUM_H

#include "model/economy.h"
#include "model/nonlinear_chain.h"

enum { NONLINEAR_REASON_BYTES = 320 };

struct nonlinear_optimum {
    double welfare;                      /* NaN where no bound is proven */
    char reason[NONLINEAR_REASON_BYTES]; /* why; "" where there is one */
    int num_passes;
    /* The workers who can be compared with the one before, ascending in Z.  Those who cannot have no hours
     * for the incomes of some with less Z. */
    size_t num_workers, num_unable;
    double *income, *marginal_rate,
        *weight; /* y; 1 - P y^(delta-1); of all workers they sum to 1 */
};

/* No bound is no failure.  Free it in any case. */
enum status nonlinear_optimum_find(struct nonlinear_optimum *optimum,
                                   const struct nonlinear_problem *problem,
                                   struct error *err) MUST_CHECK;
/* Of the workers of an economy, against all systems with one schedule and no rate below `min_rate`. */
enum status nonlinear_optimum_of_economy(struct nonlinear_optimum *optimum,
                                         const struct economy *economy, double min_rate,
                                         struct error *err) MUST_CHECK;
void nonlinear_optimum_free(struct nonlinear_optimum *optimum);

#endif
