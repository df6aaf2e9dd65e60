/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/continuous_weights.h: the welfare weights under which a tax system would be the best of all, not only of those with
 * its brackets (Jacobs, Jongen and Zoutman 2017, Lockwood and Weinzierl 2016):
 *     g(z) = 1 + theta e T'/(1 - T') + e z T''/(1 - T')^2,   theta = 1 + z f'(z)/f(z),  e = eps/(1 + eps z T''/(1 - T')),
 * with eps = 1/(delta - 1) and f the density of incomes.  That is
 *     sum of (1 - g) over who earns more than z = e z f(z) T'/(1 - T') = eps phi(x) m(x),   m = T'/(1 - T'),
 * phi the density of x = ln Z, since d ln z/d ln Z = e/eps: it needs no density of incomes, which have atoms at kinks, and no
 * T''.  There m is that of the rate that would keep a worker, 1 - T' = (z/Z)^(delta - 1).  Groups of workers have the mean g. */
#ifndef FISC_STUDIES_CONTINUOUS_WEIGHTS_H
#define FISC_STUDIES_CONTINUOUS_WEIGHTS_H

#include "simulation/simulation.h"

enum { CONTINUOUS_WEIGHTS_MAX_GROUPS = 1000, CONTINUOUS_WEIGHTS_FEWEST_WORKERS = 100 };

struct continuous_weights_settings {
    int num_groups;
    double bandwidth; /* of ln Z, of a biweight kernel; NaN: 2.78 sd N^(-1/5) */
};

/* Workers in order of Z: of one group, which has the same share as every other. */
struct continuous_weight {
    double lowest_income, mean_income, marginal_rate; /* the last two are means; USD per year */
    double share_of_workers;
    double weight; /* mean g: a dollar there, in dollars of public funds */
};

struct continuous_weights {
    struct continuous_weight *group; /* [num_groups] */
    int num_groups;
    double bandwidth;
    double
        lowest; /* g; below 0 the tax system is not efficient (Werning 2007, Bierbrauer, Boyer and Hansen 2023) */
    double share_below_0; /* of workers, in groups whose g is below 0 */
    double
        largest_gap; /* the largest ratio of incomes of neighbours at which someone jumps over a falling rate; 1: none */
};

/* STATUS_INVALID_INPUT where utility is not quasilinear, a rate is 1 or more, or workers are too few for a density.  Free it. */
enum status continuous_weights_find(struct continuous_weights *found,
                                    const struct continuous_weights_settings *settings,
                                    struct simulation *simulation,
                                    const struct tax_schedule *tax_system,
                                    struct error *err) MUST_CHECK;
void continuous_weights_free(struct continuous_weights *found);

#endif
