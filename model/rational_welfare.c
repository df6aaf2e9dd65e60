/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/rational_welfare.c: welfare of a schedule without writing a column (model/rational.h).
 * Welfare linear in u costs O(brackets) from the sums kept beforehand; the other kinds stream u
 * through the first-level cache, block by block. */
#include "base/block_sum.h"
#include "base/elementary.h"
#include "model/kernel.h"
#include "model/rational.h"
#include "model/units.h"

#include <math.h>
#include <stdlib.h>

/* Utility inside a piece is slope x + intercept, x = Z inside a bracket and P at a threshold. */
struct utility_line {
    double slope;
    double intercept;
    const double *x;
};

struct evaluation {
    const struct rational *rational;
    const struct response *response;
    const struct response_pieces *pieces;
    const struct welfare_settings *settings;
    double rebate;
    double reference; /* isoelastic: m, close to the smallest v */
    int has_cap;
};

static struct utility_line line_of_piece(const struct evaluation *evaluation, int k)
{
    const struct preferences *const preferences = evaluation->rational->preferences;
    const int index = evaluation->pieces->piece[k];
    struct kernel_piece p;

    rational_piece(&p, evaluation->response, index, evaluation->rebate);
    const double intercept = p.fixed_income - p.tax_at_start + p.rebate - p.fixed_effort;

    if (index % 2)
        return (struct utility_line){p.scale * (1.0 - p.marginal_rate) -
                                         p.effort_per_potential_earnings,
                                     intercept + p.marginal_rate * p.start,
                                     preferences->potential_earnings_usd_per_year};
    return (struct utility_line){-p.effort_per_threshold_effort, intercept,
                                 preferences->threshold_effort};
}

static void fill_utility(const struct evaluation *evaluation, double *utility, size_t from,
                         size_t to)
{
    int k = 0;

    while (evaluation->pieces->end[k] <= from)
        k++;
    for (size_t i = from; i < to; k++) {
        const size_t end = evaluation->pieces->end[k] < to ? evaluation->pieces->end[k] : to;
        const struct utility_line line = line_of_piece(evaluation, k);

        kernel_affine(utility + (i - from), line.x + i, line.slope, line.intercept, end - i);
        i = end;
    }
}

static double utility_of_choice(const struct evaluation *evaluation,
                                const struct response_choice *choice)
{
    return choice->income_usd_per_year - choice->tax_usd_per_year + evaluation->rebate -
           choice->effort_usd_per_year;
}

static void patch_utility(const struct evaluation *evaluation, double *utility, size_t from,
                          size_t to)
{
    const struct rational *const rational = evaluation->rational;

    for (size_t c = rational_first_candidate(rational, from);
         c < rational->num_cap_candidates && rational->cap_candidates[c] < to; c++) {
        const size_t i = rational->cap_candidates[c];
        struct response_choice choice;

        if (rational_is_capped(rational, evaluation->response, i, &choice))
            utility[i - from] = utility_of_choice(evaluation, &choice);
    }
}

/* sum of w phi(u) of a chunk, phi as the isoelastic kind needs it. */
static double isoelastic_chunk(const struct evaluation *evaluation, double *utility, size_t from,
                               size_t count)
{
    const double gamma = evaluation->settings->inequality_aversion;
    const double *const weight = evaluation->rational->population->sample_weight;

    kernel_raise(utility, evaluation->settings->floor_usd_per_year, count);
    if (gamma == 1.0)
        return weight ? kernel_weighted_sum_log(utility, weight + from, count)
                      : kernel_sum_log(utility, count);
    if (gamma != 0.0) {
        kernel_affine(utility, utility, 1.0 / evaluation->reference, 0.0, count);
        elementary_pow_array(utility, utility, 1.0 - gamma, count);
    }
    return weight ? kernel_dot(utility, weight + from, count) : kernel_sum(utility, count);
}

static double isoelastic_block(const struct evaluation *evaluation, size_t block)
{
    const size_t n = evaluation->rational->population->num_workers;
    const size_t end = block_end(block, n);
    _Alignas(64) double utility[KERNEL_CHUNK];
    double sum = 0.0;

    for (size_t from = block_start(block); from < end; from += KERNEL_CHUNK) {
        const size_t count = end - from < KERNEL_CHUNK ? end - from : KERNEL_CHUNK;

        fill_utility(evaluation, utility, from, from + count);
        if (evaluation->has_cap)
            patch_utility(evaluation, utility, from, from + count);
        sum += isoelastic_chunk(evaluation, utility, from, count);
    }
    return sum;
}

/* Block sums added in order, whoever computed them. */
static double sum_over_blocks(const struct evaluation *evaluation, int parallel)
{
    const size_t n = evaluation->rational->population->num_workers;
    const size_t num_blocks = block_count(n);
    double *const sums = parallel ? malloc(num_blocks * sizeof *sums) : NULL;
    double total = 0.0;

    if (!sums) {
        for (size_t b = 0; b < num_blocks; b++)
            total += isoelastic_block(evaluation, b);
        return total;
    }
#pragma omp parallel for schedule(static)
    for (size_t b = 0; b < num_blocks; b++)
        sums[b] = isoelastic_block(evaluation, b);
    for (size_t b = 0; b < num_blocks; b++)
        total += sums[b];
    free(sums);
    return total;
}

static double first_utility(const struct evaluation *evaluation)
{
    double utility[1];

    fill_utility(evaluation, utility, 0, 1);
    if (evaluation->has_cap)
        patch_utility(evaluation, utility, 0, 1);
    return utility[0];
}

static double isoelastic_welfare(struct evaluation *evaluation, int parallel)
{
    const double gamma = evaluation->settings->inequality_aversion;
    const double floor = evaluation->settings->floor_usd_per_year;
    const double lowest = first_utility(evaluation);

    evaluation->reference = lowest > floor ? lowest : floor;
    const double mean = sum_over_blocks(evaluation, parallel) / evaluation->rational->total_weight;

    if (gamma == 1.0)
        return elementary_exp(mean);
    if (gamma == 0.0)
        return mean;
    return evaluation->reference * elementary_pow(mean, 1.0 / (1.0 - gamma));
}

/* Sums of a, a Z before worker i, and of a P from worker i on. */
struct linear_sums {
    double omega, omega_potential_earnings, omega_threshold_effort;
};

static double omega_at(const struct rational *rational, size_t i)
{
    const struct population *const population = rational->population;
    const double weight = population->sample_weight ? population->sample_weight[i] : 1.0;

    if (rational->linear_kind == WELFARE_UTILITARIAN)
        return weight;
    return weight * welfare_baseline_weight(population_observed_income(population, i));
}

static struct linear_sums linear_sums_at(const struct rational *rational, size_t i)
{
    const struct preferences *const preferences = rational->preferences;
    const size_t n = rational->population->num_workers;
    const size_t s = i / RATIONAL_STRIDE;
    struct linear_sums sums = {rational->sum_omega[s], rational->sum_omega_potential_earnings[s],
                               0.0};

    for (size_t k = s * RATIONAL_STRIDE; k < i; k++) {
        const double a = omega_at(rational, k);

        sums.omega += a;
        sums.omega_potential_earnings += a * preferences->potential_earnings_usd_per_year[k];
    }
    if (i < n) {
        const size_t next = (s + 1) * RATIONAL_STRIDE < n ? (s + 1) * RATIONAL_STRIDE : n;

        for (size_t k = next; k-- > i;)
            sums.omega_threshold_effort += omega_at(rational, k) * preferences->threshold_effort[k];
        sums.omega_threshold_effort += rational->suffix_sum_omega_threshold_effort[s + 1];
    }
    return sums;
}

/* What the cap costs in linear welfare. */
static double linear_cap_change(const struct evaluation *evaluation)
{
    const struct rational *const rational = evaluation->rational;
    double change = 0.0;

    for (size_t c = 0; evaluation->has_cap && c < rational->num_cap_candidates; c++) {
        const size_t i = rational->cap_candidates[c];
        struct response_choice choice;

        if (!rational_is_capped(rational, evaluation->response, i, &choice))
            continue;
        const struct response_choice free_choice =
            response_choose(evaluation->response,
                            rational->preferences->potential_earnings_usd_per_year[i],
                            rational->preferences->threshold_effort[i], INFINITY);

        change += omega_at(rational, i) * (utility_of_choice(evaluation, &choice) -
                                           utility_of_choice(evaluation, &free_choice));
    }
    return change;
}

static double linear_welfare(const struct evaluation *evaluation)
{
    const struct rational *const rational = evaluation->rational;
    struct linear_sums before = linear_sums_at(rational, 0);
    double sum = linear_cap_change(evaluation);

    for (int k = 0; k < evaluation->pieces->count; k++) {
        const struct linear_sums after = linear_sums_at(rational, evaluation->pieces->end[k]);
        const struct utility_line line = line_of_piece(evaluation, k);
        const double weighted_x =
            evaluation->pieces->piece[k] % 2
                ? after.omega_potential_earnings - before.omega_potential_earnings
                : before.omega_threshold_effort - after.omega_threshold_effort;

        sum += line.intercept * (after.omega - before.omega) + line.slope * weighted_x;
        before = after;
    }
    return sum / rational->sum_omega[rational->num_strides];
}

static double rawlsian_welfare(const struct evaluation *evaluation)
{
    const struct rational *const rational = evaluation->rational;
    double lowest = first_utility(evaluation);

    for (size_t c = 0; evaluation->has_cap && c < rational->num_cap_candidates; c++) {
        struct response_choice choice;

        if (!rational_is_capped(rational, evaluation->response, rational->cap_candidates[c],
                                &choice))
            continue;
        const double utility = utility_of_choice(evaluation, &choice);

        lowest = utility < lowest ? utility : lowest;
    }
    return lowest;
}

int rational_has_welfare(enum welfare_kind kind)
{
    return kind == WELFARE_ISOELASTIC || kind == WELFARE_UTILITARIAN || kind == WELFARE_RAWLSIAN ||
           kind == WELFARE_INVERSE_INCOME_BASELINE;
}

double rational_welfare(const struct rational *rational, const struct tax_schedule *schedule,
                        const struct welfare_settings *settings, int parallel)
{
    const struct preferences *const preferences = rational->preferences;
    struct response response;
    struct response_pieces pieces;

    response_init(&response, schedule, &rational->utility);
    response_locate(&response, preferences->potential_earnings_usd_per_year,
                    preferences->threshold_effort, rational->population->num_workers, &pieces);
    struct evaluation evaluation = {
        .rational = rational,
        .response = &response,
        .pieces = &pieces,
        .settings = settings,
        .rebate = rational_mean_tax(rational, &response, &pieces) -
                  rational->budget->public_spending_usd_per_worker,
        .has_cap = response.max_scale * rational->max_full_hours > MAX_HOURS_PER_WEEK,
    };
    double welfare = -INFINITY;

    if (settings->objective == WELFARE_ISOELASTIC)
        welfare = isoelastic_welfare(&evaluation, parallel);
    else if (settings->objective == WELFARE_RAWLSIAN)
        welfare = rawlsian_welfare(&evaluation);
    else if (rational->sum_omega && settings->objective == rational->linear_kind)
        welfare = linear_welfare(&evaluation);
    return isfinite(welfare) ? welfare : -INFINITY;
}

/* Difference in utility between the best choice and the best one whose income differs from it by
 * more than 0.1%: what it would take to make the worker jump. */
static double margin_of_worker(const struct response *response, double potential_earnings,
                               double threshold_effort, double cap)
{
    const struct response_choice best =
        response_choose(response, potential_earnings, threshold_effort, cap);
    const double best_utility =
        best.income_usd_per_year - best.tax_usd_per_year - best.effort_usd_per_year;
    double second = -INFINITY;

    for (int j = 0; j < response->schedule.num_brackets; j++) {
        struct response_choice other;

        if (!response_choose_in_bracket(response, j, potential_earnings, threshold_effort, cap,
                                        &other))
            break;
        const double utility =
            other.income_usd_per_year - other.tax_usd_per_year - other.effort_usd_per_year;

        if (fabs(other.income_usd_per_year - best.income_usd_per_year) >
                1e-3 * best.income_usd_per_year &&
            utility > second)
            second = utility;
    }
    return best_utility - second;
}

size_t rational_count_indifferent(const struct rational *rational,
                                  const struct tax_schedule *schedule, double tolerance_usd)
{
    struct response response;
    size_t count = 0;

    response_init(&response, schedule, &rational->utility);
#pragma omp parallel for schedule(static) reduction(+ : count)
    for (size_t i = 0; i < rational->population->num_workers; i++)
        count +=
            margin_of_worker(&response, rational->preferences->potential_earnings_usd_per_year[i],
                             rational->preferences->threshold_effort[i],
                             rational_income_cap(rational, i)) < tolerance_usd;
    return count;
}
