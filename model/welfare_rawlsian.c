/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/welfare_rawlsian.c: the lowest utility (after Rawls 1971): all weight on the worst off. */
#include "model/welfare.h"

static double value(const struct welfare_facts *facts)
{
    return facts->sums->lowest_utility;
}

static double marginal_weight(const struct welfare_settings *settings,
                              const struct welfare_worker *worker)
{
    (void)settings;
    return worker->utility <= worker->lowest_utility ? 1.0 : 0.0;
}

/* All have at least the lowest: the only one at which somebody weighs at all. */
static double utility_at(const struct welfare_settings *settings, double slope,
                         double lowest_utility)
{
    (void)settings;
    (void)slope;
    return lowest_utility;
}

static const struct welfare_bound bound = {.utility_at = utility_at};

const struct welfare_kind welfare_rawlsian = {
    .kind = {.name = "rawlsian", .summary = "lowest utility, USD"},
    .unit = "USD/year",
    .shape = WELFARE_LOWEST,
    .value = value,
    .marginal_weight = marginal_weight,
    .bound = &bound,
};
