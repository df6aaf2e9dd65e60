/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/fixed_weight.h: the weight a_i of worker i in a W that is a mean with fixed weights, before scaling. */
#ifndef FISC_MODEL_FIXED_WEIGHT_H
#define FISC_MODEL_FIXED_WEIGHT_H

#include "model/population.h"
#include "model/welfare.h"

static inline double fixed_weight_of(const struct welfare_settings *welfare,
                                     const struct population *population, size_t i)
{
    const struct welfare_kind *const kind = welfare->kind;

    return kind->fixed_weight(welfare, population_observed_income(population, i)) *
           (kind->counts_own_weights ? population_welfare_weight(population, i) : 1.0);
}

#endif
