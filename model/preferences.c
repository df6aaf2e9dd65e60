/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/preferences.c: preferences from observed hours (model/preferences.h). */
#include "model/preferences.h"

#include "base/elementary.h"
#include "base/memory.h"
#include "base/radix_sort.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct column columns[] = {
    ARRAY_COLUMN(preferences, potential_earnings_usd_per_year, COLUMN_F64, "USD/year",
                 "income chosen at a zero tax"),
    ARRAY_COLUMN(preferences, threshold_effort, COLUMN_F64, "1", "P = Z^(1-delta)"),
    {0},
};

size_t preferences_bytes_per_worker(void)
{
    return columns_bytes_per_element(columns);
}

enum status preferences_create(struct preferences *preferences, size_t num_workers,
                               struct error *err)
{
    *preferences = (struct preferences){.num_workers = num_workers};
    const enum status status = columns_create(preferences, columns, num_workers, err);

    if (status)
        preferences_free(preferences);
    return status;
}

void preferences_free(struct preferences *preferences)
{
    columns_free(preferences, columns);
    *preferences = (struct preferences){0};
}

/* P under the calibrated disutility; NaN if the worker's net income is not positive. */
static double calibrated_threshold_effort(const struct utility *utility,
                                          const struct baseline *baseline,
                                          const struct tax_schedule *schedule,
                                          double observed_income_usd)
{
    const double z0 = observed_income_usd;
    const double delta = utility_labor_exponent(utility, z0);
    const double kept = 1.0 - tax_schedule_marginal_rate(schedule, z0);
    double log_effort = elementary_log(kept) + (1.0 - delta) * elementary_log(z0);

    if (utility_has_income_effects(utility)) {
        const double y0 = z0 - tax_schedule_tax(schedule, z0) + baseline->rebate_usd_per_year;

        if (!(y0 > 0.0))
            return NAN;
        log_effort += utility->kind->log_marginal(utility, y0);
    }
    return elementary_exp(log_effort);
}

enum status preferences_calibrate(struct preferences *preferences, struct utility *utility,
                                  const struct population *population,
                                  const struct baseline *baseline, struct error *err)
{
    size_t first_failed = SIZE_MAX;

    utility->reference_income_usd_per_year = baseline->mean_net_income_usd_per_year;
    if (utility_has_income_effects(utility) && !(utility->reference_income_usd_per_year > 0.0))
        return error_set(err, STATUS_INVALID_INPUT,
                         "mean net income under the baseline tax system is %g USD: public spending "
                         "exceeds all income",
                         utility->reference_income_usd_per_year);
#pragma omp parallel for schedule(static) reduction(min : first_failed)
    for (size_t i = 0; i < population->num_workers; i++) {
        const double z0 = population_observed_income(population, i);
        const struct tax_schedule *const schedule = baseline_schedule(baseline, population, i);
        const double effort = calibrated_threshold_effort(utility, baseline, schedule, z0);

        if (!(effort > 0.0) && i < first_failed)
            first_failed = i;
        preferences->threshold_effort[i] = effort;
        /* Without income effects Z = z0 / s_0 keeps the digits of z0: observed hours come back. */
        const double kept = 1.0 - tax_schedule_marginal_rate(schedule, z0);
        const double delta = utility_labor_exponent(utility, z0);

        preferences->potential_earnings_usd_per_year[i] =
            utility_has_income_effects(utility) ? elementary_pow(effort, -1.0 / (delta - 1.0))
                                                : z0 / elementary_pow(kept, 1.0 / (delta - 1.0));
    }
    if (first_failed != SIZE_MAX)
        return error_set(
            err, STATUS_INVALID_INPUT,
            "worker %u: net income under the baseline tax system is not positive, or its "
            "marginal rate there is 1 or more, so that its hours cannot be calibrated; "
            "lower public spending or the basic rates",
            population->id[first_failed]);
    return STATUS_OK;
}

enum status preferences_set_common(struct preferences *preferences, struct utility *utility,
                                   const struct population *population,
                                   const struct baseline *baseline, double coefficient,
                                   struct error *err)
{
    const double delta = utility->labor_exponent;

    if (!(coefficient > 0.0))
        return error_set(err, STATUS_INVALID_INPUT, "the paper disutility needs c > 0, not %g",
                         coefficient);
    utility->reference_income_usd_per_year = baseline->mean_net_income_usd_per_year;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < population->num_workers; i++) {
        const double pay = population_annual_pay_per_hour(population, i);
        const double log_effort = elementary_log(delta * coefficient) - delta * elementary_log(pay);

        preferences->threshold_effort[i] = elementary_exp(log_effort);
        preferences->potential_earnings_usd_per_year[i] =
            elementary_exp(-log_effort / (delta - 1.0));
    }
    return STATUS_OK;
}

/* array[i] = array[order[i]], through scratch. */
#define DEFINE_PERMUTE(type)                                                                       \
    static void permute_##type(type *array, const uint32_t *order, size_t n, void *scratch)        \
    {                                                                                              \
        type *const sorted = scratch;                                                              \
                                                                                                   \
        if (!array)                                                                                \
            return;                                                                                \
        _Pragma("omp parallel for schedule(static)") for (size_t i = 0; i < n; i++) sorted[i] =    \
            array[order[i]];                                                                       \
        _Pragma("omp parallel for schedule(static)") for (size_t i = 0; i < n; i++) array[i] =     \
            sorted[i];                                                                             \
    }
DEFINE_PERMUTE(double)
DEFINE_PERMUTE(float)
DEFINE_PERMUTE(uint32_t)
DEFINE_PERMUTE(uint16_t)
DEFINE_PERMUTE(uint8_t)

/* Of workers ordered by Z: by run, in each as before. */
static void order_by_run(uint32_t *order, const struct population *population,
                         const struct elasticity_groups *groups, uint32_t *scratch)
{
    const size_t n = population->num_workers;
    size_t next[TAX_MAX_CLASSES * ELASTICITY_MAX_GROUPS + 1] = {0};

    for (size_t i = 0; i < n; i++)
        next[elasticity_groups_run(groups, population, i) + 1]++;
    for (int r = 1; r <= TAX_MAX_CLASSES * ELASTICITY_MAX_GROUPS; r++)
        next[r] += next[r - 1];
    for (size_t k = 0; k < n; k++)
        scratch[next[elasticity_groups_run(groups, population, order[k])]++] = order[k];
    memcpy(order, scratch, n * sizeof *order);
}

enum status preferences_sort(struct preferences *preferences, struct population *population,
                             const struct utility *utility, struct error *err)
{
    const size_t n = population->num_workers;
    void *order_memory = NULL;
    void *scratch = NULL;

    TRY(memory_allocate(&order_memory, n, sizeof(uint32_t), "order of workers", err));
    uint32_t *const order = order_memory;
    enum status status =
        radix_sort_order(order, preferences->potential_earnings_usd_per_year, n, err);

    if (!status)
        status = memory_allocate(&scratch, n, sizeof(double), "scratch for sorting", err);
    if (!status && (population->class_of_unit || utility_has_groups(utility)))
        order_by_run(order, population, &utility->groups, scratch);
    if (!status) {
        permute_uint8_t(population->class_of_unit, order, n, scratch);
        permute_uint32_t(population->id, order, n, scratch);
        permute_uint16_t(population->cell, order, n, scratch);
        permute_float(population->observed_hours_per_week, order, n, scratch);
        permute_float(population->weeks_per_year, order, n, scratch);
        permute_double(population->wage_usd_per_hour, order, n, scratch);
        permute_double(population->sample_weight, order, n, scratch);
        permute_double(population->welfare_weight, order, n, scratch);
        permute_double(preferences->potential_earnings_usd_per_year, order, n, scratch);
        permute_double(preferences->threshold_effort, order, n, scratch);
    }
    free(scratch);
    free(order_memory);
    return status;
}

double preferences_effort(const struct preferences *preferences, const struct utility *utility,
                          size_t i, double income_usd_per_year)
{
    if (!(income_usd_per_year > 0.0))
        return 0.0;
    return elementary_pow(income_usd_per_year, utility->labor_exponent) *
           preferences->threshold_effort[i] / utility->labor_exponent;
}
