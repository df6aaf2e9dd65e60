/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/rational.c: what is kept of sorted rational workers, and their taxes (model/rational.h). */
#include "model/rational.h"

#include "base/block_sum.h"
#include "base/elementary.h"
#include "base/memory.h"
#include "model/fixed_weight.h"
#include "model/kernel.h"
#include "model/reporting.h"
#include "model/response.h"
#include "model/units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_OMEGA_OF_EACH = 20000, MOST_EFFORTS_AT_CAP = 100000 }; /* workers */

/* The largest s_j: a rate of -1 everywhere, s = 2^(1/(delta-1)). */
static double largest_scale(double labor_exponent)
{
    return elementary_pow(2.0, 1.0 / (labor_exponent - 1.0)) * (1.0 + 1e-12);
}

double rational_income_cap(const struct rational *rational, size_t i)
{
    const struct population *const population = rational->population;

    return reporting_income(&rational->utility, population, i, MAX_HOURS_PER_WEEK);
}

static void fill_cap_candidates(struct rational *rational)
{
    for (int r = 0; r < rational->num_runs; r++) {
        const struct rational_run *const run = &rational->run[r];
        const double scale = largest_scale(run->labor_exponent);

        for (size_t i = run->start; i < run->end; i++)
            if (scale * rational->preferences->potential_earnings_usd_per_year[i] >
                rational_income_cap(rational, i))
                rational->cap_candidates[rational->num_cap_candidates++] = (uint32_t)i;
    }
}

static enum status list_cap_candidates(struct rational *rational, struct error *err)
{
    const double *const potential_earnings = rational->preferences->potential_earnings_usd_per_year;
    size_t count = 0;
    double max_full_hours = 0.0;

    for (int r = 0; r < rational->num_runs; r++) {
        const struct rational_run *const run = &rational->run[r];
        const double scale = largest_scale(run->labor_exponent);

#pragma omp parallel for schedule(static) reduction(+ : count) reduction(max : max_full_hours)
        for (size_t i = run->start; i < run->end; i++) {
            const double cap = rational_income_cap(rational, i);
            const double full_hours = potential_earnings[i] / cap * MAX_HOURS_PER_WEEK;

            count += scale * potential_earnings[i] > cap;
            max_full_hours = full_hours > max_full_hours ? full_hours : max_full_hours;
        }
    }
    rational->max_full_hours = max_full_hours;
    void *candidates = NULL;
    void *capped = NULL;

    TRY(memory_allocate(&candidates, count, sizeof(uint32_t), "workers near the cap", err));
    rational->cap_candidates = candidates;
    TRY(memory_allocate(&capped, count, sizeof(uint32_t), "workers at the cap", err));
    rational->capped = capped;
    fill_cap_candidates(rational);
    return STATUS_OK;
}

/* A power each: as model/response.h has it. */
static enum status fill_effort_at_cap(struct rational *rational, struct error *err)
{
    void *memory = NULL;

    if (rational->num_cap_candidates > MOST_EFFORTS_AT_CAP)
        return STATUS_OK;
    TRY(memory_allocate(&memory, rational->num_cap_candidates, sizeof(double),
                        "workers near the cap", err));
    rational->effort_at_cap = memory;
    for (size_t c = 0; c < rational->num_cap_candidates; c++) {
        const size_t i = rational->cap_candidates[c];
        const double observed_income = population_observed_income(rational->population, i);
        const struct response response = {
            .labor_exponent = utility_labor_exponent(&rational->utility, observed_income)};

        rational->effort_at_cap[c] =
            response_effort(&response, rational->preferences->threshold_effort[i],
                            rational_income_cap(rational, i));
    }
    return STATUS_OK;
}

/* omega_i before scaling (model/welfare.h). */
static double omega_of(const struct rational *rational, size_t i)
{
    return fixed_weight_of(&rational->welfare, rational->population, i);
}

/* sums[s] += what[s - 1] in order, with the lost digits carried along (Neumaier 1974). */
static void accumulate(double *sums, size_t num_strides)
{
    double sum = 0.0;
    double lost = 0.0;

    for (size_t s = 0; s <= num_strides; s++) {
        const double term = sums[s];
        const double next = sum + term;

        lost += fabs(sum) >= fabs(term) ? (sum - next) + term : (term - next) + sum;
        sum = next;
        sums[s] = sum + lost;
    }
}

static void accumulate_backwards(double *sums, size_t num_strides)
{
    for (size_t s = num_strides; s-- > 0;)
        sums[s] += sums[s + 1];
}

static enum status allocate_sums(struct rational *rational, struct error *err)
{
    const bool is_linear = rational->is_linear;
    const struct rational_run *const last = &rational->run[rational->num_runs - 1];
    const size_t count = last->at + last->num_strides + 1;
    const size_t omega_count = last->omega_at + last->num_omega_strides + 1;
    const size_t num_blocks = block_count(rational->population->num_workers);
    double **const arrays[] = {&rational->sum_potential_earnings, &rational->sum_weight,
                               &rational->sum_omega, &rational->sum_omega_potential_earnings,
                               &rational->suffix_sum_omega_threshold_effort};
    const int wanted[] = {1, rational->population->sample_weight != NULL, is_linear, is_linear,
                          is_linear};
    void *memory = NULL;

    for (int k = 0; k < 5; k++)
        if (wanted[k]) {
            TRY(memory_allocate(&memory, k < 2 ? count : omega_count, sizeof(double),
                                "sums over workers", err));
            *arrays[k] = memory;
        }
    TRY(memory_allocate(&memory, num_blocks * RATIONAL_BLOCK_SUMS, sizeof(double), "block sums",
                        err));
    rational->block_sums = memory;
    return STATUS_OK;
}

/* Sums of the workers of one stride of a run. */
static void sum_stride(struct rational *rational, const struct rational_run *run, size_t s)
{
    const double *const potential_earnings = rational->preferences->potential_earnings_usd_per_year;
    const size_t start = run->start + s * RATIONAL_STRIDE;
    const size_t end = run->end - start < RATIONAL_STRIDE ? run->end : start + RATIONAL_STRIDE;
    double weights = 0.0;
    double full = 0.0;

    for (size_t i = start; i < end; i++) {
        const double w = population_sample_weight(rational->population, i);

        weights += w;
        full += w * potential_earnings[i];
    }
    rational->sum_potential_earnings[run->at + s + 1] = full;
    if (rational->sum_weight)
        rational->sum_weight[run->at + s + 1] = weights;
}

static void sum_omega_stride(struct rational *rational, const struct rational_run *run, size_t s)
{
    const size_t start = run->start + s * rational->omega_stride;
    const size_t end =
        run->end - start < rational->omega_stride ? run->end : start + rational->omega_stride;
    double omega = 0.0;
    double omega_full = 0.0;
    double omega_threshold = 0.0;

    for (size_t i = start; i < end; i++) {
        const double a = population_sample_weight(rational->population, i) * omega_of(rational, i);

        omega += a;
        omega_full += a * rational->preferences->potential_earnings_usd_per_year[i];
        omega_threshold += a * rational->preferences->threshold_effort[i];
    }
    rational->sum_omega[run->omega_at + s + 1] = omega;
    rational->sum_omega_potential_earnings[run->omega_at + s + 1] = omega_full;
    rational->suffix_sum_omega_threshold_effort[run->omega_at + s] = omega_threshold;
}

static void fill_omega_sums(struct rational *rational, const struct rational_run *run)
{
    const size_t count = run->num_omega_strides;

#pragma omp parallel for schedule(static)
    for (size_t s = 0; s < count; s++)
        sum_omega_stride(rational, run, s);
    accumulate(rational->sum_omega + run->omega_at, count);
    accumulate(rational->sum_omega_potential_earnings + run->omega_at, count);
    accumulate_backwards(rational->suffix_sum_omega_threshold_effort + run->omega_at, count);
    rational->total_omega += rational->sum_omega[run->omega_at + count];
}

static void fill_sums(struct rational *rational, const struct rational_run *run)
{
#pragma omp parallel for schedule(static)
    for (size_t s = 0; s < run->num_strides; s++)
        sum_stride(rational, run, s);
    accumulate(rational->sum_potential_earnings + run->at, run->num_strides);
    if (rational->sum_weight)
        accumulate(rational->sum_weight + run->at, run->num_strides);
    if (rational->sum_omega)
        fill_omega_sums(rational, run);
    rational->total_weight += rational->sum_weight
                                  ? rational->sum_weight[run->at + run->num_strides]
                                  : (double)(run->end - run->start);
}

/* Where each run begins and ends in the sorted population; a run may have nobody. */
static void find_runs(struct rational *rational)
{
    const struct population *const population = rational->population;
    const struct utility *const utility = &rational->utility;
    size_t start = 0;
    size_t at = 0;
    size_t omega_at = 0;

    rational->omega_stride =
        population->num_workers <= MOST_OMEGA_OF_EACH ? 1 : (size_t)RATIONAL_STRIDE;
    rational->num_runs = elasticity_groups_num_runs(&utility->groups, population->num_classes);
    for (int r = 0; r < rational->num_runs; r++) {
        struct rational_run *const run = &rational->run[r];
        size_t end = start;

        if (rational->num_runs == 1)
            end = population->num_workers;
        while (end < population->num_workers &&
               elasticity_groups_run(&utility->groups, population, end) == r)
            end++;
        *run = (struct rational_run){
            .start = start,
            .end = end,
            .num_strides = (end - start + RATIONAL_STRIDE - 1) / RATIONAL_STRIDE,
            .num_omega_strides =
                (end - start + rational->omega_stride - 1) / rational->omega_stride,
            .at = at,
            .omega_at = omega_at,
            .tax_class = elasticity_groups_class_of_run(&utility->groups, r),
            .labor_exponent = utility_has_groups(utility)
                                  ? utility->groups.labor_exponent[r % utility->groups.count]
                                  : utility->labor_exponent,
        };
        at += run->num_strides + 1;
        omega_at += run->num_omega_strides + 1;
        start = end;
    }
}

enum status rational_create(struct rational *rational, const struct population *population,
                            const struct preferences *preferences, const struct utility *utility,
                            const struct budget *budget, const struct welfare_settings *welfare,
                            struct error *err)
{
    *rational = (struct rational){
        .population = population,
        .preferences = preferences,
        .utility = *utility,
        .budget = budget,
        .welfare = *welfare,
        .is_linear = welfare->kind->shape == WELFARE_WEIGHTED_MEAN,
    };
    find_runs(rational);
    enum status status = allocate_sums(rational, err);

    if (!status)
        status = list_cap_candidates(rational, err);
    if (!status)
        status = fill_effort_at_cap(rational, err);
    if (status) {
        rational_free(rational);
        return status;
    }
    for (int c = 0; c < rational->num_runs; c++)
        fill_sums(rational, &rational->run[c]);
    return STATUS_OK;
}

void rational_free(struct rational *rational)
{
    free(rational->sum_potential_earnings);
    free(rational->sum_weight);
    free(rational->sum_omega);
    free(rational->sum_omega_potential_earnings);
    free(rational->suffix_sum_omega_threshold_effort);
    free(rational->cap_candidates);
    free(rational->effort_at_cap);
    free(rational->capped);
    free(rational->block_sums);
    *rational = (struct rational){0};
}
