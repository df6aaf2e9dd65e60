/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/welfare_inverse_income.c: sum u_i / max(z_i, 1), as Karten et al. (2025) compute it.
 * Whoever earns less weighs more, also by idling: it has no welfare weights, and no unit. */
#include "model/welfare.h"

static double value(const struct welfare_facts *facts)
{
    return facts->sums->utility_over_income;
}

static const struct welfare_bound bound = {
    .none = "its weights, one over the income, are chosen by the workers",
};

const struct welfare_kind welfare_inverse_income = {
    .kind = {.name = "inverse_income",
             .summary =
                 "sum of utility over chosen income (Karten et al. 2025); rewards idleness, for "
                 "reproduction only"},
    .unit = "1",
    .shape = WELFARE_OTHER,
    .value = value,
    .bound = &bound,
};
