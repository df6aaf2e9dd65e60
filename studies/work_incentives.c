/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/work_incentives.h"

#include <math.h>

void work_incentive_at(struct work_incentive *incentive, const struct tax_schedule *tax_system,
                       const struct work_incentives_settings *settings, double income_usd_per_year)
{
    const double z = income_usd_per_year;
    const double step = settings->step_usd_per_year;
    const double tax = tax_schedule_tax(tax_system, z);
    const double lost = z > 0.0 ? 0.0 : settings->benefit_usd_per_year;

    *incentive = (struct work_incentive){
        .income = z,
        .tax = tax,
        .net_income = z - tax + lost,
        .marginal_rate = tax_schedule_marginal_rate(tax_system, z),
        .marginal_rate_of_step = (tax_schedule_tax(tax_system, z + step) - tax + lost) / step,
        .participation_tax_rate = NAN,
        .average_rate = NAN,
    };
    if (z > 0.0) {
        incentive->participation_tax_rate =
            (tax - tax_schedule_tax(tax_system, 0.0) + settings->benefit_usd_per_year) / z;
        incentive->average_rate = tax / z;
    }
}

static double end_of(const struct tax_schedule *tax_system, int j)
{
    return j + 1 < tax_system->num_brackets ? tax_system->start_usd_per_year[j + 1] : INFINITY;
}

/* Where `best` is left again above bracket j's start, which leaves `net`; INFINITY: not within the bracket. */
static double regained(const struct tax_schedule *tax_system, int j, double net, double best)
{
    const double kept = 1.0 - tax_system->marginal_rate[j];
    const double at =
        kept > 0.0 ? tax_system->start_usd_per_year[j] + (best - net) / kept : INFINITY;

    return at < end_of(tax_system, j) ? at : INFINITY;
}

int work_notches(struct work_notch notch[TAX_MAX_BRACKETS], const struct tax_schedule *tax_system,
                 const struct work_incentives_settings *settings)
{
    double best = settings->benefit_usd_per_year - tax_system->tax_at_start_usd_per_year[0];
    int count = 0;
    bool is_open = settings->benefit_usd_per_year > 0.0;

    if (is_open)
        notch[count++] = (struct work_notch){.loss = settings->benefit_usd_per_year};
    for (int j = 0; j < tax_system->num_brackets; j++) {
        const double start = tax_system->start_usd_per_year[j];
        const double net = start - tax_system->tax_at_start_usd_per_year[j];

        if (is_open && best - net > notch[count - 1].loss) {
            notch[count - 1].worst = start;
            notch[count - 1].loss = best - net;
        }
        if (!is_open && tax_system->marginal_rate[j] >= 1.0) {
            best = net;
            notch[count++] = (struct work_notch){.from = start, .worst = start};
            is_open = true;
        }
        if (is_open) {
            notch[count - 1].to = regained(tax_system, j, net, best);
            is_open = isinf(notch[count - 1].to);
        }
    }
    if (is_open && tax_system->marginal_rate[tax_system->num_brackets - 1] > 1.0)
        notch[count - 1].worst = notch[count - 1].loss = INFINITY;
    return count;
}

static bool is_in(const struct work_notch *notch, int count, double income)
{
    for (int k = 0; k < count; k++)
        if (income > notch[k].from && income < notch[k].to)
            return true;
    return false;
}

/* Sums first; then means. */
static void add(struct work_incentives_of_group *group, const struct work_incentive *incentive,
                double weight, bool is_in_notch)
{
    group->share_of_workers += weight;
    if (!(incentive->income > 0.0))
        return;
    group->share_working += weight;
    group->mean_income += weight * incentive->income;
    group->marginal_rate += weight * incentive->marginal_rate;
    group->marginal_rate_of_step += weight * incentive->marginal_rate_of_step;
    group->participation_tax_rate += weight * incentive->participation_tax_rate;
    group->share_in_notches += is_in_notch ? weight : 0.0;
}

static void divide(struct work_incentives_of_group *group, double all)
{
    const double working = group->share_working;

    group->mean_income /= working;
    group->marginal_rate /= working;
    group->marginal_rate_of_step /= working;
    group->participation_tax_rate /= working;
    group->share_in_notches /= group->share_of_workers;
    group->share_working /= group->share_of_workers;
    group->share_of_workers /= all;
}

enum status work_incentives_of_workers(struct work_incentives *found,
                                       const struct tax_schedule *tax_system,
                                       const struct work_incentives_settings *settings,
                                       const struct population *population,
                                       const struct outcome *outcome, struct error *err)
{
    struct work_notch notch[TAX_MAX_BRACKETS];
    const int num_notches = work_notches(notch, tax_system, settings);
    double bound[NUM_TENTHS + 1];

    *found = (struct work_incentives){0};
    TRY(income_tenths(bound, population, outcome, err));
    for (size_t i = 0; i < outcome->num_workers; i++) {
        const double weight = population_sample_weight(population, i);
        const double z = outcome->income_usd_per_year[i];
        const bool is_in_notch = is_in(notch, num_notches, z);
        struct work_incentive incentive;

        work_incentive_at(&incentive, tax_system, settings, z);
        add(&found->tenth[income_tenths_of(bound, z)], &incentive, weight, is_in_notch);
        add(&found->all, &incentive, weight, is_in_notch);
    }
    const double all = found->all.share_of_workers;

    for (int k = 0; k < NUM_TENTHS; k++)
        divide(&found->tenth[k], all);
    divide(&found->all, all);
    return STATUS_OK;
}
