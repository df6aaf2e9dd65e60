/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/income_tenths.h: incomes that divide workers into tenths, each counting as often as it stands for. */
#ifndef FISC_STUDIES_INCOME_TENTHS_H
#define FISC_STUDIES_INCOME_TENTHS_H

#include "model/outcome.h"
#include "model/population.h"

enum { NUM_TENTHS = 10 };

/* bound[0] = 0, bound[10] = INFINITY, USD per year; neighbours are equal where many have one income. */
enum status income_tenths(double bound[NUM_TENTHS + 1], const struct population *population,
                          const struct outcome *outcome, struct error *err) MUST_CHECK;

/* The tenth of an income, 0 to 9: who is at a bound is above it. */
int income_tenths_of(const double bound[NUM_TENTHS + 1], double income_usd_per_year);

#endif
