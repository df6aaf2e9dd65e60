/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/elasticity_groups.h: elasticities that differ by observed income, as in estimates by income (Gruber and Saez
 * 2002): group k is who earned at least where it starts and less than where the next does. */
#ifndef FISC_MODEL_ELASTICITY_GROUPS_H
#define FISC_MODEL_ELASTICITY_GROUPS_H

#include "config/settings.h"
#include "model/population.h"

enum { ELASTICITY_MAX_GROUPS = 8 };

struct elasticity_groups {
    int count;                                        /* 0: all workers are alike */
    double start_usd_per_year[ELASTICITY_MAX_GROUPS]; /* ascending from 0 */
    double labor_exponent[ELASTICITY_MAX_GROUPS];     /* delta = 1 + 1/elasticity */
};

extern const struct setting elasticity_group_settings[]; /* ended by {0} */

/* STATUS_INVALID_INPUT where the lists have other lengths, or incomes do not ascend from 0. */
enum status elasticity_groups_read(struct elasticity_groups *groups,
                                   const struct settings *settings, struct error *err) MUST_CHECK;

/* The group of an observed income; 0 where all are alike. */
static inline int elasticity_groups_at(const struct elasticity_groups *groups,
                                       double observed_income_usd_per_year)
{
    int k = 0;

    while (k + 1 < groups->count &&
           observed_income_usd_per_year >= groups->start_usd_per_year[k + 1])
        k++;
    return k;
}

/* Workers of one tax class and one group answer a tax system in the order of Z: they are a run, and runs are numbered
 * class by class. */
static inline int elasticity_groups_num_runs(const struct elasticity_groups *groups,
                                             int num_classes)
{
    return groups->count > 1 ? num_classes * groups->count : num_classes;
}

static inline int elasticity_groups_class_of_run(const struct elasticity_groups *groups, int run)
{
    return groups->count > 1 ? run / groups->count : run;
}

static inline int elasticity_groups_run(const struct elasticity_groups *groups,
                                        const struct population *population, size_t i)
{
    const int tax_class = population_class(population, i);

    return groups->count > 1
               ? tax_class * groups->count +
                     elasticity_groups_at(groups, population_observed_income(population, i))
               : tax_class;
}

#endif
