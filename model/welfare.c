/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/welfare.h"

#include "base/block_sum.h"
#include "base/elementary.h"
#include "base/platform.h"
#include "model/kernel.h"

#include <math.h>
#include <string.h>

const char *const welfare_names[WELFARE_NUM_KINDS] = {
    [WELFARE_ISOELASTIC] = "isoelastic",
    [WELFARE_UTILITARIAN] = "utilitarian",
    [WELFARE_RAWLSIAN] = "rawlsian",
    [WELFARE_INVERSE_INCOME_BASELINE] = "inverse_income_baseline",
    [WELFARE_INVERSE_INCOME] = "inverse_income",
    [WELFARE_EQUALITY_X_PRODUCTIVITY] = "equality_x_productivity",
};

const char *const welfare_summaries[WELFARE_NUM_KINDS] = {
    [WELFARE_ISOELASTIC] = "utility that, given to everybody, is worth as much as the actual ones, "
                           "USD (Atkinson 1970)",
    [WELFARE_UTILITARIAN] = "mean utility, USD",
    [WELFARE_RAWLSIAN] = "lowest utility, USD",
    [WELFARE_INVERSE_INCOME_BASELINE] =
        "mean utility weighted by one over observed income, USD (in "
        "the spirit of Saez and Stantcheva 2016)",
    [WELFARE_INVERSE_INCOME] = "sum of utility over chosen income (Karten et al. 2025); rewards "
                               "idleness, for reproduction only",
    [WELFARE_EQUALITY_X_PRODUCTIVITY] = "one minus the Gini of net income, times mean income, USD "
                                        "(Zheng et al. 2022)",
};

_Static_assert((int)WELFARE_CHUNK <= (int)KERNEL_CHUNK, "chunks go to the kernels");

void welfare_plan_init(struct welfare_plan *plan, const struct welfare_settings *settings,
                       double lowest_utility)
{
    const double floor = settings->floor_usd_per_year;

    *plan = (struct welfare_plan){
        .inequality_aversion = settings->inequality_aversion,
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

static double sum_of(const double *x, const double *weight, size_t count)
{
    return weight ? kernel_dot(x, weight, count) : kernel_sum(x, count);
}

/* The kinds that are linear in u, in one pass: omega and 1/max(z, 1) need a division each. */
TARGET_CLONES
static void fill_linear(double *omega, double *utility_over_income, double *lowest,
                        size_t *num_below, const struct welfare_chunk *chunk, double floor,
                        size_t count)
{
    const double *const utility = chunk->utility;
    double low[BLOCK_LANES];
    long long below = 0;

    for (size_t k = 0; k < BLOCK_LANES; k++)
        low[k] = INFINITY;
    for (size_t i = 0; i < count; i++) {
        const double z0 = chunk->observed_income[i];
        const double z = chunk->income[i];

        omega[i] = 1.0 / (z0 > 1000.0 ? z0 : 1000.0);
        utility_over_income[i] = utility[i] / (z > 1.0 ? z : 1.0);
        below += utility[i] < floor;
    }
    for (size_t i = 0; i + BLOCK_LANES <= count; i += BLOCK_LANES)
        for (size_t k = 0; k < BLOCK_LANES; k++)
            low[k] = utility[i + k] < low[k] ? utility[i + k] : low[k];
    for (size_t i = count / BLOCK_LANES * BLOCK_LANES; i < count; i++)
        low[0] = utility[i] < low[0] ? utility[i] : low[0];
    for (size_t k = 0; k < BLOCK_LANES; k++)
        *lowest = low[k] < *lowest ? low[k] : *lowest;
    *num_below = (size_t)below;
}

TARGET_CLONES
static void sum_omega(struct welfare_sums *part, const double *omega, const double *utility,
                      const double *utility_over_income, size_t count)
{
    block_lanes sum = {0.0};
    block_lanes square = {0.0};
    block_lanes with_utility = {0.0};
    block_lanes over_income = {0.0};
    block_lanes plain = {0.0};
    size_t i = 0;

    for (; i + BLOCK_LANES <= count; i += BLOCK_LANES) {
        const block_lanes a = BLOCK_LANES_AT(omega + i);
        const block_lanes u = BLOCK_LANES_AT(utility + i);

        sum += a;
        square += a * a;
        with_utility += a * u;
        plain += u;
        over_income += BLOCK_LANES_AT(utility_over_income + i);
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

/* x^n by squaring. */
TARGET_CLONES
static void raise_to_integer(double *out, double *x, unsigned n, size_t count)
{
    for (size_t i = 0; i < count; i++)
        out[i] = n & 1 ? x[i] : 1.0;
    while (n >>= 1)
        for (size_t i = 0; i < count; i++) {
            x[i] *= x[i];
            out[i] *= n & 1 ? x[i] : 1.0;
        }
}

/* slope[i] = (v/m)^(-gamma) and phi[i] = (v/m)^(1-gamma), both at most 1 for gamma >= 1. */
TARGET_CLONES
static void fill_powers(double *phi, double *slope, const double *v, double reference, double gamma,
                        size_t count)
{
    const double scale = 1.0 / reference;

    for (size_t i = 0; i < count; i++)
        phi[i] = reference / v[i];
    if (gamma == floor(gamma)) /* settings allow at most 100 */
        raise_to_integer(slope, phi, (unsigned)gamma, count);
    else
        elementary_pow_array(slope, phi, gamma, count);
    for (size_t i = 0; i < count; i++)
        phi[i] = slope[i] * (v[i] * scale);
}

/* sum of w phi at one floor; slope[] as above. */
static double sum_phi(double *slope, const double *v, const double *weight, double reference,
                      double gamma, size_t count)
{
    double phi[WELFARE_CHUNK];

    fill_powers(phi, slope, v, reference, gamma, count);
    if (gamma == 1.0)
        return weight ? kernel_weighted_sum_log(v, weight, count) : kernel_sum_log(v, count);
    return sum_of(phi, weight, count);
}

static void add_isoelastic(struct welfare_sums *part, const struct welfare_plan *plan,
                           const struct welfare_chunk *chunk, size_t count)
{
    const double gamma = plan->inequality_aversion;
    double slope[WELFARE_CHUNK];

    if (part->lowest_utility >= plan->floor[WELFARE_FLOOR_TENFOLD]) {
        part->high = sum_phi(slope, chunk->utility, chunk->weight,
                             plan->reference[WELFARE_FLOOR_TENFOLD], gamma, count);
        part->slope_high = sum_of(slope, chunk->weight, count);
        return;
    }
    for (int k = WELFARE_NUM_FLOORS - 1; k >= 0; k--) { /* the floor itself last: its slope stays */
        double v[WELFARE_CHUNK];

        memcpy(v, chunk->utility, count * sizeof *v);
        kernel_raise(v, plan->floor[k], count);
        part->low[k] = sum_phi(slope, v, chunk->weight, plan->reference[k], gamma, count);
    }
    for (size_t i = 0; i < count; i++)
        slope[i] = chunk->utility[i] >= plan->floor[WELFARE_FLOOR] ? slope[i] : 0.0;
    part->slope_low = sum_of(slope, chunk->weight, count);
}

void welfare_sums_add(struct welfare_sums *sums, const struct welfare_plan *plan,
                      const struct welfare_chunk *chunk, size_t count)
{
    double omega[WELFARE_CHUNK];
    double utility_over_income[WELFARE_CHUNK];
    struct welfare_sums part;
    size_t num_below;

    welfare_sums_init(&part);
    fill_linear(omega, utility_over_income, &part.lowest_utility, &num_below, chunk,
                plan->floor[WELFARE_FLOOR], count);
    if (chunk->weight) {
        sum_omega_weighted(&part, omega, chunk, utility_over_income, plan->floor[WELFARE_FLOOR],
                           count);
    } else {
        part.weight = (double)count;
        part.at_floor = (double)num_below;
        sum_omega(&part, omega, chunk->utility, utility_over_income, count);
    }
    add_isoelastic(&part, plan, chunk, count);
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
    for (int k = 0; k < WELFARE_NUM_FLOORS; k++)
        sums->low[k] += next->low[k];
    sums->high += next->high;
    sums->slope_low += next->slope_low;
    sums->slope_high += next->slope_high;
}

/* Mean of phi at a floor, with the chunks above brought from their m to that of the floor. */
static double mean_phi(const struct welfare_plan *plan, const struct welfare_sums *sums, int k)
{
    const double gamma = plan->inequality_aversion;
    const double ratio = plan->reference[WELFARE_FLOOR_TENFOLD] / plan->reference[k];
    const double factor = gamma == 1.0 ? 1.0 : elementary_pow(ratio, 1.0 - gamma);

    return (sums->low[k] + factor * sums->high) / sums->weight;
}

static double isoelastic(const struct welfare_plan *plan, const struct welfare_sums *sums, int k)
{
    const double gamma = plan->inequality_aversion;
    const double mean = mean_phi(plan, sums, k);

    if (gamma == 1.0)
        return elementary_exp(mean);
    return plan->reference[k] * (gamma == 0.0 ? mean : elementary_pow(mean, 1.0 / (1.0 - gamma)));
}

void welfare_figures_of(struct welfare_figures *figures, const struct welfare_plan *plan,
                        const struct welfare_sums *sums)
{
    const double gamma = plan->inequality_aversion;
    const double equivalent = isoelastic(plan, sums, WELFARE_FLOOR);
    const double ratio = plan->reference[WELFARE_FLOOR_TENFOLD] / plan->reference[WELFARE_FLOOR];
    const double slope =
        (sums->slope_low + elementary_pow(ratio, -gamma) * sums->slope_high) / sums->weight;

    *figures = (struct welfare_figures){
        .by_kind = {[WELFARE_ISOELASTIC] = equivalent,
                    [WELFARE_UTILITARIAN] = sums->utility / sums->weight,
                    [WELFARE_RAWLSIAN] = sums->lowest_utility,
                    [WELFARE_INVERSE_INCOME_BASELINE] = sums->omega_utility / sums->omega,
                    [WELFARE_INVERSE_INCOME] = sums->utility_over_income,
                    [WELFARE_EQUALITY_X_PRODUCTIVITY] = NAN},
        .isoelastic_raw = gamma == 1.0 ? mean_phi(plan, sums, WELFARE_FLOOR)
                                       : elementary_pow(equivalent, 1.0 - gamma) / (1.0 - gamma),
        .at_floor_tenth = isoelastic(plan, sums, WELFARE_FLOOR_TENTH),
        .at_floor_tenfold = isoelastic(plan, sums, WELFARE_FLOOR_TENFOLD),
        .marginal_of_transfer =
            elementary_pow(equivalent / plan->reference[WELFARE_FLOOR], gamma) * slope,
        .share_at_floor = sums->at_floor / sums->weight,
        .baseline_weights_effective_share =
            sums->omega * sums->omega / (sums->omega_square * sums->weight),
    };
}

void welfare_measure(struct welfare_figures *figures, const struct welfare_settings *settings,
                     const struct welfare_chunk *workers, size_t count)
{
    struct welfare_plan plan;
    struct welfare_sums sums;
    double lowest = INFINITY;

    for (size_t i = 0; i < count; i++)
        lowest = workers->utility[i] < lowest ? workers->utility[i] : lowest;
    welfare_plan_init(&plan, settings, lowest);
    welfare_sums_init(&sums);
    for (size_t i = 0; i < count; i += WELFARE_CHUNK) {
        const struct welfare_chunk chunk = {workers->utility + i, workers->income + i,
                                            workers->observed_income + i,
                                            workers->weight ? workers->weight + i : NULL};

        welfare_sums_add(&sums, &plan, &chunk,
                         count - i < WELFARE_CHUNK ? count - i : WELFARE_CHUNK);
    }
    welfare_figures_of(figures, &plan, &sums);
}

double welfare_equality_x_productivity(double gini_net_income, double mean_income,
                                       size_t num_workers)
{
    const double n = (double)num_workers;

    if (num_workers < 2)
        return NAN;
    return (1.0 - gini_net_income * n / (n - 1.0)) * mean_income;
}
