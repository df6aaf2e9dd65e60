/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/budget.h: what the government does with revenue: it spends G/N a worker and gives the rest back
 * as a lump-sum rebate R; or it pays a rebate that is fixed, and spending takes up what revenue leaves.
 * One value an economy, which its parts borrow. */
#ifndef FISC_MODEL_BUDGET_H
#define FISC_MODEL_BUDGET_H

#include <math.h>
#include <stdbool.h>

struct budget {
    double public_spending_usd_per_worker; /* G/N, where the rebate is not fixed */
    double fixed_rebate_usd_per_year;      /* NaN: what revenue leaves */
};

static inline bool budget_has_fixed_rebate(const struct budget *budget)
{
    return !isnan(budget->fixed_rebate_usd_per_year);
}

/* R of a step, USD per year and worker. */
static inline double budget_rebate(const struct budget *budget, double mean_tax_usd_per_year)
{
    return budget_has_fixed_rebate(budget)
               ? budget->fixed_rebate_usd_per_year
               : mean_tax_usd_per_year - budget->public_spending_usd_per_worker;
}

/* G/N of a step. */
static inline double budget_public_spending(const struct budget *budget,
                                            double mean_tax_usd_per_year)
{
    return budget_has_fixed_rebate(budget)
               ? mean_tax_usd_per_year - budget->fixed_rebate_usd_per_year
               : budget->public_spending_usd_per_worker;
}

#endif
