/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/baseline.c: sums over the population at observed hours, by blocks of fixed size. */
#include "model/baseline.h"

#include "base/block_sum.h"
#include "base/memory.h"

#include <stdlib.h>

static enum status check_schedule(const struct tax_schedule *schedule, struct error *err)
{
    const double top_rate = schedule->marginal_rate[schedule->num_brackets - 1];

    if (!tax_schedule_is_convex(schedule))
        return error_set(
            err, STATUS_INVALID_INPUT,
            "the baseline tax system has a marginal rate that falls: workers would not be at their "
            "observed hours; choose a tax system whose rates never fall");
    if (!(top_rate < 1.0))
        return error_set(err, STATUS_INVALID_INPUT,
                         "the baseline tax system has a marginal rate of %g: below 1 is needed, or "
                         "nobody there would work",
                         top_rate);
    return STATUS_OK;
}

/* Keeps what units with one adult owe. */
static enum status keep_tax_system(struct baseline *baseline, const struct population *population,
                                   const struct tax_system *tax_system, struct error *err)
{
    struct tax_system composed;

    TRY(tax_system_compose(&composed, tax_system, err));
    enum status status =
        tax_system_copy_checked(&baseline->tax_system, &composed, population->num_classes, err);

    tax_system_free(&composed);
    for (int c = 0; !status && c < baseline->tax_system.num_classes; c++)
        status = check_schedule(&baseline->tax_system.class_schedule[c], err);
    return status;
}

void baseline_free(struct baseline *baseline)
{
    tax_system_free(&baseline->tax_system);
}

enum status baseline_measure(struct baseline *baseline, const struct population *population,
                             const struct tax_system *tax_system,
                             double public_spending_usd_per_worker, struct error *err)
{
    *baseline = (struct baseline){0};
    TRY(keep_tax_system(baseline, population, tax_system, err));
    const size_t n = population->num_workers;
    const size_t num_blocks = block_count(n);
    void *memory = NULL;

    TRY(memory_allocate(&memory, 3 * num_blocks, sizeof(double), "baseline sums", err));
    double(*const sums)[3] = memory;

#pragma omp parallel for schedule(static)
    for (size_t b = 0; b < num_blocks; b++) {
        double income = 0.0;
        double tax = 0.0;
        double weight = 0.0;

        for (size_t i = block_start(b); i < block_end(b, n); i++) {
            const double w = population_sample_weight(population, i);
            const double z0 = population_observed_income(population, i);

            weight += w;
            income += w * z0;
            tax += w * tax_schedule_tax(baseline_schedule(baseline, population, i), z0);
        }
        sums[b][0] = weight;
        sums[b][1] = income;
        sums[b][2] = tax;
    }
    double total[3] = {0.0, 0.0, 0.0};

    for (size_t b = 0; b < num_blocks; b++)
        for (int k = 0; k < 3; k++)
            total[k] += sums[b][k];
    free(memory);
    baseline->mean_income_usd_per_year = total[1] / total[0];
    baseline->rebate_usd_per_year = total[2] / total[0] - public_spending_usd_per_worker;
    baseline->mean_net_income_usd_per_year =
        baseline->mean_income_usd_per_year - public_spending_usd_per_worker;
    return STATUS_OK;
}
