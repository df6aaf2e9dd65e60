/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/rational_step.c: the step of rational quasilinear workers (model/rational.h). */
#include "base/block_sum.h"
#include "base/platform.h"
#include "model/kernel.h"
#include "model/rational.h"
#include "model/units.h"

#include <math.h>
#include <string.h>

enum { SMALL = 65536 }; /* workers below which columns stay in the caches */

struct step_task {
    const struct rational *rational;
    const struct response *response;
    const struct response_pieces *pieces;
    double rebate;
    double floor;
    struct outcome *outcome;
};

/* Fill the columns of workers [from, to) of the sorted order, piece by piece. */
static void fill_pieces(const struct step_task *task, struct kernel_columns *columns, size_t from,
                        size_t to)
{
    const struct population *const population = task->rational->population;
    const struct preferences *const preferences = task->rational->preferences;
    int k = 0;

    while (task->pieces->end[k] <= from)
        k++;
    for (size_t i = from; i < to; k++) {
        const size_t end = task->pieces->end[k] < to ? task->pieces->end[k] : to;
        const int index = task->pieces->piece[k];
        struct kernel_piece piece;

        rational_piece(&piece, task->response, index, task->rebate);
        if (index % 2)
            kernel_interior(columns, i - from, end - i, &piece,
                            preferences->potential_earnings_usd_per_year + i,
                            population->weeks_per_year + i, population->wage_usd_per_hour + i);
        else
            kernel_threshold(columns, i - from, end - i, &piece, preferences->threshold_effort + i,
                             population->weeks_per_year + i, population->wage_usd_per_hour + i);
        i = end;
    }
}

/* Overwrite the workers of [from, to) who hit the cap. */
static void patch_capped(const struct step_task *task, struct kernel_columns *columns, size_t from,
                         size_t to)
{
    const struct rational *const rational = task->rational;

    for (size_t c = rational_first_candidate(rational, from);
         c < rational->num_cap_candidates && rational->cap_candidates[c] < to; c++) {
        const size_t i = rational->cap_candidates[c];
        struct response_choice choice;

        if (!rational_is_capped(rational, task->response, i, &choice))
            continue;
        const double y = choice.income_usd_per_year - choice.tax_usd_per_year + task->rebate;

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
}

static void write_columns(const struct step_task *task, const struct kernel_columns *columns,
                          size_t from, size_t count, int is_small)
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
            kernel_stream(copies[k].to + from, copies[k].from, count);
}

/* One block: fill, patch, write; its sums of u and of ln max(u, floor). */
static void step_block(const struct step_task *task, size_t block, int has_cap, int is_small)
{
    const size_t n = task->rational->population->num_workers;
    const double *const weight = task->rational->population->sample_weight;
    const size_t end = block_end(block, n);
    double *const sums = task->rational->block_sums + block * RATIONAL_BLOCK_SUMS;
    struct kernel_columns columns;

    sums[0] = sums[1] = 0.0;
    for (size_t from = block_start(block); from < end; from += KERNEL_CHUNK) {
        const size_t count = end - from < KERNEL_CHUNK ? end - from : KERNEL_CHUNK;

        fill_pieces(task, &columns, from, from + count);
        if (has_cap)
            patch_capped(task, &columns, from, from + count);
        write_columns(task, &columns, from, count, is_small);
        sums[0] += weight ? kernel_dot(columns.utility, weight + from, count)
                          : kernel_sum(columns.utility, count);
        kernel_raise(columns.utility, task->floor, count);
        sums[1] += weight ? kernel_weighted_sum_log(columns.utility, weight + from, count)
                          : kernel_sum_log(columns.utility, count);
    }
}

/* After the step: which of the candidates sit off the sorted order. */
static void list_capped(struct rational *rational, const struct response *response,
                        struct outcome *outcome, int has_cap)
{
    size_t count = 0;

    if (has_cap)
        for (size_t c = 0; c < rational->num_cap_candidates; c++) {
            struct response_choice choice;

            if (rational_is_capped(rational, response, rational->cap_candidates[c], &choice))
                rational->capped[count++] = rational->cap_candidates[c];
        }
    outcome->is_sorted = 1;
    outcome->exceptions = rational->capped;
    outcome->num_exceptions = count;
}

void rational_step(struct rational *rational, const struct tax_schedule *schedule,
                   double floor_usd_per_year, struct outcome *outcome,
                   struct rational_totals *totals)
{
    const size_t n = rational->population->num_workers;
    const size_t num_blocks = block_count(n);
    const int is_small = n < SMALL;
    struct response response;
    struct response_pieces pieces;

    response_init(&response, schedule, &rational->utility);
    response_locate(&response, rational->preferences->potential_earnings_usd_per_year,
                    rational->preferences->threshold_effort, n, &pieces);
    const int has_cap = response.max_scale * rational->max_full_hours > MAX_HOURS_PER_WEEK;

    totals->mean_tax_usd_per_year = rational_mean_tax(rational, &response, &pieces);
    totals->rebate_usd_per_year = budget_rebate(rational->budget, totals->mean_tax_usd_per_year);
    const struct step_task task = {
        rational, &response, &pieces, totals->rebate_usd_per_year, floor_usd_per_year, outcome};

#pragma omp parallel if (!is_small)
    {
#pragma omp for schedule(static)
        for (size_t b = 0; b < num_blocks; b++)
            step_block(&task, b, has_cap, is_small);
        platform_stream_end();
    }
    double sum_utility = 0.0;
    double sum_log = 0.0;

    for (size_t b = 0; b < num_blocks; b++) {
        sum_utility += rational->block_sums[b * RATIONAL_BLOCK_SUMS];
        sum_log += rational->block_sums[b * RATIONAL_BLOCK_SUMS + 1];
    }
    totals->mean_utility_usd_per_year = sum_utility / rational->total_weight;
    totals->mean_log_utility = sum_log / rational->total_weight;
    list_capped(rational, &response, outcome, has_cap);
}
