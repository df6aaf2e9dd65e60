/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/utility.c: utility of net income (model/utility.h). */
#include "model/utility.h"

#include "base/elementary.h"

#include <math.h>

double utility_of_net_income(const struct utility *utility, double net_income_usd_per_year)
{
    const double y = net_income_usd_per_year;

    if (utility->form == UTILITY_QUASILINEAR)
        return y;
    if (!(y > 0.0))
        return -INFINITY;
    const double y0 = utility->reference_income_usd_per_year;
    const double log_ratio = elementary_log(y / y0);
    const double exponent = 1.0 - utility->income_curvature;

    return y0 * (exponent == 0.0 ? log_ratio : elementary_expm1(exponent * log_ratio) / exponent);
}
