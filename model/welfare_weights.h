/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/welfare_weights.h: what a dollar to a worker counts, as the user says it, by observed income z0 (Saez and
 * Stantcheva 2016): a table, linear between its incomes and flat beyond them, times max(z0, 1000)^(-exponent). */
#ifndef FISC_MODEL_WELFARE_WEIGHTS_H
#define FISC_MODEL_WELFARE_WEIGHTS_H

#include "config/settings.h"

#include <stdbool.h>

enum { WELFARE_MAX_WEIGHTS = 64 };

struct welfare_weights {
    int count; /* of the table; 0 or 1: every worker counts the same by it */
    double exponent;
    bool has_own; /* workers bring some of their own (population.welfare_weight) */
    double income_usd_per_year[WELFARE_MAX_WEIGHTS]; /* [count], ascending */
    double weight[WELFARE_MAX_WEIGHTS];              /* [count], >= 0, one above 0 */
};

/* STATUS_INVALID_INPUT says what no table is: lengths that differ, incomes that do not ascend, nothing but 0. */
enum status welfare_weights_read(struct welfare_weights *weights, const struct settings *settings,
                                 struct error *err) MUST_CHECK;

static inline bool welfare_weights_are_given(const struct welfare_weights *weights)
{
    return weights->count > 1 || weights->exponent != 0.0 || weights->has_own;
}

double welfare_weights_at(const struct welfare_weights *weights,
                          double observed_income_usd_per_year);

#endif
