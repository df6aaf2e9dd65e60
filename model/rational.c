/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/rational.c: what is kept of sorted rational workers, and their taxes (model/rational.h). */
#include "model/rational.h"

#include "base/block_sum.h"
#include "base/elementary.h"
#include "base/memory.h"
#include "model/kernel.h"
#include "model/units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The largest s_j: a rate of -1 everywhere, s = 2^(1/(delta-1)). */
static double largest_scale(const struct utility *utility)
{
    return elementary_pow(2.0, 1.0 / (utility->labor_exponent - 1.0)) * (1.0 + 1e-12);
}

double rational_income_cap(const struct rational *rational, size_t i)
{
    return population_annual_pay_per_hour(rational->population, i) * MAX_HOURS_PER_WEEK;
}

static enum status list_cap_candidates(struct rational *rational, struct error *err)
{
    const size_t n = rational->population->num_workers;
    const double scale = largest_scale(&rational->utility);
    const double *const potential_earnings = rational->preferences->potential_earnings_usd_per_year;
    size_t count = 0;
    double max_full_hours = 0.0;

#pragma omp parallel for schedule(static) reduction(+ : count) reduction(max : max_full_hours)
    for (size_t i = 0; i < n; i++) {
        const double cap = rational_income_cap(rational, i);
        const double full_hours = potential_earnings[i] / cap * MAX_HOURS_PER_WEEK;

        count += scale * potential_earnings[i] > cap;
        max_full_hours = full_hours > max_full_hours ? full_hours : max_full_hours;
    }
    rational->max_full_hours = max_full_hours;
    void *candidates = NULL;
    void *capped = NULL;

    TRY(memory_allocate(&candidates, count, sizeof(uint32_t), "workers near the cap", err));
    rational->cap_candidates = candidates;
    TRY(memory_allocate(&capped, count, sizeof(uint32_t), "workers at the cap", err));
    rational->capped = capped;
    for (size_t i = 0; i < n; i++)
        if (scale * potential_earnings[i] > rational_income_cap(rational, i))
            rational->cap_candidates[rational->num_cap_candidates++] = (uint32_t)i;
    return STATUS_OK;
}

static double weight_of(const struct rational *rational, size_t i)
{
    const double *const weight = rational->population->sample_weight;

    return weight ? weight[i] : 1.0;
}

/* omega_i before scaling (model/welfare.h). */
static double omega_of(const struct rational *rational, size_t i)
{
    const struct population *const population = rational->population;

    if (rational->linear_kind == WELFARE_UTILITARIAN)
        return 1.0;
    return welfare_baseline_weight(population_observed_income(population, i));
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

static enum status allocate_sums(struct rational *rational, int is_linear, struct error *err)
{
    const size_t count = rational->num_strides + 1;
    const size_t num_blocks = block_count(rational->population->num_workers);
    double **const arrays[] = {&rational->sum_potential_earnings, &rational->sum_weight,
                               &rational->sum_omega, &rational->sum_omega_potential_earnings,
                               &rational->suffix_sum_omega_threshold_effort};
    const int wanted[] = {1, rational->population->sample_weight != NULL, is_linear, is_linear,
                          is_linear};
    void *memory = NULL;

    for (int k = 0; k < 5; k++)
        if (wanted[k]) {
            TRY(memory_allocate(&memory, count, sizeof(double), "sums over workers", err));
            *arrays[k] = memory;
        }
    TRY(memory_allocate(&memory, num_blocks * RATIONAL_BLOCK_SUMS, sizeof(double), "block sums",
                        err));
    rational->block_sums = memory;
    return STATUS_OK;
}

static void fill_sums(struct rational *rational)
{
    const size_t n = rational->population->num_workers;
    const double *const potential_earnings = rational->preferences->potential_earnings_usd_per_year;
    const double *const threshold_effort = rational->preferences->threshold_effort;

#pragma omp parallel for schedule(static)
    for (size_t s = 0; s < rational->num_strides; s++) {
        double weights = 0.0;
        double full = 0.0;
        double omega = 0.0;
        double omega_full = 0.0;
        double omega_threshold = 0.0;

        for (size_t i = s * RATIONAL_STRIDE; i < n && i < (s + 1) * RATIONAL_STRIDE; i++) {
            const double w = weight_of(rational, i);
            const double a = rational->sum_omega ? w * omega_of(rational, i) : 0.0;

            weights += w;
            full += w * potential_earnings[i];
            omega += a;
            omega_full += a * potential_earnings[i];
            omega_threshold += a * threshold_effort[i];
        }
        rational->sum_potential_earnings[s + 1] = full;
        if (rational->sum_weight)
            rational->sum_weight[s + 1] = weights;
        if (rational->sum_omega) {
            rational->sum_omega[s + 1] = omega;
            rational->sum_omega_potential_earnings[s + 1] = omega_full;
            rational->suffix_sum_omega_threshold_effort[s] = omega_threshold;
        }
    }
    accumulate(rational->sum_potential_earnings, rational->num_strides);
    if (rational->sum_weight)
        accumulate(rational->sum_weight, rational->num_strides);
    if (rational->sum_omega) {
        accumulate(rational->sum_omega, rational->num_strides);
        accumulate(rational->sum_omega_potential_earnings, rational->num_strides);
        accumulate_backwards(rational->suffix_sum_omega_threshold_effort, rational->num_strides);
    }
}

enum status rational_create(struct rational *rational, const struct population *population,
                            const struct preferences *preferences, const struct utility *utility,
                            const struct budget *budget, enum welfare_kind linear_kind,
                            struct error *err)
{
    const int is_linear =
        linear_kind == WELFARE_UTILITARIAN || linear_kind == WELFARE_INVERSE_INCOME_BASELINE;

    *rational = (struct rational){
        .population = population,
        .preferences = preferences,
        .utility = *utility,
        .budget = budget,
        .num_strides = (population->num_workers + RATIONAL_STRIDE - 1) / RATIONAL_STRIDE,
        .linear_kind = linear_kind,
    };
    enum status status = allocate_sums(rational, is_linear, err);

    if (!status)
        status = list_cap_candidates(rational, err);
    if (status) {
        rational_free(rational);
        return status;
    }
    fill_sums(rational);
    rational->total_weight = rational->sum_weight ? rational->sum_weight[rational->num_strides]
                                                  : (double)population->num_workers;
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
    free(rational->capped);
    free(rational->block_sums);
    *rational = (struct rational){0};
}

void rational_piece(struct kernel_piece *piece, const struct response *response, int index,
                    double rebate)
{
    const struct tax_schedule *const schedule = &response->schedule;
    const int bracket = index / 2;
    const double q = response->fixed_cost_usd_per_year;

    *piece = (struct kernel_piece){
        .start = schedule->start_usd_per_year[bracket],
        .tax_at_start = schedule->tax_at_start_usd_per_year[bracket],
        .rebate = rebate,
    };
    if (index == RESPONSE_NOT_WORKING)
        return;
    piece->fixed_effort = q;
    if (index % 2) { /* inside the bracket */
        piece->scale = response->scale[bracket];
        piece->marginal_rate = schedule->marginal_rate[bracket];
        piece->effort_per_potential_earnings = response->effort_scale[bracket];
    } else {
        piece->fixed_income = schedule->start_usd_per_year[bracket];
        piece->effort_per_threshold_effort = response->threshold_power[bracket];
    }
}

/* Sum of w or w Z over workers [0, i). */
static double weight_before(const struct rational *rational, size_t i)
{
    if (!rational->sum_weight)
        return (double)i;
    double sum = rational->sum_weight[i / RATIONAL_STRIDE];

    for (size_t k = i / RATIONAL_STRIDE * RATIONAL_STRIDE; k < i; k++)
        sum += rational->population->sample_weight[k];
    return sum;
}

static double potential_earnings_before(const struct rational *rational, size_t i)
{
    const double *const potential_earnings = rational->preferences->potential_earnings_usd_per_year;
    const size_t from = i / RATIONAL_STRIDE * RATIONAL_STRIDE;
    const double sum = rational->sum_potential_earnings[i / RATIONAL_STRIDE];

    return sum + (rational->sum_weight
                      ? kernel_dot(potential_earnings + from,
                                   rational->population->sample_weight + from, i - from)
                      : kernel_sum(potential_earnings + from, i - from));
}

size_t rational_first_candidate(const struct rational *rational, size_t worker)
{
    size_t low = 0;
    size_t high = rational->num_cap_candidates;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (rational->cap_candidates[middle] < worker)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int rational_is_capped(const struct rational *rational, const struct response *response, size_t i,
                       struct response_choice *choice)
{
    const double potential_earnings = rational->preferences->potential_earnings_usd_per_year[i];
    const double threshold_effort = rational->preferences->threshold_effort[i];
    const double cap = rational_income_cap(rational, i);

    if (response->max_scale * potential_earnings <= cap)
        return 0;
    *choice = response_choose(response, potential_earnings, threshold_effort, INFINITY);
    if (choice->income_usd_per_year <= cap)
        return 0;
    *choice = response_choose(response, potential_earnings, threshold_effort, cap);
    return 1;
}

/* What capped workers owe less than they would without the cap. */
static double tax_lost_to_cap(const struct rational *rational, const struct response *response)
{
    double lost = 0.0;

    if (response->max_scale * rational->max_full_hours <= MAX_HOURS_PER_WEEK)
        return 0.0;
    for (size_t c = 0; c < rational->num_cap_candidates; c++) {
        const size_t i = rational->cap_candidates[c];
        struct response_choice choice;

        if (!rational_is_capped(rational, response, i, &choice))
            continue;
        const struct response_choice free_choice =
            response_choose(response, rational->preferences->potential_earnings_usd_per_year[i],
                            rational->preferences->threshold_effort[i], INFINITY);

        lost += weight_of(rational, i) * (free_choice.tax_usd_per_year - choice.tax_usd_per_year);
    }
    return lost;
}

double rational_mean_tax(const struct rational *rational, const struct response *response,
                         const struct response_pieces *pieces)
{
    double revenue = 0.0;
    double weight_from = 0.0;
    double full_from = 0.0;

    for (int k = 0; k < pieces->count; k++) {
        const double weight_to = weight_before(rational, pieces->end[k]);
        const double full_to = potential_earnings_before(rational, pieces->end[k]);
        struct kernel_piece p;

        rational_piece(&p, response, pieces->piece[k], 0.0);
        revenue += (weight_to - weight_from) * (p.tax_at_start - p.marginal_rate * p.start) +
                   (full_to - full_from) * (p.marginal_rate * p.scale);
        weight_from = weight_to;
        full_from = full_to;
    }
    return (revenue - tax_lost_to_cap(rational, response)) / rational->total_weight;
}
