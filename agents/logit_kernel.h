/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/logit_kernel.h: the inner loops of the rule `logit` (agents/logit.c), over the options of one
 * worker.  Compiled as model/kernel.h is: with finite-math flags, in clones for each instruction set,
 * with the same bits in all of them. */
#ifndef FISC_AGENTS_LOGIT_KERNEL_H
#define FISC_AGENTS_LOGIT_KERNEL_H

#include "model/tax_schedule.h"

enum { LOGIT_LANES = 8, LOGIT_MAX_OPTIONS = 401, LOGIT_ROOM = 408 /* whole lanes */ };

/* Hours k step, and to the power of delta; zeros up to whole lanes. */
struct logit_grid {
    int num_options;
    double step;
    _Alignas(64) double hours[LOGIT_ROOM];
    _Alignas(64) double hours_power[LOGIT_ROOM];
};

/* value[LOGIT_ROOM], aligned as the grid's columns: what each option is worth to a worker with quasilinear
 * utility, in units of `1/scale` USD per year and up to a constant:
 *     scale (z_k - T(z_k) - effort l_k^delta - [k > 0] fixed cost),   z_k = pay l_k.
 * One line per bracket: T is a line between two thresholds. */
void logit_kernel_values(double *value, const struct logit_grid *grid,
                         const struct tax_schedule *schedule, double pay, double effort,
                         double fixed_cost, double scale);

/* The largest of the first num_options values; the others become so small that nobody chooses them. */
double logit_kernel_best(double *value, int num_options);

/* An option drawn with probabilities proportional to exp(value - best), by the inverse of their distribution at
 * u in (0, 1).  Overwrites the values. */
int logit_kernel_draw(double *value, int num_options, double best, double u);

#endif
