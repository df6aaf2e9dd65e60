/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/utility_quasilinear.c: u = y - c l^delta (Karten et al. 2025).  A dollar is worth the same to
 * everybody at any income, so that the rebate moves no choice. */
#include "model/utility.h"

static double of_net_income(const struct utility *utility, double net_income_usd_per_year)
{
    (void)utility;
    return net_income_usd_per_year;
}

const struct utility_kind utility_quasilinear = {
    .kind = {.name = "quasilinear",
             .summary = "net income less effort: no income effects (Karten et al. 2025)"},
    .of_net_income = of_net_income,
    .comparable = of_net_income,
};
