/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/welfare_utilitarian.c: mean utility. */
#include "model/welfare.h"

static double value(const struct welfare_facts *facts)
{
    return facts->sums->utility / facts->sums->weight;
}

static double fixed_weight(double observed_income_usd_per_year)
{
    (void)observed_income_usd_per_year;
    return 1.0;
}

static double marginal_weight(const struct welfare_settings *settings,
                              const struct welfare_worker *worker)
{
    (void)settings;
    (void)worker;
    return 1.0;
}

static const struct welfare_bound bound = {0};

const struct welfare_kind welfare_utilitarian = {
    .kind = {.name = "utilitarian", .summary = "mean utility, USD"},
    .unit = "USD/year",
    .shape = WELFARE_WEIGHTED_MEAN,
    .value = value,
    .fixed_weight = fixed_weight,
    .marginal_weight = marginal_weight,
    .bound = &bound,
};
