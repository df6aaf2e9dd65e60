/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/welfare_inverse_income_baseline.c: mean utility with weights that stay, one over the
 * observed income and at least 1,000 USD: omega_i = 1/max(z0_i, 1000).  In the spirit of Saez and Stantcheva
 * (2016, Am. Econ. Rev. 106(1)), and what Karten et al. (2025) can be read to mean. */
#include "model/welfare.h"

static double value(const struct welfare_facts *facts)
{
    return facts->sums->omega_utility / facts->sums->omega;
}

static double fixed_weight(const struct welfare_settings *settings,
                           double observed_income_usd_per_year)
{
    (void)settings;
    return welfare_baseline_weight(observed_income_usd_per_year);
}

static double marginal_weight(const struct welfare_settings *settings,
                              const struct welfare_worker *worker)
{
    (void)settings;
    return welfare_baseline_weight(worker->observed_income);
}

static const struct welfare_bound bound = {0};

const struct welfare_kind welfare_inverse_income_baseline = {
    .kind = {.name = "inverse_income_baseline",
             .summary = "mean utility weighted by one over observed income, USD (in the spirit of "
                        "Saez and Stantcheva 2016)"},
    .unit = "USD/year",
    .shape = WELFARE_WEIGHTED_MEAN,
    .value = value,
    .fixed_weight = fixed_weight,
    .marginal_weight = marginal_weight,
    .bound = &bound,
};
