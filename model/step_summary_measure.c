/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One parallel pass over blocks of workers adds up everything that is a sum: in memory order what
 * concerns hours, taxes and welfare; in the order of pre-tax income the moments of income, net
 * income and utility.  Quantiles, shares and Ginis then follow by bisection.  Rates are at most 1, so
 * net income never falls with income and needs no order of its own. */
#include "model/step_summary_measure.h"

#include "base/block_sum.h"
#include "base/elementary.h"
#include "base/memory.h"
#include "base/platform.h"
#include "model/kernel.h"
#include "model/step_summary_internal.h"
#include "model/units.h"
#include "model/welfare_kinds.h"
#include "model/welfare_sums.h"

#include <math.h>
#include <stdlib.h>

static const double NOT_A_NUMBER = NAN;

enum status step_summary_scratch_create(struct step_summary_scratch **scratch, size_t num_workers,
                                        struct error *err)
{
    struct step_summary_scratch *const made = calloc(1, sizeof *made);
    const size_t num_blocks = block_count(num_workers);
    enum status status = STATUS_OK;
    void *memory[3] = {NULL, NULL, NULL};
    const size_t bytes[3] = {sizeof *made->ranked, sizeof *made->other_ranked, sizeof *made->sums};

    *scratch = NULL;
    if (!made)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a step's summary");
    made->order.num_workers = made->other_order.num_workers = num_workers;
    for (int k = 0; !status && k < 3; k++)
        status = memory_allocate(&memory[k], num_blocks, bytes[k], "a step's summary", err);
    made->ranked = memory[0];
    made->other_ranked = memory[1];
    made->sums = memory[2];
    if (!status)
        status = median_create(&made->hours_median, num_workers, err);
    if (!status)
        status = median_create(&made->utility_median, num_workers, err);
    if (status)
        step_summary_scratch_destroy(made);
    else
        *scratch = made;
    return status;
}

void step_summary_scratch_destroy(struct step_summary_scratch *scratch)
{
    if (!scratch)
        return;
    worker_order_free(&scratch->order);
    worker_order_free(&scratch->other_order);
    free(scratch->ranked);
    free(scratch->other_ranked);
    free(scratch->sums);
    median_destroy(scratch->hours_median);
    median_destroy(scratch->utility_median);
    free(scratch);
}

static double lowest_of(const double *x, size_t count)
{
    double lowest = INFINITY;

#pragma omp parallel for schedule(static) reduction(min : lowest) if (count > 65536)
    for (size_t b = 0; b < block_count(count); b++) {
        const double of_block =
            kernel_lowest(x + block_start(b), block_end(b, count) - block_start(b));

        lowest = of_block < lowest ? of_block : lowest;
    }
    return lowest;
}

static double lowest_utility(const struct outcome *outcome)
{
    const double *const utility = outcome->utility_usd_per_year;

    if (!outcome->is_sorted)
        return lowest_of(utility, outcome->num_workers);
    double lowest = INFINITY;
    size_t first = 0; /* the first worker who is no exception */

    while (first < outcome->num_exceptions && outcome->exceptions[first] == first)
        first++;
    if (first < outcome->num_workers)
        lowest = utility[first];
    for (size_t e = 0; e < outcome->num_exceptions; e++)
        if (utility[outcome->exceptions[e]] < lowest)
            lowest = utility[outcome->exceptions[e]];
    return lowest;
}

static enum status order_by_income(struct worker_order *order, const struct outcome *outcome,
                                   struct error *err)
{
    if (!outcome->is_sorted)
        return worker_order_sort(order, outcome->income_usd_per_year, err);
    if (outcome->num_exceptions > outcome->num_workers / 8) /* a merge would be slower */
        return worker_order_sort(order, outcome->income_usd_per_year, err);
    if (outcome->num_exceptions > 0)
        return worker_order_merge(order, outcome->income_usd_per_year, outcome->exceptions,
                                  outcome->num_exceptions, err);
    worker_order_is_memory(order);
    return STATUS_OK;
}

static const double *at(const double *x, size_t i)
{
    return x ? x + i : NULL;
}

TARGET_CLONES
static void fill_observed_income(double *income, const float *weeks, const double *wage,
                                 const float *hours, size_t count)
{
    for (size_t i = 0; i < count; i++)
        income[i] = (double)weeks[i] * wage[i] * (double)hours[i];
}

/* Columns are gone through one after the other: long runs of one are what memory is quick at. */
static void add_welfare(struct step_block_sums *sums, const struct measurement *m, size_t start,
                        size_t count)
{
    const struct population *const population = m->population;
    double observed_income[BLOCK_ELEMENTS];

    fill_observed_income(observed_income, population->weeks_per_year + start,
                         population->wage_usd_per_hour + start,
                         population->observed_hours_per_week + start, count);
    for (size_t i = 0; i < count; i += WELFARE_CHUNK) {
        const size_t here = count - i < WELFARE_CHUNK ? count - i : WELFARE_CHUNK;
        struct welfare_chunk chunk = {m->outcome->utility_usd_per_year + start + i,
                                      m->outcome->income_usd_per_year + start + i,
                                      observed_income + i, at(population->sample_weight, start + i),
                                      at(population->welfare_weight, start + i)};

        welfare_sums_add(&sums->welfare, &m->plan, &chunk, here);
        if (m->context->use_adjusted) {
            chunk.utility = m->context->adjusted_utility + start + i;
            welfare_sums_add(&sums->welfare_adjusted, &m->plan_adjusted, &chunk, here);
        }
    }
}

TARGET_CLONES
static long long count_at_cap(const double *hours, size_t count)
{
    long long at_cap = 0;

    for (size_t i = 0; i < count; i++)
        at_cap += hours[i] >= MAX_HOURS_PER_WEEK;
    return at_cap;
}

static double weighted_sum(const double *x, const double *weight, size_t count)
{
    return weight ? kernel_dot(x, weight, count) : kernel_sum(x, count);
}

static double weight_at_cap(const double *hours, const double *weight, size_t count)
{
    double sum = 0.0;

    if (!weight)
        return (double)count_at_cap(hours, count);
    for (size_t i = 0; i < count; i++)
        sum += hours[i] >= MAX_HOURS_PER_WEEK ? weight[i] : 0.0;
    return sum;
}

static double weight_satisfied(const uint8_t *satisfied, const double *weight, size_t count)
{
    double sum = 0.0;

    for (size_t i = 0; i < count; i++)
        sum += satisfied[i] ? (weight ? weight[i] : 1.0) : 0.0;
    return sum;
}

static double sum_of_marginal_rates(const struct measurement *m, size_t start, size_t count)
{
    const double *const weight = m->population->sample_weight;
    double sum = 0.0;

    for (size_t i = start; i < start + count; i++) {
        const struct tax_schedule *const schedule =
            tax_system_schedule(m->context->tax_system, population_class(m->population, i));

        sum += (weight ? weight[i] : 1.0) *
               tax_schedule_marginal_rate(schedule, m->outcome->income_usd_per_year[i]);
    }
    return sum;
}

static void add_block(struct measurement *m, size_t block, int with_median)
{
    const size_t start = block_start(block);
    const size_t count = block_end(block, m->outcome->num_workers) - start;
    const double *const hours = m->outcome->hours_per_week + start;
    const double *const weight = at(m->population->sample_weight, start);
    struct step_block_sums *const sums = m->scratch->sums + block;

    *sums = (struct step_block_sums){0};
    welfare_sums_init(&sums->welfare);
    welfare_sums_init(&sums->welfare_adjusted);
    ranked_columns_add(&m->ranked, block, start, count);
    ordered_moments_add(&sums->hours, hours, weight, m->hours_shift, count);
    sums->at_cap = weight_at_cap(hours, weight, count);
    if (with_median)
        median_count(m->scratch->hours_median, block);
    if (m->context->tax_system->num_classes > 1)
        sums->marginal_rate = sum_of_marginal_rates(m, start, count);
    sums->tax = weighted_sum(m->outcome->tax_usd_per_year + start, weight, count);
    if (m->context->satisfied) {
        sums->satisfied = weight_satisfied(m->context->satisfied + start, weight, count);
        sums->adjusted = weighted_sum(m->context->adjusted_utility + start, weight, count);
    }
    add_welfare(sums, m, start, count);
}

static void add_on_all_threads(struct measurement *m, size_t num_blocks, int with_median)
{
#pragma omp parallel for schedule(static)
    for (size_t b = 0; b < num_blocks; b++)
        add_block(m, b, with_median);
}

/* Few blocks without a parallel region: one of a single thread still ends in a system call (libgomp 12). */
static void add_blocks(struct measurement *m, struct step_block_sums *total)
{
    const size_t num_blocks = block_count(m->outcome->num_workers);
    const int with_median = !m->population->sample_weight;

    if (num_blocks > 4)
        add_on_all_threads(m, num_blocks, with_median);
    else
        for (size_t b = 0; b < num_blocks; b++)
            add_block(m, b, with_median);
    ranked_columns_finish(&m->ranked);
    *total = (struct step_block_sums){0};
    welfare_sums_init(&total->welfare);
    welfare_sums_init(&total->welfare_adjusted);
    for (size_t b = 0; b < num_blocks; b++) {
        const struct step_block_sums *const sums = m->scratch->sums + b;

        ordered_moments_append(&total->hours, &sums->hours);
        total->tax += sums->tax;
        total->marginal_rate += sums->marginal_rate;
        total->at_cap += sums->at_cap;
        total->satisfied += sums->satisfied;
        total->adjusted += sums->adjusted;
        welfare_sums_append(&total->welfare, &sums->welfare);
        welfare_sums_append(&total->welfare_adjusted, &sums->welfare_adjusted);
    }
}

static enum status fill_hours_and_utility(struct step_summary *summary, struct measurement *m,
                                          const struct step_block_sums *total, struct error *err)
{
    const double *const utility = m->outcome->utility_usd_per_year;

    summary->mean_hours_per_week = ordered_moments_mean(&total->hours, m->hours_shift);
    summary->sd_hours_per_week = ordered_moments_sd(&total->hours);
    summary->share_at_hours_cap = total->at_cap / total->hours.weight;
    summary->mean_utility = ranked_mean(&m->ranked, UTILITY);
    summary->sd_utility = ranked_sd(&m->ranked, UTILITY);
    summary->min_utility = total->welfare.lowest_utility;
    if (m->population->sample_weight) {
        TRY(step_summary_weighted_median(&summary->median_hours_per_week, m,
                                         m->outcome->hours_per_week, err));
        return step_summary_weighted_median(&summary->median_utility, m, utility, err);
    }
    summary->median_hours_per_week = median_finish(m->scratch->hours_median);
    summary->median_utility =
        ranked_is_ascending(&m->ranked, UTILITY)
            ? ranked_quantile(&m->ranked, UTILITY, 0.5)
            : median_of(m->scratch->utility_median, utility, m->outcome->num_workers);
    return STATUS_OK;
}

static void fill_welfare(struct step_summary *summary, const struct measurement *m,
                         const struct step_block_sums *total)
{
    const size_t objective = welfare_index(m->context->welfare.kind);
    struct welfare_facts facts = {
        .plan = &m->plan,
        .sums = &total->welfare,
        .gini_net_income = ranked_gini(&m->net, m->net_column), /* a number whatever the incomes */
        .mean_income = summary->mean_income,
        .num_workers = m->outcome->num_workers,
    };
    struct welfare_figures figures;

    welfare_figures_of(&figures, &facts);
    for (int k = 0; k < WELFARE_NUM_KINDS; k++)
        summary->welfare_by_kind[k] = figures.by_kind[k];
    summary->welfare = figures.by_kind[objective];
    summary->welfare_isoelastic_raw = figures.isoelastic_raw;
    summary->marginal_welfare_of_transfer = figures.marginal_of_transfer;
    summary->welfare_floor_tenth = figures.at_floor_tenth;
    summary->welfare_floor_tenfold = figures.at_floor_tenfold;
    summary->share_at_floor = figures.share_at_floor;
    summary->baseline_weights_effective_share = figures.baseline_weights_effective_share;
    if (m->context->use_adjusted) {
        facts.plan = &m->plan_adjusted;
        facts.sums = &total->welfare_adjusted;
        welfare_figures_of(&figures, &facts);
        summary->welfare = figures.by_kind[objective];
    }
}

static enum status measurement_start(struct measurement *m, struct error *err)
{
    const struct outcome *const outcome = m->outcome;
    const double *const columns[NUM_RANKED] = {
        [INCOME] = outcome->income_usd_per_year,
        [NET_INCOME] = outcome->net_income_usd_per_year,
        [UTILITY] = outcome->utility_usd_per_year,
    };

    TRY(order_by_income(&m->scratch->order, outcome, err));
    ranked_columns_init(&m->ranked, &m->scratch->order, m->population->sample_weight, NUM_RANKED,
                        columns, m->scratch->ranked);
    m->ranked.is_trusted[INCOME] = 1;
    m->ranked.is_trusted[NET_INCOME] = outcome->is_sorted;
    m->ranked.is_trusted[UTILITY] = outcome->is_sorted && outcome->num_exceptions == 0;
    welfare_plan_init(&m->plan, &m->context->welfare, lowest_utility(outcome));
    if (m->context->use_adjusted)
        welfare_plan_init(&m->plan_adjusted, &m->context->welfare,
                          lowest_of(m->context->adjusted_utility, outcome->num_workers));
    m->hours_shift = inequality_shift(outcome->hours_per_week, outcome->num_workers);
    if (!m->population->sample_weight)
        median_start(m->scratch->hours_median, outcome->hours_per_week, outcome->num_workers);
    return STATUS_OK;
}

enum status step_summary_measure(struct step_summary *summary, struct step_summary_scratch *scratch,
                                 const struct population *population, const struct outcome *outcome,
                                 const struct step_context *context, struct error *err)
{
    struct measurement m = {.scratch = scratch,
                            .population = population,
                            .outcome = outcome,
                            .context = context};
    struct step_block_sums total;

    TRY(measurement_start(&m, err));
    add_blocks(&m, &total);
    const double weight = total.hours.weight;

    *summary = (struct step_summary){
        .step = context->step,
        .revenue = total.tax / weight,
        .public_spending = context->public_spending,
        .rebate = context->rebate,
        .rebate_residual = context->rebate_residual,
        .share_satisfied = context->satisfied ? total.satisfied / weight : NOT_A_NUMBER,
        .mean_adjusted_utility = context->satisfied ? total.adjusted / weight : NOT_A_NUMBER,
    };
    TRY(fill_hours_and_utility(summary, &m, &total, err));
    TRY(step_summary_fill_distribution(summary, &m, &total, err));
    fill_welfare(summary, &m, &total);
    return STATUS_OK;
}
