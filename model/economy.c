/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/economy.c: the parts of an economy put together, and the budget of a step. */
#include "model/economy.h"

#include "base/block_sum.h"
#include "base/elementary.h"
#include "base/memory.h"
#include "model/units.h"

#include <math.h>
#include <stdlib.h>

enum { PARALLEL_FROM = 10000 }; /* workers from which more threads pay */

static enum status create_block_sums(struct economy *economy, struct error *err)
{
    void *memory = NULL;

    TRY(memory_allocate(&memory, 2 * block_count(economy->population.num_workers), sizeof(double),
                        "block sums", err));
    economy->block_sums = memory;
    return STATUS_OK;
}

static enum status set_preferences(struct economy *economy, const struct economy_settings *settings,
                                   struct error *err)
{
    TRY(baseline_measure(&economy->baseline, &economy->population, &settings->baseline,
                         settings->public_spending_usd_per_worker, err));
    TRY(preferences_create(&economy->preferences, economy->population.num_workers, err));
    if (settings->disutility == DISUTILITY_PAPER)
        TRY(preferences_set_common(&economy->preferences, &economy->utility, &economy->population,
                                   &economy->baseline, settings->paper_coefficient, err));
    else
        TRY(preferences_calibrate(&economy->preferences, &economy->utility, &economy->population,
                                  &economy->baseline, err));
    TRY(preferences_sort(&economy->preferences, &economy->population, &economy->utility, err));
    TRY(create_block_sums(economy, err));
    if (!utility_has_income_effects(&economy->utility))
        return rational_create(&economy->rational, &economy->population, &economy->preferences,
                               &economy->utility, &economy->budget, &settings->welfare, err);
    return income_effects_create(&economy->income_effects, &economy->population,
                                 &economy->preferences, &economy->utility, &economy->budget, err);
}

enum status economy_init_take(struct economy *economy, struct population *population,
                              const struct economy_settings *settings, struct error *err)
{
    *economy = (struct economy){
        .population = *population,
        .utility = settings->utility,
        .budget = {settings->public_spending_usd_per_worker, NAN},
        .welfare = settings->welfare,
    };
    *population = (struct population){0};
    const enum status status = set_preferences(economy, settings, err);

    if (status)
        economy_free(economy);
    return status;
}

void economy_free(struct economy *economy)
{
    rational_free(&economy->rational);
    income_effects_free(&economy->income_effects);
    free(economy->block_sums);
    economy->block_sums = NULL;
    preferences_free(&economy->preferences);
    baseline_free(&economy->baseline);
    population_free(&economy->population);
}

void economy_fix_rebate(struct economy *economy, double rebate_usd_per_year)
{
    economy->budget.fixed_rebate_usd_per_year = rebate_usd_per_year;
}

/* `rebate` as paid, which with income effects is not what the budget would leave to the last digit. */
static struct settlement settle(const struct economy *economy, double mean_tax, double rebate,
                                double residual)
{
    return (struct settlement){
        .mean_tax = mean_tax,
        .rebate = rebate,
        .rebate_residual = residual,
        .public_spending = budget_public_spending(&economy->budget, mean_tax),
    };
}

enum status economy_respond_rationally(struct economy *economy, const struct tax_system *tax_system,
                                       double rebate_guess_usd_per_year, int is_lagged,
                                       struct outcome *outcome, struct settlement *settlement,
                                       struct error *err)
{
    if (!utility_has_income_effects(&economy->utility)) {
        struct rational_totals totals;

        TRY(rational_step(&economy->rational, tax_system, economy->welfare.floor_usd_per_year,
                          outcome, &totals, err));
        *settlement =
            settle(economy, totals.mean_tax_usd_per_year, totals.rebate_usd_per_year, 0.0);
        return STATUS_OK;
    }
    struct income_effects_totals totals;

    if (is_lagged)
        TRY(income_effects_step_expecting(&economy->income_effects, tax_system,
                                          rebate_guess_usd_per_year, outcome, &totals, err));
    else
        TRY(income_effects_step(&economy->income_effects, tax_system, rebate_guess_usd_per_year,
                                outcome, &totals, err));
    *settlement = settle(economy, totals.mean_tax_usd_per_year, totals.rebate_usd_per_year,
                         totals.rebate_residual_usd_per_year);
    return STATUS_OK;
}

/* Income and tax from hours; mean tax by blocks of fixed size. */
static double levy_taxes(const struct economy *economy, const struct tax_system *tax_system,
                         struct outcome *outcome)
{
    const struct population *const population = &economy->population;
    const size_t n = population->num_workers;
    double *const sums = economy->block_sums;
    double tax = 0.0;
    double weights = 0.0;

#pragma omp parallel for schedule(static) if (n >= PARALLEL_FROM)
    for (size_t b = 0; b < block_count(n); b++) {
        double block_tax = 0.0;
        double block_weights = 0.0;

        for (size_t i = block_start(b); i < block_end(b, n); i++) {
            const double w = population_sample_weight(population, i);

            outcome->income_usd_per_year[i] =
                population_annual_pay_per_hour(population, i) * outcome->hours_per_week[i];
            outcome->tax_usd_per_year[i] =
                tax_schedule_tax(economy_schedule(economy, tax_system, i),
                                 outcome->income_usd_per_year[i]);
            block_tax += w * outcome->tax_usd_per_year[i];
            block_weights += w;
        }
        sums[2 * b] = block_tax;
        sums[2 * b + 1] = block_weights;
    }
    for (size_t b = 0; b < block_count(n); b++) {
        tax += sums[2 * b];
        weights += sums[2 * b + 1];
    }
    return tax / weights;
}

enum {
    SETTLE_CHUNK = 512
}; /* powers of so many incomes at a time, in the vectors of the processor */

/* z^delta of workers [from, end). */
static void raise_incomes(double *power, const struct economy *economy,
                          const struct outcome *outcome, size_t from, size_t end)
{
    const double *const income = outcome->income_usd_per_year;

    if (!utility_has_groups(&economy->utility)) {
        elementary_pow_array(power, income + from, economy->utility.labor_exponent, end - from);
        return;
    }
    for (size_t i = from; i < end; i++)
        power[i - from] =
            income[i] > 0.0 ? elementary_pow(income[i], economy_labor_exponent(economy, i)) : 0.0;
}

/* Net incomes and utilities of workers [from, end); the first whose utility is not defined, or SIZE_MAX. */
static size_t settle_chunk(const struct economy *economy, struct outcome *outcome, double rebate,
                           size_t from, size_t end)
{
    const struct utility *const utility = &economy->utility;
    const double *const threshold_effort = economy->preferences.threshold_effort;
    double power[SETTLE_CHUNK];
    size_t first_failed = SIZE_MAX;

    raise_incomes(power, economy, outcome, from, end);
    for (size_t i = from; i < end; i++) {
        const double z = outcome->income_usd_per_year[i];
        const double y = z - outcome->tax_usd_per_year[i] + rebate;
        const double effort =
            z > 0.0 ? power[i - from] * threshold_effort[i] / economy_labor_exponent(economy, i)
                    : 0.0;
        const double u = utility_of_net_income(utility, y) - effort -
                         (z > 0.0 ? utility->fixed_cost_of_work_usd_per_year : 0.0);

        outcome->net_income_usd_per_year[i] = y;
        outcome->utility_usd_per_year[i] = u;
        if (!isfinite(u) && i < first_failed)
            first_failed = i;
    }
    return first_failed;
}

enum status economy_settle(const struct economy *economy, const struct tax_system *tax_system,
                           struct outcome *outcome, struct settlement *settlement,
                           struct error *err)
{
    size_t first_failed = SIZE_MAX;
    const double mean_tax = levy_taxes(economy, tax_system, outcome);
    const double rebate = budget_rebate(&economy->budget, mean_tax);

    *settlement = settle(economy, mean_tax, rebate, 0.0);

#pragma omp parallel for schedule(static)                                                          \
    reduction(min                                                                                  \
              : first_failed) if (outcome->num_workers >= PARALLEL_FROM)
    for (size_t from = 0; from < outcome->num_workers; from += SETTLE_CHUNK) {
        const size_t left = outcome->num_workers - from;
        const size_t failed = settle_chunk(economy, outcome, rebate, from,
                                           from + (left < SETTLE_CHUNK ? left : SETTLE_CHUNK));

        first_failed = failed < first_failed ? failed : first_failed;
    }
    outcome_forget_order(outcome);
    if (first_failed != SIZE_MAX)
        return error_set(err, STATUS_NUMERICAL,
                         "worker %u has a net income of %g USD, at which %s utility is not "
                         "defined: lower public spending or taxes on low incomes",
                         economy->population.id[first_failed],
                         outcome->net_income_usd_per_year[first_failed],
                         economy->utility.kind->kind.name);
    return STATUS_OK;
}

enum status economy_observe(const struct economy *economy, struct outcome *outcome,
                            struct settlement *settlement, struct error *err)
{
#pragma omp parallel for schedule(static) if (outcome->num_workers >= PARALLEL_FROM)
    for (size_t i = 0; i < outcome->num_workers; i++)
        outcome->hours_per_week[i] = (double)economy->population.observed_hours_per_week[i];
    return economy_settle(economy, &economy->baseline.tax_system, outcome, settlement, err);
}

const struct tax_schedule *economy_schedule(const struct economy *economy,
                                            const struct tax_system *tax_system, size_t i)
{
    return tax_system_schedule(tax_system, population_class(&economy->population, i));
}

double economy_baseline_net_income(const struct economy *economy, size_t i)
{
    const double z0 = population_observed_income(&economy->population, i);

    return z0 -
           tax_schedule_tax(baseline_schedule(&economy->baseline, &economy->population, i), z0) +
           economy->baseline.rebate_usd_per_year;
}
