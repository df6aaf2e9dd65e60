/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/mean_elasticity.h: the elasticity that rational workers of a range of incomes have together. */
#ifndef FISC_STUDIES_MEAN_ELASTICITY_H
#define FISC_STUDIES_MEAN_ELASTICITY_H

#include "model/economy.h"

/* Of workers with incomes in [from, to], weighted by income, as their sum answers; NaN with income effects, and where
 * nobody earns that. */
double mean_elasticity(const struct economy *economy, const struct outcome *outcome,
                       double from_usd_per_year, double to_usd_per_year);

#endif
