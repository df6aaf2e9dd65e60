/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/reporting.h: what hours and reported income say of each other.  Of an answer of income a share s is
 * reporting, so that hours are l = l0 (z/z0)^(1-s), from what was observed on; at s = 0 z = k w l. */
#ifndef FISC_MODEL_REPORTING_H
#define FISC_MODEL_REPORTING_H

#include "model/population.h"
#include "model/utility.h"

#include <stddef.h>

/* Income of worker i at these hours, USD per year; INFINITY where hours never answer. */
double reporting_income(const struct utility *utility, const struct population *population,
                        size_t i, double hours_per_week);

/* Hours of worker i at this income, at most 100. */
double reporting_hours(const struct utility *utility, const struct population *population, size_t i,
                       double income_usd_per_year);

#endif
