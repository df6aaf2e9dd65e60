/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/mean_elasticity.h"

#include <math.h>

double mean_elasticity(const struct economy *economy, const struct outcome *outcome,
                       double from_usd_per_year, double to_usd_per_year)
{
    const double *const weight = economy->population.sample_weight;
    double answers = 0.0;
    double incomes = 0.0;

    if (utility_has_income_effects(&economy->utility))
        return NAN;
    if (!utility_has_groups(&economy->utility))
        return 1.0 / (economy->utility.labor_exponent - 1.0);
    for (size_t i = 0; i < outcome->num_workers; i++) {
        const double z = outcome->income_usd_per_year[i];
        const double share = (weight ? weight[i] : 1.0) * z;

        if (z < from_usd_per_year || z > to_usd_per_year)
            continue;
        answers += share * economy_elasticity(economy, i);
        incomes += share;
    }
    return incomes > 0.0 ? answers / incomes : NAN;
}
