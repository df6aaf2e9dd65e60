/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/welfare_sums.c: the sums that welfare functions are made of, and their values (model/welfare.h). */
#include "model/welfare_sums.h"

#include "base/block_sum.h"
#include "base/platform.h"
#include "model/kernel.h"
#include "model/welfare_isoelastic.h"
#include "model/welfare_kinds.h"

#include <math.h>

_Static_assert((int)WELFARE_CHUNK <= (int)KERNEL_CHUNK, "chunks go to the kernels");

void welfare_plan_init(struct welfare_plan *plan, const struct welfare_settings *settings,
                       double lowest_utility)
{
    const double floor = settings->floor_usd_per_year;

    *plan = (struct welfare_plan){
        .settings = *settings,
        .floor = {[WELFARE_FLOOR] = floor,
                  [WELFARE_FLOOR_TENTH] = 0.1 * floor,
                  [WELFARE_FLOOR_TENFOLD] = 10.0 * floor},
    };
    for (int k = 0; k < WELFARE_NUM_FLOORS; k++)
        plan->reference[k] = lowest_utility > plan->floor[k] ? lowest_utility : plan->floor[k];
}

void welfare_sums_init(struct welfare_sums *sums)
{
    *sums = (struct welfare_sums){.lowest_utility = INFINITY};
}

/* The kinds that are linear in u: omega and u / max(z, 1) need a division each.  In a loop without anything else
 * and with names that do not overlap, compilers divide four at a time. */
TARGET_CLONES
static void fill_linear(double *restrict omega, double *restrict utility_over_income,
                        const double *restrict observed_income, const double *restrict income,
                        const double *restrict utility, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const double z0 = observed_income[i] > 1000.0 ? observed_income[i] : 1000.0;
        const double z = income[i] > 1.0 ? income[i] : 1.0;

        omega[i] = 1.0 / z0;
        utility_over_income[i] = utility[i] / z;
    }
}

TARGET_CLONES
static size_t count_below(const double *utility, double floor, size_t count)
{
    long long below = 0;

    for (size_t i = 0; i < count; i++)
        below += utility[i] < floor;
    return (size_t)below;
}

TARGET_CLONES
static void sum_omega(struct welfare_sums *part, const double *omega, const double *utility,
                      const double *utility_over_income, size_t count)
{
    block_vector sum[BLOCK_VECTORS] = {{0.0}};
    block_vector square[BLOCK_VECTORS] = {{0.0}};
    block_vector with_utility[BLOCK_VECTORS] = {{0.0}};
    block_vector over_income[BLOCK_VECTORS] = {{0.0}};
    block_vector plain[BLOCK_VECTORS] = {{0.0}};
    size_t i = 0;

    for (; i + BLOCK_LANES <= count; i += BLOCK_LANES)
        for (int v = 0; v < BLOCK_VECTORS; v++) {
            const block_vector a = BLOCK_VECTOR_AT(omega + i, v);
            const block_vector u = BLOCK_VECTOR_AT(utility + i, v);

            sum[v] += a;
            square[v] += a * a;
            with_utility[v] += a * u;
            plain[v] += u;
            over_income[v] += BLOCK_VECTOR_AT(utility_over_income + i, v);
        }
    part->omega = BLOCK_SUM_OF_LANES(sum);
    part->omega_square = BLOCK_SUM_OF_LANES(square);
    part->omega_utility = BLOCK_SUM_OF_LANES(with_utility);
    part->utility = BLOCK_SUM_OF_LANES(plain);
    part->utility_over_income = BLOCK_SUM_OF_LANES(over_income);
    for (; i < count; i++) {
        part->omega += omega[i];
        part->omega_square += omega[i] * omega[i];
        part->omega_utility += omega[i] * utility[i];
        part->utility += utility[i];
        part->utility_over_income += utility_over_income[i];
    }
}

static void sum_omega_weighted(struct welfare_sums *part, const double *omega,
                               const struct welfare_chunk *chunk, const double *utility_over_income,
                               double floor, size_t count)
{
    double weighted_omega[WELFARE_CHUNK];

    part->weight = kernel_sum(chunk->weight, count);
    for (size_t i = 0; i < count; i++) {
        weighted_omega[i] = omega[i] * chunk->weight[i];
        part->at_floor += chunk->utility[i] < floor ? chunk->weight[i] : 0.0;
    }
    part->omega = kernel_sum(weighted_omega, count);
    part->omega_square = kernel_dot(weighted_omega, omega, count);
    part->omega_utility = kernel_dot(weighted_omega, chunk->utility, count);
    part->utility = kernel_dot(chunk->utility, chunk->weight, count);
    part->utility_over_income = kernel_dot(utility_over_income, chunk->weight, count);
}

/* What the kinds that are none of the sums above say of each worker. */
static void add_terms(struct welfare_sums *part, const struct welfare_plan *plan,
                      const struct welfare_chunk *chunk, size_t count)
{
    for (size_t k = 0; k < WELFARE_NUM_KINDS; k++)
        for (size_t i = 0; welfare_kinds[k]->term && i < count; i++)
            part->terms[k] += (chunk->weight ? chunk->weight[i] : 1.0) *
                              welfare_kinds[k]->term(&plan->settings, chunk->utility[i],
                                                     chunk->income[i], chunk->observed_income[i]);
}

static void add_given_weights(struct welfare_sums *part, const struct welfare_weights *weights,
                              const struct welfare_chunk *chunk, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const double a = (chunk->weight ? chunk->weight[i] : 1.0) *
                         welfare_weights_at(weights, chunk->observed_income[i]) *
                         (chunk->own_weight ? chunk->own_weight[i] : 1.0);

        part->given += a;
        part->given_utility += a * chunk->utility[i];
    }
}

void welfare_sums_add(struct welfare_sums *sums, const struct welfare_plan *plan,
                      const struct welfare_chunk *chunk, size_t count)
{
    double omega[WELFARE_CHUNK];
    double utility_over_income[WELFARE_CHUNK];
    struct welfare_sums part;

    welfare_sums_init(&part);
    part.lowest_utility = kernel_lowest(chunk->utility, count);
    fill_linear(omega, utility_over_income, chunk->observed_income, chunk->income, chunk->utility,
                count);
    if (chunk->weight) {
        sum_omega_weighted(&part, omega, chunk, utility_over_income, plan->floor[WELFARE_FLOOR],
                           count);
    } else {
        part.weight = (double)count;
        part.at_floor = (double)count_below(chunk->utility, plan->floor[WELFARE_FLOOR], count);
        sum_omega(&part, omega, chunk->utility, utility_over_income, count);
    }
    welfare_isoelastic_add(&part, plan, chunk, count);
    add_terms(&part, plan, chunk, count);
    if (welfare_weights_are_given(&plan->settings.weights))
        add_given_weights(&part, &plan->settings.weights, chunk, count);
    welfare_sums_append(sums, &part);
}

void welfare_sums_append(struct welfare_sums *sums, const struct welfare_sums *next)
{
    sums->weight += next->weight;
    sums->utility += next->utility;
    sums->lowest_utility =
        next->lowest_utility < sums->lowest_utility ? next->lowest_utility : sums->lowest_utility;
    sums->at_floor += next->at_floor;
    sums->omega += next->omega;
    sums->omega_square += next->omega_square;
    sums->omega_utility += next->omega_utility;
    sums->utility_over_income += next->utility_over_income;
    sums->given += next->given;
    sums->given_utility += next->given_utility;
    for (int k = 0; k < WELFARE_NUM_FLOORS; k++)
        sums->low[k] += next->low[k];
    sums->high += next->high;
    sums->weight_high += next->weight_high;
    sums->slope_low += next->slope_low;
    sums->slope_high += next->slope_high;
    for (size_t k = 0; k < WELFARE_NUM_KINDS; k++)
        sums->terms[k] += next->terms[k];
}

void welfare_figures_of(struct welfare_figures *figures, const struct welfare_facts *facts)
{
    const struct welfare_sums *const sums = facts->sums;

    *figures = (struct welfare_figures){
        .share_at_floor = sums->at_floor / sums->weight,
        .baseline_weights_effective_share =
            sums->omega * sums->omega / (sums->omega_square * sums->weight),
    };
    welfare_isoelastic_figures(figures, facts->plan, sums);
    for (size_t k = 0; k < WELFARE_NUM_KINDS; k++) {
        struct welfare_facts of_kind = *facts;

        of_kind.mean_of_term = welfare_kinds[k]->term ? sums->terms[k] / sums->weight : NAN;
        figures->by_kind[k] = welfare_kinds[k]->value(&of_kind);
    }
}

void welfare_measure(struct welfare_figures *figures, const struct welfare_settings *settings,
                     const struct welfare_chunk *workers, size_t count)
{
    struct welfare_plan plan;
    struct welfare_sums sums;

    welfare_plan_init(&plan, settings, kernel_lowest(workers->utility, count));
    welfare_sums_init(&sums);
    for (size_t i = 0; i < count; i += WELFARE_CHUNK) {
        const struct welfare_chunk chunk = {workers->utility + i, workers->income + i,
                                            workers->observed_income + i,
                                            workers->weight ? workers->weight + i : NULL,
                                            workers->own_weight ? workers->own_weight + i : NULL};

        welfare_sums_add(&sums, &plan, &chunk,
                         count - i < WELFARE_CHUNK ? count - i : WELFARE_CHUNK);
    }
    const struct welfare_facts facts = {
        .plan = &plan,
        .sums = &sums,
        .gini_net_income = NAN,
        .mean_income = NAN,
        .num_workers = count,
    };

    welfare_figures_of(figures, &facts);
}
