/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/baseline.h: the year in which hours were observed: everybody at observed hours under the
 * baseline tax system. */
#ifndef FISC_MODEL_BASELINE_H
#define FISC_MODEL_BASELINE_H

#include "base/error.h"
#include "model/population.h"
#include "model/tax_system.h"

struct baseline {
    struct tax_system tax_system; /* of units with one adult (tax_system_compose); owned */
    double rebate_usd_per_year;
    double mean_income_usd_per_year;
    double mean_net_income_usd_per_year;
};

/* Means and the rebate under the baseline tax system, of which it keeps a copy.  G/N is
 * `public_spending_usd_per_worker`.  Refuses (STATUS_INVALID_INPUT) a tax system that is not convex or has a
 * rate of 1 or more: workers would not be at their observed hours. */
enum status baseline_measure(struct baseline *baseline, const struct population *population,
                             const struct tax_system *tax_system,
                             double public_spending_usd_per_worker, struct error *err) MUST_CHECK;
void baseline_free(struct baseline *baseline);

/* The schedule that worker i was observed under. */
static inline const struct tax_schedule *
baseline_schedule(const struct baseline *baseline, const struct population *population, size_t i)
{
    return tax_system_schedule(&baseline->tax_system, population_class(population, i));
}

#endif
