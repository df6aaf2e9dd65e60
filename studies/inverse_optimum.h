/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/inverse_optimum.h: the welfare weights under which a given tax system would be the best (Bourguignon
 * and Spadaro 2012), for brackets: a dollar to workers of bracket k is worth g_k dollars of public funds. */
#ifndef FISC_STUDIES_INVERSE_OPTIMUM_H
#define FISC_STUDIES_INVERSE_OPTIMUM_H

#include "simulation/simulation.h"

struct inverse_optimum {
    struct tax_schedule tax_system;
    double weight[TAX_MAX_BRACKETS];           /* g_k; NaN where nobody is inside the bracket */
    double share_of_workers[TAX_MAX_BRACKETS]; /* at a kink: in the upper bracket */
    double mean_income[TAX_MAX_BRACKETS];      /* USD per year; NaN where nobody is */
    double
        mean_weight; /* over workers with a weight: 1 if an equal transfer to all is worth what it costs */
};

/* Solves, from the top bracket down, the bracket formula of planner/saez_formula.h for weights that are equal within brackets:
 *     sum_k (1 - g_k) mean[1(i in k) clip(z_i - b_j, 0, b_{j+1} - b_j)] = e tau_j/(1 - tau_j) mean[z_i 1(i inside j)]
 * with e = 1/(delta - 1).  Quasilinear utility only (STATUS_INVALID_INPUT); rates below 1. */
enum status inverse_optimum(struct inverse_optimum *found, struct simulation *simulation,
                            const struct tax_schedule *tax_system, struct error *err) MUST_CHECK;

#endif
