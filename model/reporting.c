/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/reporting.h"

#include "base/elementary.h"
#include "model/units.h"

#include <math.h>

static const double ROUNDING = 1e-13;

double reporting_income(const struct utility *utility, const struct population *population,
                        size_t i, double hours_per_week)
{
    const double pay = population_annual_pay_per_hour(population, i);
    const double observed_hours = (double)population->observed_hours_per_week[i];
    const double hours_share = 1.0 - utility->reporting_share;

    if (!(utility->reporting_share > 0.0))
        return pay * hours_per_week;
    if (!(hours_share > 0.0))
        return INFINITY;
    return pay * observed_hours *
           elementary_pow(hours_per_week / observed_hours, 1.0 / hours_share);
}

double reporting_hours(const struct utility *utility, const struct population *population, size_t i,
                       double income_usd_per_year)
{
    const double pay = population_annual_pay_per_hour(population, i);
    const double observed_hours = (double)population->observed_hours_per_week[i];

    if (!(utility->reporting_share > 0.0))
        return fmin(income_usd_per_year / pay, MAX_HOURS_PER_WEEK);
    if (!(income_usd_per_year > 0.0))
        return 0.0;
    const double hours =
        observed_hours * elementary_pow(income_usd_per_year / (pay * observed_hours),
                                        1.0 - utility->reporting_share);

    /* Who is at the cap of income is at that of hours, whatever the power rounds to. */
    return hours > MAX_HOURS_PER_WEEK * (1.0 - ROUNDING) ? MAX_HOURS_PER_WEEK : hours;
}
