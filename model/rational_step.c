/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/rational_step.c: the step of rational quasilinear workers (model/rational.h). */
#include "base/block_sum.h"
#include "base/platform.h"
#include "model/rational.h"
#include "model/rational_plan.h"
#include "model/reporting.h"
#include "model/units.h"

#include <string.h>

enum { SMALL = 65536 }; /* workers below which columns stay in the caches */

struct step_task {
    const struct rational *rational;
    const struct rational_plan *plan;
    double floor;
    struct outcome *outcome;
};

/* Fill the columns of workers [from, to) of the sorted order, piece by piece, from the one that holds
 * `from`; returns the piece that holds `to`. */
static const struct rational_piece *fill_pieces(const struct step_task *task,
                                                const struct rational_piece *piece,
                                                struct kernel_columns *columns, size_t from,
                                                size_t to)
{
    const struct population *const population = task->rational->population;
    const struct preferences *const preferences = task->rational->preferences;

    for (size_t i = from; i < to;) {
        const size_t end = piece->end < to ? piece->end : to;

        if (piece->index % 2)
            kernel_interior(columns, i - from, end - i, &piece->kernel,
                            preferences->potential_earnings_usd_per_year + i,
                            population->weeks_per_year + i, population->wage_usd_per_hour + i);
        else
            kernel_threshold(columns, i - from, end - i, &piece->kernel,
                             preferences->threshold_effort + i, population->weeks_per_year + i,
                             population->wage_usd_per_hour + i);
        i = end;
        piece += i == piece->end;
    }
    return piece;
}

/* Overwrite the workers of [from, to) who hit the cap; of them c is the first candidate.  Returns the next one. */
static size_t patch_capped(const struct step_task *task, struct kernel_columns *columns, size_t c,
                           size_t from, size_t to)
{
    const struct rational *const rational = task->rational;

    for (; c < rational->num_cap_candidates && rational->cap_candidates[c] < to; c++) {
        const size_t i = rational->cap_candidates[c];
        struct response_choice choice;

        if (!rational_plan_is_capped(task->plan, c, &choice))
            continue;
        const double y =
            choice.income_usd_per_year - choice.tax_usd_per_year + task->plan->rebate_usd_per_year;

        columns->hours[i - from] =
            choice.piece == RESPONSE_AT_CAP
                ? MAX_HOURS_PER_WEEK
                : choice.income_usd_per_year /
                      population_annual_pay_per_hour(rational->population, i);
        columns->income[i - from] = choice.income_usd_per_year;
        columns->tax[i - from] = choice.tax_usd_per_year;
        columns->net_income[i - from] = y;
        columns->utility[i - from] = y - choice.effort_usd_per_year;
    }
    return c;
}

static void write_columns(const struct step_task *task, const struct kernel_columns *columns,
                          size_t from, size_t count, bool is_small)
{
    struct outcome *const outcome = task->outcome;
    const struct {
        double *to;
        const double *from;
    } copies[] = {
        {outcome->hours_per_week, columns->hours},
        {outcome->income_usd_per_year, columns->income},
        {outcome->tax_usd_per_year, columns->tax},
        {outcome->net_income_usd_per_year, columns->net_income},
        {outcome->utility_usd_per_year, columns->utility},
    };

    for (int k = 0; k < 5; k++)
        if (is_small)
            memcpy(copies[k].to + from, copies[k].from, count * sizeof(double));
        else
            platform_stream(copies[k].to + from, copies[k].from, count);
}

/* Hours of workers who answer by what they report as well. */
static void show_less_in_hours(const struct step_task *task, struct kernel_columns *columns,
                               size_t from, size_t to)
{
    const struct rational *const rational = task->rational;

    for (size_t i = from; i < to; i++)
        columns->hours[i - from] =
            reporting_hours(&rational->utility, rational->population, i, columns->income[i - from]);
}

/* Where a block's walk over the workers stands: the piece that holds the next one, and the first candidate from
 * there on. */
struct walk {
    const struct rational_piece *piece;
    size_t candidate;
};

/* Fill, patch, write the workers of [from, to); utility[0 .. to - from) keeps theirs. */
static void step_tile(const struct step_task *task, struct walk *walk, double *utility, size_t from,
                      size_t to, bool is_small)
{
    struct kernel_columns columns;

    columns.utility = utility;
    walk->piece = fill_pieces(task, walk->piece, &columns, from, to);
    if (task->plan->has_cap)
        walk->candidate = patch_capped(task, &columns, walk->candidate, from, to);
    if (task->rational->utility.reporting_share > 0.0)
        show_less_in_hours(task, &columns, from, to);
    write_columns(task, &columns, from, to - from, is_small);
}

/* One block, and its sums of u and of ln max(u, floor). */
static void step_block(const struct step_task *task, size_t block, bool is_small)
{
    const size_t n = task->rational->population->num_workers;
    const double *const weight = task->rational->population->sample_weight;
    const size_t end = block_end(block, n);
    double *const sums = task->rational->block_sums + block * RATIONAL_BLOCK_SUMS;
    struct walk walk = {rational_plan_piece(task->plan, block_start(block)),
                        task->plan->has_cap
                            ? rational_first_candidate(task->rational, block_start(block))
                            : 0};
    _Alignas(64) double utility[KERNEL_CHUNK];

    sums[0] = sums[1] = 0.0;
    for (size_t from = block_start(block); from < end; from += KERNEL_CHUNK) {
        const size_t count = end - from < KERNEL_CHUNK ? end - from : KERNEL_CHUNK;

        for (size_t at = 0; at < count; at += KERNEL_TILE)
            step_tile(task, &walk, utility + at, from + at,
                      from + (count - at < KERNEL_TILE ? count : at + KERNEL_TILE), is_small);
        sums[0] += weight ? kernel_dot(utility, weight + from, count) : kernel_sum(utility, count);
        kernel_raise(utility, task->floor, count);
        sums[1] += weight ? kernel_weighted_sum_log(utility, weight + from, count)
                          : kernel_sum_log(utility, count);
    }
}

/* After the step: the order of the columns.  Each run is sorted; runs of several classes are not one
 * order. */
static void describe_order(struct rational *rational, const struct rational_plan *plan,
                           struct outcome *outcome)
{
    size_t count = 0;

    outcome_forget_order(outcome);
    if (rational->num_runs > 1)
        return;
    for (size_t c = 0; plan->has_cap && c < rational->num_cap_candidates; c++) {
        struct response_choice choice;

        if (rational_plan_is_capped(plan, c, &choice))
            rational->capped[count++] = rational->cap_candidates[c];
    }
    outcome->is_sorted = 1;
    outcome->exceptions = rational->capped;
    outcome->num_exceptions = count;
}

static void step_on_all_threads(const struct step_task *task, size_t num_blocks)
{
#pragma omp parallel
    {
#pragma omp for schedule(static) nowait
        for (size_t b = 0; b < num_blocks; b++)
            step_block(task, b, false);
        platform_stream_end();
    }
}

/* Few workers without a parallel region: one of a single thread still ends in a system call (libgomp 12). */
static void step_blocks(const struct step_task *task, struct rational_totals *totals)
{
    const struct rational *const rational = task->rational;
    const size_t n = rational->population->num_workers;
    const size_t num_blocks = block_count(n);
    double sum_utility = 0.0;
    double sum_log = 0.0;

    if (n < SMALL)
        for (size_t b = 0; b < num_blocks; b++)
            step_block(task, b, true);
    else
        step_on_all_threads(task, num_blocks);
    for (size_t b = 0; b < num_blocks; b++) {
        sum_utility += rational->block_sums[b * RATIONAL_BLOCK_SUMS];
        sum_log += rational->block_sums[b * RATIONAL_BLOCK_SUMS + 1];
    }
    totals->mean_utility_usd_per_year = sum_utility / rational->total_weight;
    totals->mean_log_utility = sum_log / rational->total_weight;
}

enum status rational_step(struct rational *rational, const struct tax_system *tax_system,
                          double floor_usd_per_year, struct outcome *outcome,
                          struct rational_totals *totals, struct error *err)
{
    struct rational_plan plan;
    const struct step_task task = {rational, &plan, floor_usd_per_year, outcome};

    TRY(rational_plan_init(&plan, rational, tax_system, err));
    totals->mean_tax_usd_per_year = plan.mean_tax_usd_per_year;
    totals->rebate_usd_per_year = budget_rebate(rational->budget, plan.mean_tax_usd_per_year);
    rational_plan_pay(&plan, totals->rebate_usd_per_year);
    step_blocks(&task, totals);
    describe_order(rational, &plan, outcome);
    rational_plan_free(&plan);
    return STATUS_OK;
}
