/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/rational_welfare.c: welfare of a tax system without writing a column (model/rational.h).
 * Welfare linear in u costs O(brackets) from the sums kept beforehand; the other kinds stream u
 * through the first-level cache, block by block. */
#include "base/block_sum.h"
#include "base/box_cox.h"
#include "base/elementary.h"
#include "model/fixed_weight.h"
#include "model/rational.h"
#include "model/rational_plan.h"
#include "model/welfare_isoelastic.h"

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
    const struct rational_plan *plan;
    const struct welfare_settings *settings;
    double reference; /* isoelastic: m, close to the smallest v */
};

static struct utility_line line_of_piece(const struct evaluation *evaluation,
                                         const struct rational_piece *piece)
{
    const struct preferences *const preferences = evaluation->rational->preferences;
    const struct kernel_piece *const p = &piece->kernel;
    const double intercept = p->fixed_income - p->tax_at_start + p->rebate - p->fixed_effort;

    if (piece->index % 2)
        return (struct utility_line){p->scale * (1.0 - p->marginal_rate) -
                                         p->effort_per_potential_earnings,
                                     intercept + p->marginal_rate * p->start,
                                     preferences->potential_earnings_usd_per_year};
    return (struct utility_line){-p->effort_per_threshold_effort, intercept,
                                 preferences->threshold_effort};
}

/* Utility of workers [from, to), the first of whom is in `piece`; returns the piece that holds `to`. */
static const struct rational_piece *fill_utility(const struct evaluation *evaluation,
                                                 const struct rational_piece *piece,
                                                 double *utility, size_t from, size_t to)
{
    for (size_t i = from; i < to;) {
        const size_t end = piece->end < to ? piece->end : to;
        const struct utility_line line = line_of_piece(evaluation, piece);

        kernel_affine(utility + (i - from), line.x + i, line.slope, line.intercept, end - i);
        i = end;
        piece += i == piece->end;
    }
    return piece;
}

static double utility_of_choice(const struct evaluation *evaluation,
                                const struct response_choice *choice)
{
    return choice->income_usd_per_year - choice->tax_usd_per_year +
           evaluation->plan->rebate_usd_per_year - choice->effort_usd_per_year;
}

static void patch_utility(const struct evaluation *evaluation, double *utility, size_t from,
                          size_t to)
{
    const struct rational *const rational = evaluation->rational;

    for (size_t c = rational_first_candidate(rational, from);
         c < rational->num_cap_candidates && rational->cap_candidates[c] < to; c++) {
        const size_t i = rational->cap_candidates[c];
        struct response_choice choice;

        if (rational_plan_is_capped(evaluation->plan, c, &choice))
            utility[i - from] = utility_of_choice(evaluation, &choice);
    }
}

/* v^a of a chunk; without a power, which is most of the time of a search, for an aversion of 0.5, 2 or 5. */
static void raise_to(double *v, double a, size_t count)
{
    if (a == 0.5) {
        for (size_t i = 0; i < count; i++)
            v[i] = sqrt(v[i]);
    } else if (a == -1.0) {
        for (size_t i = 0; i < count; i++)
            v[i] = 1.0 / v[i];
    } else if (a == -4.0) {
        for (size_t i = 0; i < count; i++)
            v[i] = 1.0 / (v[i] * v[i] * (v[i] * v[i]));
    } else {
        elementary_pow_array(v, v, a, count);
    }
}

/* sum of w phi(u) of a chunk, phi as the isoelastic kind needs it. */
static double isoelastic_chunk(const struct evaluation *evaluation, double *utility, size_t from,
                               size_t count)
{
    const double gamma = evaluation->settings->inequality_aversion;
    const double *const weight = evaluation->rational->population->sample_weight;

    kernel_raise(utility, evaluation->settings->floor_usd_per_year, count);
    switch (welfare_isoelastic_phi(gamma)) {
    case WELFARE_PHI_LOG:
        return weight ? kernel_weighted_sum_log(utility, weight + from, count)
                      : kernel_sum_log(utility, count);
    case WELFARE_PHI_NEAR_LOG:
        kernel_affine(utility, utility, 1.0 / evaluation->reference, 0.0, count);
        box_cox_array(utility, utility, 1.0 - gamma, count);
        break;
    case WELFARE_PHI_POWER:
        kernel_affine(utility, utility, 1.0 / evaluation->reference, 0.0, count);
        raise_to(utility, 1.0 - gamma, count);
        break;
    }
    return weight ? kernel_dot(utility, weight + from, count) : kernel_sum(utility, count);
}

static double isoelastic_block(const struct evaluation *evaluation, size_t block)
{
    const size_t n = evaluation->rational->population->num_workers;
    const size_t end = block_end(block, n);
    const struct rational_piece *piece = rational_plan_piece(evaluation->plan, block_start(block));
    _Alignas(64) double utility[KERNEL_CHUNK];
    double sum = 0.0;

    for (size_t from = block_start(block); from < end; from += KERNEL_CHUNK) {
        const size_t count = end - from < KERNEL_CHUNK ? end - from : KERNEL_CHUNK;

        piece = fill_utility(evaluation, piece, utility, from, from + count);
        if (evaluation->plan->has_cap)
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

/* The lowest utility of those who are first in a run: of all but workers at the cap. */
static double first_utility(const struct evaluation *evaluation)
{
    double lowest = INFINITY;

    for (int c = 0; c < evaluation->rational->num_runs; c++) {
        const struct rational_run *const run = &evaluation->rational->run[c];
        double utility[1];

        if (run->start == run->end)
            continue;
        fill_utility(evaluation, rational_plan_piece(evaluation->plan, run->start), utility,
                     run->start, run->start + 1);
        if (evaluation->plan->has_cap)
            patch_utility(evaluation, utility, run->start, run->start + 1);
        lowest = utility[0] < lowest ? utility[0] : lowest;
    }
    return lowest;
}

static double isoelastic_welfare(struct evaluation *evaluation, int parallel)
{
    const double floor = evaluation->settings->floor_usd_per_year;
    const double lowest = first_utility(evaluation);

    evaluation->reference = lowest > floor ? lowest : floor;
    const double mean = sum_over_blocks(evaluation, parallel) / evaluation->rational->total_weight;

    return welfare_isoelastic_equivalent(mean, evaluation->reference,
                                         evaluation->settings->inequality_aversion);
}

/* Sums over a run of a, a Z before worker i, and of a P from worker i on. */
struct linear_sums {
    double omega, omega_potential_earnings, omega_threshold_effort;
};

static double omega_at(const struct rational *rational, size_t i)
{
    const struct population *const population = rational->population;
    const double weight = population_sample_weight(population, i);

    return weight * fixed_weight_of(&rational->welfare, population, i);
}

static struct linear_sums linear_sums_at(const struct rational *rational,
                                         const struct rational_run *run, size_t i)
{
    const struct preferences *const preferences = rational->preferences;
    const size_t stride = rational->omega_stride;
    const size_t s = (i - run->start) / stride;
    const size_t from = run->start + s * stride;
    const size_t at = run->omega_at + s;
    struct linear_sums sums = {rational->sum_omega[at], rational->sum_omega_potential_earnings[at],
                               rational->suffix_sum_omega_threshold_effort[at]};

    for (size_t k = from; k < i; k++) {
        const double a = omega_at(rational, k);

        sums.omega += a;
        sums.omega_potential_earnings += a * preferences->potential_earnings_usd_per_year[k];
    }
    if (i == from)
        return sums;
    sums.omega_threshold_effort = 0.0;
    if (i == run->end)
        return sums;
    const size_t next = from + stride < run->end ? from + stride : run->end;

    for (size_t k = next; k-- > i;)
        sums.omega_threshold_effort += omega_at(rational, k) * preferences->threshold_effort[k];
    sums.omega_threshold_effort += rational->suffix_sum_omega_threshold_effort[at + 1];
    return sums;
}

/* What the cap costs in linear welfare. */
static double linear_cap_change(const struct evaluation *evaluation)
{
    const struct rational *const rational = evaluation->rational;
    double change = 0.0;

    for (size_t c = 0; evaluation->plan->has_cap && c < rational->num_cap_candidates; c++) {
        const size_t i = rational->cap_candidates[c];
        struct response_choice choice;

        if (!rational_plan_is_capped(evaluation->plan, c, &choice))
            continue;
        const struct response_choice free_choice = rational_plan_free_choice(evaluation->plan, i);

        change += omega_at(rational, i) * (utility_of_choice(evaluation, &choice) -
                                           utility_of_choice(evaluation, &free_choice));
    }
    return change;
}

static double linear_welfare(const struct evaluation *evaluation)
{
    const struct rational *const rational = evaluation->rational;
    const struct rational_plan *const plan = evaluation->plan;
    struct linear_sums before = {0};
    double sum = linear_cap_change(evaluation);

    for (int k = 0; k < plan->num_pieces; k++) {
        const struct rational_piece *const piece = &plan->piece[k];
        const struct rational_run *const run = &rational->run[piece->run];

        if (k == 0 || piece->run != piece[-1].run)
            before = linear_sums_at(rational, run, run->start);
        const struct linear_sums after = linear_sums_at(rational, run, piece->end);
        const struct utility_line line = line_of_piece(evaluation, piece);
        const double weighted_x =
            piece->index % 2 ? after.omega_potential_earnings - before.omega_potential_earnings
                             : before.omega_threshold_effort - after.omega_threshold_effort;

        sum += line.intercept * (after.omega - before.omega) + line.slope * weighted_x;
        before = after;
    }
    return sum / rational->total_omega;
}

static double rawlsian_welfare(const struct evaluation *evaluation)
{
    const struct rational *const rational = evaluation->rational;
    double lowest = first_utility(evaluation);

    for (size_t c = 0; evaluation->plan->has_cap && c < rational->num_cap_candidates; c++) {
        struct response_choice choice;

        if (!rational_plan_is_capped(evaluation->plan, c, &choice))
            continue;
        const double utility = utility_of_choice(evaluation, &choice);

        lowest = utility < lowest ? utility : lowest;
    }
    return lowest;
}

bool rational_has_welfare(const struct welfare_kind *kind)
{
    return kind->shape != WELFARE_OTHER;
}

/* -INFINITY for a kind without a fast way, or whose sums were not prepared. */
static double welfare_of(struct evaluation *evaluation, int parallel)
{
    switch (evaluation->settings->kind->shape) {
    case WELFARE_POWER_MEAN:
        return isoelastic_welfare(evaluation, parallel);
    case WELFARE_LOWEST:
        return rawlsian_welfare(evaluation);
    case WELFARE_WEIGHTED_MEAN:
        return evaluation->rational->welfare.kind == evaluation->settings->kind
                   ? linear_welfare(evaluation)
                   : -INFINITY;
    case WELFARE_OTHER:
        break;
    }
    return -INFINITY;
}

double rational_welfare(const struct rational *rational, const struct tax_system *tax_system,
                        const struct welfare_settings *settings, int parallel)
{
    struct rational_plan plan;
    struct evaluation evaluation = {.rational = rational, .plan = &plan, .settings = settings};

    if (rational_plan_init(&plan, rational, tax_system, NULL))
        return -INFINITY;
    rational_plan_pay(&plan, plan.mean_tax_usd_per_year -
                                 rational->budget->public_spending_usd_per_worker);
    const double welfare = welfare_of(&evaluation, parallel);

    rational_plan_free(&plan);
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
                                  const struct tax_system *tax_system, double tolerance_usd)
{
    size_t count = 0;

    for (int c = 0; c < rational->num_runs; c++) {
        const struct rational_run *const run = &rational->run[c];
        struct response response;

        response_init(&response, tax_system_schedule(tax_system, run->tax_class),
                      &rational->utility, run->labor_exponent);
#pragma omp parallel for schedule(static) reduction(+ : count)
        for (size_t i = run->start; i < run->end; i++)
            count += margin_of_worker(&response,
                                      rational->preferences->potential_earnings_usd_per_year[i],
                                      rational->preferences->threshold_effort[i],
                                      rational_income_cap(rational, i)) < tolerance_usd;
    }
    return count;
}
