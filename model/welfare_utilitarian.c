/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/welfare_utilitarian.c: mean utility; with the user's weights, if there are any (model/welfare_weights.h). */
#include "model/welfare.h"

static double value(const struct welfare_facts *facts)
{
    const struct welfare_sums *const sums = facts->sums;

    return welfare_weights_are_given(&facts->plan->settings.weights)
               ? sums->given_utility / sums->given
               : sums->utility / sums->weight;
}

static double fixed_weight(const struct welfare_settings *settings,
                           double observed_income_usd_per_year)
{
    return welfare_weights_at(&settings->weights, observed_income_usd_per_year);
}

static double marginal_weight(const struct welfare_settings *settings,
                              const struct welfare_worker *worker)
{
    return fixed_weight(settings, worker->observed_income) * worker->own_weight;
}

static const struct welfare_bound bound = {0};

const struct welfare_kind welfare_utilitarian = {
    .kind = {.name = "utilitarian",
             .summary = "mean utility, USD; with welfare.weights a weighted one"},
    .unit = "USD/year",
    .shape = WELFARE_WEIGHTED_MEAN,
    .value = value,
    .fixed_weight = fixed_weight,
    .counts_own_weights = true,
    .marginal_weight = marginal_weight,
    .bound = &bound,
};
