/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/saez_paper.h: the published variant of the planner 'saez', faults included. */
#ifndef FISC_PLANNER_SAEZ_PAPER_H
#define FISC_PLANNER_SAEZ_PAPER_H

#include "model/population.h"
#include "planner/brackets.h"

/* Rates [brackets->count] as Karten et al. (2025) compute them, once, from skills:
 *     tau = (1 - G)/(1 - G + a e)
 * at the midpoint of each bracket, with incomes 100 k w, welfare weights 1/income, a Gaussian kernel
 * density (Scott's bandwidth), clipped to [0, 1] and rounded to 0.01%. */
enum status saez_paper_rates(double *rate, const struct brackets *brackets,
                             const double *elasticity, const struct population *population,
                             struct error *err) MUST_CHECK;

#endif
