/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/income_tenths.h"

#include "base/radix_sort.h"
#include "model/inequality.h"

#include <math.h>
#include <stdlib.h>

enum status income_tenths(double bound[NUM_TENTHS + 1], const struct population *population,
                          const struct outcome *outcome, struct error *err)
{
    const size_t n = outcome->num_workers;
    double *const income = malloc(2 * n * sizeof *income);
    uint32_t *const order = malloc(n * sizeof *order);
    enum status status = income && order
                             ? radix_sort_order(order, outcome->income_usd_per_year, n, err)
                             : error_set(err, STATUS_NO_MEMORY, "no memory for incomes");

    for (size_t k = 0; !status && k < n; k++) {
        income[k] = outcome->income_usd_per_year[order[k]];
        income[n + k] = population_sample_weight(population, order[k]);
    }
    bound[0] = 0.0;
    bound[NUM_TENTHS] = INFINITY;
    for (int k = 1; !status && k < NUM_TENTHS; k++)
        bound[k] = inequality_quantile(income, income + n, n, (double)k / NUM_TENTHS);
    free(income);
    free(order);
    return status;
}

int income_tenths_of(const double bound[NUM_TENTHS + 1], double income_usd_per_year)
{
    int tenth = 0;

    while (tenth + 1 < NUM_TENTHS && income_usd_per_year >= bound[tenth + 1])
        tenth++;
    return tenth;
}
