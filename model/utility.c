/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/utility.h"

#include "base/elementary.h"
#include "base/memory.h"
#include "base/radix_sort.h"

#include <math.h>
#include <stdlib.h>

enum { BLOCK = 4096 }; /* workers per partial sum: fixed, so no thread count can move a result */

double utility_of_net_income(const struct utility *utility, double net_income_usd_per_year)
{
    const double y = net_income_usd_per_year;

    if (utility->form == UTILITY_QUASILINEAR)
        return y;
    if (!(y > 0.0))
        return -INFINITY;
    const double y0 = utility->reference_income_usd_per_year;
    const double log_ratio = elementary_log(y / y0);
    const double exponent = 1.0 - utility->income_curvature;

    return y0 * (exponent == 0.0 ? log_ratio : elementary_expm1(exponent * log_ratio) / exponent);
}

static double observed_income(const struct population *population, size_t i)
{
    return population_annual_pay_per_hour(population, i) *
           (double)population->observed_hours_per_week[i];
}

enum status baseline_measure(struct baseline *baseline, const struct population *population,
                             const struct tax_schedule *schedule,
                             double public_spending_usd_per_worker, struct error *err)
{
    if (!tax_schedule_is_convex(schedule))
        return error_set(err, STATUS_INVALID_INPUT,
                         "the baseline law has a marginal rate that falls: workers would not be at "
                         "their observed hours; choose a law whose rates never fall");
    if (!(schedule->marginal_rate[schedule->num_brackets - 1] < 1.0))
        return error_set(err, STATUS_INVALID_INPUT,
                         "the baseline law has a marginal rate of %g: below 1 is needed, or nobody "
                         "there would work",
                         schedule->marginal_rate[schedule->num_brackets - 1]);
    const size_t n = population->num_workers;
    const size_t num_blocks = (n + BLOCK - 1) / BLOCK;
    void *memory = NULL;

    TRY(memory_allocate(&memory, 3 * num_blocks, sizeof(double), "baseline sums", err));
    double(*const sums)[3] = memory;

#pragma omp parallel for schedule(static)
    for (size_t b = 0; b < num_blocks; b++) {
        double income = 0.0;
        double tax = 0.0;
        double weight = 0.0;

        for (size_t i = b * BLOCK; i < n && i < (b + 1) * BLOCK; i++) {
            const double w = population->sample_weight ? population->sample_weight[i] : 1.0;
            const double z0 = observed_income(population, i);

            weight += w;
            income += w * z0;
            tax += w * tax_schedule_tax(schedule, z0);
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
    baseline->schedule = *schedule;
    baseline->mean_income_usd_per_year = total[1] / total[0];
    baseline->rebate_usd_per_year = total[2] / total[0] - public_spending_usd_per_worker;
    baseline->mean_net_income_usd_per_year =
        baseline->mean_income_usd_per_year - public_spending_usd_per_worker;
    return STATUS_OK;
}

/* P under the calibrated disutility; NaN if the worker's net income is not positive. */
static double calibrated_edge_effort(const struct utility *utility, const struct baseline *baseline,
                                     double observed_income_usd)
{
    const double delta = utility->labor_exponent;
    const double z0 = observed_income_usd;
    const double kept = 1.0 - tax_schedule_marginal_rate(&baseline->schedule, z0);
    double log_effort = elementary_log(kept) + (1.0 - delta) * elementary_log(z0);

    if (utility->form == UTILITY_ISOELASTIC) {
        const double y0 =
            z0 - tax_schedule_tax(&baseline->schedule, z0) + baseline->rebate_usd_per_year;

        if (!(y0 > 0.0))
            return NAN;
        log_effort -=
            utility->income_curvature * elementary_log(y0 / utility->reference_income_usd_per_year);
    }
    return elementary_exp(log_effort);
}

enum status preferences_calibrate(struct preferences *preferences, struct utility *utility,
                                  const struct population *population,
                                  const struct baseline *baseline, struct error *err)
{
    const double delta = utility->labor_exponent;
    size_t first_failed = SIZE_MAX;

    utility->reference_income_usd_per_year = baseline->mean_net_income_usd_per_year;
    if (utility->form == UTILITY_ISOELASTIC && !(utility->reference_income_usd_per_year > 0.0))
        return error_set(err, STATUS_INVALID_INPUT,
                         "mean net income under the baseline law is %g USD: public spending "
                         "exceeds all income",
                         utility->reference_income_usd_per_year);
#pragma omp parallel for schedule(static) reduction(min : first_failed)
    for (size_t i = 0; i < population->num_workers; i++) {
        const double z0 = observed_income(population, i);
        const double effort = calibrated_edge_effort(utility, baseline, z0);

        if (!(effort > 0.0) && i < first_failed)
            first_failed = i;
        preferences->edge_effort[i] = effort;
        /* Quasilinear: Z = z0 / s_0 keeps the digits of z0, so that observed hours come back. */
        const double kept = 1.0 - tax_schedule_marginal_rate(&baseline->schedule, z0);

        preferences->full_income_usd_per_year[i] =
            utility->form == UTILITY_QUASILINEAR ? z0 / elementary_pow(kept, 1.0 / (delta - 1.0))
                                                 : elementary_pow(effort, -1.0 / (delta - 1.0));
    }
    if (first_failed != SIZE_MAX)
        return error_set(err, STATUS_INVALID_INPUT,
                         "worker %u: net income under the baseline law is not positive, so its "
                         "hours cannot be calibrated; lower public spending or the basic rates",
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

        preferences->edge_effort[i] = elementary_exp(log_effort);
        preferences->full_income_usd_per_year[i] = elementary_exp(-log_effort / (delta - 1.0));
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

enum status population_sort_by_full_income(struct population *population,
                                           struct preferences *preferences, struct error *err)
{
    const size_t n = population->num_workers;
    void *order_memory = NULL;
    void *scratch = NULL;

    TRY(memory_allocate(&order_memory, n, sizeof(uint32_t), "order of workers", err));
    uint32_t *const order = order_memory;
    enum status status = radix_sort_order(order, preferences->full_income_usd_per_year, n, err);

    if (!status)
        status = memory_allocate(&scratch, n, sizeof(double), "scratch for sorting", err);
    if (!status) {
        permute_uint32_t(population->id, order, n, scratch);
        permute_uint16_t(population->cell, order, n, scratch);
        permute_float(population->observed_hours_per_week, order, n, scratch);
        permute_float(population->weeks_per_year, order, n, scratch);
        permute_double(population->wage_usd_per_hour, order, n, scratch);
        permute_double(population->sample_weight, order, n, scratch);
        permute_double(preferences->full_income_usd_per_year, order, n, scratch);
        permute_double(preferences->edge_effort, order, n, scratch);
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
           preferences->edge_effort[i] / utility->labor_exponent;
}
