/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/welfare_isoelastic.c: the utility that, given to everybody, is worth as much as the actual ones
 * (the equally distributed equivalent of Atkinson 1970, J. Econ. Theory 2(3)):
 *     W = m (mean (v/m)^(1-gamma))^(1/(1-gamma)),  gamma -> 1: exp(mean ln v),  v_i = max(u_i, floor) */
#include "model/welfare_isoelastic.h"

#include "base/box_cox.h"
#include "base/elementary.h"
#include "base/platform.h"
#include "model/kernel.h"

#include <math.h>
#include <string.h>

static double sum_of(const double *x, const double *weight, size_t count)
{
    return weight ? kernel_dot(x, weight, count) : kernel_sum(x, count);
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

enum welfare_phi welfare_isoelastic_phi(double gamma)
{
    if (gamma == 1.0)
        return WELFARE_PHI_LOG;
    return box_cox_is_near_log(1.0 - gamma) ? WELFARE_PHI_NEAR_LOG : WELFARE_PHI_POWER;
}

double welfare_isoelastic_equivalent(double mean_phi, double reference, double gamma)
{
    const double a = 1.0 - gamma;

    switch (welfare_isoelastic_phi(gamma)) {
    case WELFARE_PHI_LOG:
        return elementary_exp(mean_phi);
    case WELFARE_PHI_NEAR_LOG:
        return reference * elementary_exp(box_cox_log_inverse(mean_phi, a));
    case WELFARE_PHI_POWER:
        break;
    }
    return reference * elementary_pow(mean_phi, 1.0 / a);
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

/* The same where a = 1 - gamma is close to 0: phi[i] = ((v/m)^a - 1)/a. */
TARGET_CLONES
static void fill_near_log(double *phi, double *slope, const double *v, double reference, double a,
                          size_t count)
{
    for (size_t i = 0; i < count; i++)
        phi[i] = v[i] / reference;
    box_cox_array(phi, phi, a, count);
    for (size_t i = 0; i < count; i++)
        slope[i] = (1.0 + a * phi[i]) * (reference / v[i]);
}

/* sum of w phi at one floor; slope[] as above. */
static double sum_phi(double *slope, const double *v, const double *weight, double reference,
                      double gamma, size_t count)
{
    double phi[WELFARE_CHUNK];

    switch (welfare_isoelastic_phi(gamma)) {
    case WELFARE_PHI_LOG:
        fill_powers(phi, slope, v, reference, gamma, count);
        return weight ? kernel_weighted_sum_log(v, weight, count) : kernel_sum_log(v, count);
    case WELFARE_PHI_NEAR_LOG:
        fill_near_log(phi, slope, v, reference, 1.0 - gamma, count);
        break;
    case WELFARE_PHI_POWER:
        fill_powers(phi, slope, v, reference, gamma, count);
        break;
    }
    return sum_of(phi, weight, count);
}

void welfare_isoelastic_add(struct welfare_sums *part, const struct welfare_plan *plan,
                            const struct welfare_chunk *chunk, size_t count)
{
    const double gamma = plan->settings.inequality_aversion;
    double slope[WELFARE_CHUNK];

    if (part->lowest_utility >= plan->floor[WELFARE_FLOOR_TENFOLD]) {
        part->high = sum_phi(slope, chunk->utility, chunk->weight,
                             plan->reference[WELFARE_FLOOR_TENFOLD], gamma, count);
        part->slope_high = sum_of(slope, chunk->weight, count);
        part->weight_high = part->weight;
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

/* Mean of phi at a floor, with the chunks above brought from their m to that of the floor. */
static double mean_phi(const struct welfare_plan *plan, const struct welfare_sums *sums, int k)
{
    const double gamma = plan->settings.inequality_aversion;
    const double ratio = plan->reference[WELFARE_FLOOR_TENFOLD] / plan->reference[k];
    double high = sums->high;

    switch (welfare_isoelastic_phi(gamma)) {
    case WELFARE_PHI_LOG:
        break;
    case WELFARE_PHI_NEAR_LOG: { /* of a product: phi(r x) = phi(x) + (1 + a phi(x)) phi(r) */
        const double phi = box_cox(elementary_log(ratio), 1.0 - gamma);

        high += phi * (sums->weight_high + (1.0 - gamma) * sums->high);
        break;
    }
    case WELFARE_PHI_POWER:
        high *= elementary_pow(ratio, 1.0 - gamma);
        break;
    }
    return (sums->low[k] + high) / sums->weight;
}

static double equivalent_at(const struct welfare_plan *plan, const struct welfare_sums *sums, int k)
{
    return welfare_isoelastic_equivalent(mean_phi(plan, sums, k), plan->reference[k],
                                         plan->settings.inequality_aversion);
}

void welfare_isoelastic_figures(struct welfare_figures *figures, const struct welfare_plan *plan,
                                const struct welfare_sums *sums)
{
    const double gamma = plan->settings.inequality_aversion;
    const double equivalent = equivalent_at(plan, sums, WELFARE_FLOOR);
    const double ratio = plan->reference[WELFARE_FLOOR_TENFOLD] / plan->reference[WELFARE_FLOOR];
    const double slope =
        (sums->slope_low + elementary_pow(ratio, -gamma) * sums->slope_high) / sums->weight;

    /* A pole at gamma = 1, not a gap: on both sides of ln it is as large as wanted. */
    figures->isoelastic_raw = gamma == 1.0
                                  ? mean_phi(plan, sums, WELFARE_FLOOR)
                                  : elementary_pow(equivalent, 1.0 - gamma) / (1.0 - gamma);
    figures->at_floor_tenth = equivalent_at(plan, sums, WELFARE_FLOOR_TENTH);
    figures->at_floor_tenfold = equivalent_at(plan, sums, WELFARE_FLOOR_TENFOLD);
    figures->marginal_of_transfer =
        elementary_pow(equivalent / plan->reference[WELFARE_FLOOR], gamma) * slope;
}

static double value(const struct welfare_facts *facts)
{
    return equivalent_at(facts->plan, facts->sums, WELFARE_FLOOR);
}

/* phi'(u): nothing below the floor. */
static double marginal_weight(const struct welfare_settings *settings,
                              const struct welfare_worker *worker)
{
    if (worker->utility < settings->floor_usd_per_year)
        return 0.0;
    return elementary_pow(worker->utility /
                              fmax(worker->lowest_utility, settings->floor_usd_per_year),
                          -settings->inequality_aversion);
}

static void fill_slopes(double *slope, const struct welfare_settings *settings,
                        const double *utility, double lowest_utility, size_t count)
{
    const double floor = settings->floor_usd_per_year;
    const double reference = fmax(lowest_utility, floor);

    for (size_t i = 0; i < count; i++) /* utilities below the floor only occur on the way */
        slope[i] = (utility[i] > floor ? utility[i] : floor) / reference;
    elementary_pow_array(slope, slope, -settings->inequality_aversion, count);
}

/* (u/m)^(-gamma) = slope, as above. */
static double utility_at(const struct welfare_settings *settings, double slope,
                         double lowest_utility)
{
    return settings->inequality_aversion > 0.0
               ? fmax(lowest_utility, settings->floor_usd_per_year) *
                     elementary_pow(slope, -1.0 / settings->inequality_aversion)
               : INFINITY; /* phi' is a constant */
}

/* Below the floor f phi is flat.  The tangent at the lowest utility V stays above it down to the least possible
 * utility L, and so do the tangents at all others, if
 *     phi(V) - phi'(V) (V - L) >= phi(f),   here over V^(1-gamma),
 * where phi(V) - phi(f) is minus the Box-Cox transform of f/V: continuous at gamma = 1. */
static bool holds_at_floor(const struct welfare_settings *settings, double lowest_utility,
                           double least_utility)
{
    const double gamma = settings->inequality_aversion;
    const double floor_share = settings->floor_usd_per_year / lowest_utility;
    const double rise = 1.0 - least_utility / lowest_utility;

    if (!(lowest_utility >= settings->floor_usd_per_year))
        return false;
    return -box_cox(elementary_log(floor_share), 1.0 - gamma) >= rise;
}

static const struct welfare_bound bound = {
    .utility_at = utility_at,
    .fill_slopes = fill_slopes,
    .holds_at_floor = holds_at_floor,
};

const struct welfare_kind welfare_isoelastic = {
    .kind = {.name = "isoelastic",
             .summary = "utility that, given to everybody, is worth as much as the actual ones, "
                        "USD (Atkinson 1970)"},
    .unit = "USD/year",
    .shape = WELFARE_POWER_MEAN,
    .value = value,
    .marginal_weight = marginal_weight,
    .bound = &bound,
};
