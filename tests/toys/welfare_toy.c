/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/toys/welfare_toy.c: a welfare function that is none: mean root of utilities, in a unit of its own,
 * without marginal weights.  tests/system/test_toys.py takes it through everything. */
#include "model/welfare.h"

#include <math.h>

static double term(const struct welfare_settings *settings, double utility, double income,
                   double observed_income)
{
    (void)settings;
    (void)income;
    (void)observed_income;
    return sqrt(fmax(utility, 0.0));
}

static double value(const struct welfare_facts *facts)
{
    return facts->mean_of_term;
}

const struct welfare_kind welfare_toy = {
    .kind = {.name = "toy", .summary = "mean root of utilities, for tests"},
    .unit = "USD^(1/2)",
    .shape = WELFARE_OTHER,
    .value = value,
    .term = term,
};
