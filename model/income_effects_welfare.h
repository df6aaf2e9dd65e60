/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/income_effects_welfare.h: welfare of a tax system for workers with income effects, without writing a column:
 * what a search asks ten thousand times.
 * Given the rebate, workers of a class fall into consecutive pieces (model/income_effects_map.h), found by bisection.
 * The rebate is found by Newton's method. */
#ifndef FISC_MODEL_INCOME_EFFECTS_WELFARE_H
#define FISC_MODEL_INCOME_EFFECTS_WELFARE_H

#include "model/income_effects.h"
#include "model/welfare.h"

struct income_effects_workers {
    const struct income_effects *economy;
    size_t num_workers;
    double *log_threshold_effort, *income_cap, *observed_income, *weight,
        *own_weight;                   /* [num_workers] */
    size_t *index;                     /* in the population, [num_workers] */
    size_t class_end[TAX_MAX_CLASSES]; /* behind the last worker of each tax class that has some */
    double guess_usd_per_year; /* of every rebate: fixed, so that W hangs on the tax system alone */
};

/* Every `stride`-th worker of the economy, in its order, which must be preferences_sort()'s. */
enum status income_effects_workers_create(struct income_effects_workers *workers,
                                          const struct income_effects *economy, size_t stride,
                                          double guess_usd_per_year, struct error *err) MUST_CHECK;
void income_effects_workers_free(struct income_effects_workers *workers);

/* W of a kind that needs utilities and weights only; -INFINITY where there is none, or no equilibrium.
 * Thread-safe, on one thread. */
double income_effects_welfare(const struct income_effects_workers *workers,
                              const struct tax_system *tax_system,
                              const struct welfare_settings *settings);

#endif
