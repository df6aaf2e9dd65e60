/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/nonlinear_optimum.c: where the optimum of the chain is proven to be a bound, and where not. */
#include "model/nonlinear_optimum.h"

#include "base/elementary.h"
#include "base/memory.h"
#include "base/radix_sort.h"
#include "model/nonlinear_chain.h"
#include "model/nonlinear_coarse.h"
#include "model/welfare_kinds.h"
#include "model/welfare_sums.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What rounding may take from a multiplier that is 0. */
static const double ROUNDING = 1e-9;

/* There is no bound, and that is an answer. */
static enum status refuse(struct nonlinear_optimum *optimum, const char *format, ...)
    PRINTF_LIKE(2, 3);

static enum status refuse(struct nonlinear_optimum *optimum, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(optimum->reason, sizeof optimum->reason, format, arguments);
    va_end(arguments);
    optimum->welfare = NAN;
    return STATUS_OK;
}

static void measure(struct nonlinear_optimum *optimum, const struct nonlinear_chain *chain)
{
    const struct welfare_settings *const welfare = &chain->problem->welfare;
    const struct welfare_chunk workers = {chain->utility, chain->income, chain->observed_income,
                                          chain->weight, chain->own_weight};
    struct welfare_figures figures;

    welfare_measure(&figures, welfare, &workers, chain->num_workers);
    optimum->welfare = figures.by_kind[welfare_index(welfare->kind)];
}

/* The lowest utility that somebody can have under a system of these rates: R itself, with all revenue lost to
 * the lowest rate. */
static double least_utility(const struct nonlinear_problem *problem)
{
    const double lowest_rate = fmin(problem->min_rate, 0.0);
    const double scale = elementary_pow(1.0 - lowest_rate, 1.0 / (problem->labor_exponent - 1.0));
    double income = 0.0;
    double weights = 0.0;

    for (size_t i = 0; i < problem->num_workers; i++) {
        const double weight = problem->weight ? problem->weight[i] : 1.0;
        const double most = scale * problem->potential_earnings[i];

        income += weight * (problem->income_cap ? fmin(most, problem->income_cap[i]) : most);
        weights += weight;
    }
    return lowest_rate * income / weights - problem->public_spending;
}

static enum status keep_chain(struct nonlinear_optimum *optimum,
                              const struct nonlinear_chain *chain, struct error *err)
{
    const size_t n = chain->num_nodes;

    optimum->num_workers = n;
    optimum->num_unable = chain->num_workers - n;
    optimum->num_passes = chain->num_passes;
    optimum->income = malloc(3 * n * sizeof *optimum->income);
    if (!optimum->income)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the nonlinear optimum");
    optimum->marginal_rate = optimum->income + n;
    optimum->weight = optimum->income + 2 * n;
    memcpy(optimum->income, chain->income, n * sizeof *optimum->income);
    memcpy(optimum->weight, chain->weight, n * sizeof *optimum->weight);
    for (size_t i = 0; i < n; i++)
        optimum->marginal_rate[i] = 1.0 - chain->threshold_effort[i] * chain->power[i];
    return STATUS_OK;
}

/* Is what the iteration came to an optimum over all systems? */
static enum status judge(struct nonlinear_optimum *optimum, const struct nonlinear_chain *chain,
                         struct error *err)
{
    const struct welfare_settings *const welfare = &chain->problem->welfare;
    const struct welfare_bound *const bound = welfare->kind->bound;
    const double lowest = chain->utility[0];

    if (chain->is_unbounded)
        return refuse(optimum,
                      "the cap of hours keeps %zu workers from incomes of others with a lower "
                      "wage, and one of "
                      "them weighs more than the average however much he gets",
                      chain->num_workers - chain->num_nodes);
    if (!chain->has_settled)
        return refuse(optimum, "the iteration did not settle in %d passes", chain->num_passes);
    if (chain->lowest_multiplier < -ROUNDING)
        return refuse(
            optimum,
            "welfare weights rise with potential earnings somewhere (lowest multiplier %.3g): the "
            "best system may then tax so that workers want the income of the next above",
            chain->lowest_multiplier);
    if (bound->holds_at_floor &&
        !bound->holds_at_floor(welfare, lowest, least_utility(chain->problem)))
        return refuse(optimum,
                      "utilities below the floor of %g USD count as that much, so a system that "
                      "lets some fall "
                      "below might do better: the lowest utility, %.6g USD, is too near the floor",
                      welfare->floor_usd_per_year, lowest);
    measure(optimum, chain);
    return keep_chain(optimum, chain, err);
}

enum status nonlinear_optimum_find(struct nonlinear_optimum *optimum,
                                   const struct nonlinear_problem *problem, struct error *err)
{
    const struct welfare_kind *const kind = problem->welfare.kind;
    struct nonlinear_chain chain;

    *optimum = (struct nonlinear_optimum){.welfare = NAN};
    if (!kind->bound || (!kind->bound->none && !kind->marginal_weight))
        return refuse(optimum, "welfare function '%s' does not say what a bound needs",
                      kind->kind.name);
    if (kind->bound->none)
        return refuse(optimum, "welfare function '%s' has none: %s", kind->kind.name,
                      kind->bound->none);
    enum status status = nonlinear_chain_create(&chain, problem, err);

    if (!status)
        status = nonlinear_coarse_begin(&chain, err);
    if (!status)
        status = nonlinear_chain_settle(&chain, err);
    if (!status)
        status = judge(optimum, &chain, err);
    nonlinear_chain_free(&chain);
    return status;
}

void nonlinear_optimum_free(struct nonlinear_optimum *optimum)
{
    free(optimum->income);
    *optimum = (struct nonlinear_optimum){.welfare = NAN};
}

/* ---- of an economy ----------------------------------------------------------------------------- */

enum { COLUMN_Z, COLUMN_P, COLUMN_CAP, COLUMN_OBSERVED, COLUMN_WEIGHT, COLUMN_OWN, NUM_COLUMNS };

/* All classes in one order of Z: they are one run each in memory. */
static enum status order_workers(uint32_t **order, const struct economy *economy, struct error *err)
{
    const size_t n = economy->population.num_workers;

    *order = malloc(n * sizeof **order);
    if (!*order)
        return error_set(err, STATUS_NO_MEMORY, "no memory to sort %zu workers", n);
    if (economy->population.num_classes > 1)
        return radix_sort_order(*order, economy->preferences.potential_earnings_usd_per_year, n,
                                err);
    for (size_t i = 0; i < n; i++)
        (*order)[i] = (uint32_t)i;
    return STATUS_OK;
}

static void gather(double *const column[NUM_COLUMNS], const struct economy *economy,
                   const uint32_t *order)
{
    const struct population *const population = &economy->population;

    for (size_t k = 0; k < population->num_workers; k++) {
        const size_t i = order[k];

        column[COLUMN_Z][k] = economy->preferences.potential_earnings_usd_per_year[i];
        column[COLUMN_P][k] = economy->preferences.threshold_effort[i];
        column[COLUMN_CAP][k] = rational_income_cap(&economy->rational, i);
        column[COLUMN_OBSERVED][k] = population_observed_income(population, i);
        column[COLUMN_WEIGHT][k] = population_sample_weight(population, i);
        column[COLUMN_OWN][k] = population_welfare_weight(population, i);
    }
}

static enum status find_of_economy(struct nonlinear_optimum *optimum, const struct economy *economy,
                                   double min_rate, double *const column[NUM_COLUMNS],
                                   struct error *err)
{
    const struct nonlinear_problem problem = {
        .num_workers = economy->population.num_workers,
        .potential_earnings = column[COLUMN_Z],
        .threshold_effort = column[COLUMN_P],
        .weight = column[COLUMN_WEIGHT],
        .income_cap = column[COLUMN_CAP],
        .observed_income = column[COLUMN_OBSERVED],
        .own_weight = column[COLUMN_OWN],
        .labor_exponent = economy->utility.labor_exponent,
        .public_spending = economy->budget.public_spending_usd_per_worker,
        .min_rate = min_rate,
        .welfare = economy->welfare,
    };
    uint32_t *order = NULL;
    enum status status = order_workers(&order, economy, err);

    if (!status) {
        gather(column, economy, order);
        status = nonlinear_optimum_find(optimum, &problem, err);
    }
    free(order);
    return status;
}

enum status nonlinear_optimum_of_economy(struct nonlinear_optimum *optimum,
                                         const struct economy *economy, double min_rate,
                                         struct error *err)
{
    const size_t n = memory_padded_count(economy->population.num_workers);
    double *column[NUM_COLUMNS];
    void *memory = NULL;

    *optimum = (struct nonlinear_optimum){.welfare = NAN};
    if (utility_has_income_effects(&economy->utility))
        return refuse(optimum, "utility '%s' has income effects", economy->utility.kind->kind.name);
    if (utility_has_groups(&economy->utility))
        return refuse(optimum, "elasticities differ: workers do not differ in one number");
    if (economy->utility.fixed_cost_of_work_usd_per_year > 0.0)
        return refuse(optimum, "work has a fixed cost: workers do not differ in one number");
    if (budget_has_fixed_rebate(&economy->budget))
        return refuse(optimum, "the rebate is fixed: the budget does not balance");
    TRY(memory_allocate(&memory, NUM_COLUMNS * n, sizeof(double), "nonlinear optimum", err));
    for (int c = 0; c < NUM_COLUMNS; c++)
        column[c] = (double *)memory + (size_t)c * n;
    const enum status status = find_of_economy(optimum, economy, min_rate, column, err);

    free(memory);
    return status;
}
