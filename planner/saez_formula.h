/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/saez_formula.h: what the planners 'saez' and 'saez_empirical' share: Saez (2001), Rev. Econ. Stud. 68(1). */
#ifndef FISC_PLANNER_SAEZ_FORMULA_H
#define FISC_PLANNER_SAEZ_FORMULA_H

#include "config/setting.h"
#include "model/economy.h"
#include "planner/brackets.h"

/* Settings planner.saez.elasticities: [brackets->count], one for all or one for each. */
enum status saez_formula_read_elasticities(double *elasticity, const struct brackets *brackets,
                                           const struct settings *settings,
                                           struct error *err) MUST_CHECK;

/* STATUS_INVALID_INPUT for objectives without fixed marginal welfare weights. */
enum status saez_formula_check_objective(const struct welfare_kind *kind,
                                         struct error *err) MUST_CHECK;

/* The formula's rates for what workers did:
 *     tau_j/(1 - tau_j) = mean[(1 - g_i) clip(z_i - b_j, 0, b_{j+1} - b_j)]
 *                         / (e_j mean[z_i 1(b_j < z_i < b_{j+1})]),     g_i = phi'(u_i)/mean phi'(u)
 * (Saez 2001, eq. 19, for brackets; quasilinear utility).  Workers at a kink count above the line only; a
 * bracket with nobody inside keeps rate[j].  Within the bounds of the brackets. */
void saez_formula_rates(double *rate, const struct brackets *brackets, const double *elasticity,
                        const struct welfare_settings *welfare, const struct population *population,
                        const struct outcome *outcome);

/* Ended by {0}. */
extern const struct setting saez_formula_settings[];

#endif
