/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "planner/saez_formula.h"

#include "model/kernel.h"

#include <math.h>

const struct setting saez_formula_settings[] = {
    NUMBERS_SETTING("planner.saez.elasticities", "1", 0.001, 100, "[0.4]",
                    "Elasticity of taxable income: one, or one per bracket (paper: 3.0, 0.4, or "
                    "0.18, 0.11, 0.57 on three brackets)."),
    {0},
};

enum status saez_formula_read_elasticities(double *elasticity, const struct brackets *brackets,
                                           const struct settings *settings, struct error *err)
{
    static const char path[] = "planner.saez.elasticities";
    const size_t wanted = (size_t)brackets->count;
    const size_t count = settings_numbers(settings, path, elasticity, TAX_MAX_BRACKETS);

    if (count != 1 && count != wanted)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: expected one elasticity, or one for each of %zu brackets, got %zu",
                         settings_origin(settings, path), wanted, count);
    for (size_t j = count; j < wanted; j++)
        elasticity[j] = elasticity[0];
    return STATUS_OK;
}

enum status saez_formula_check_objective(const struct welfare_kind *kind, struct error *err)
{
    if (kind->marginal_weight)
        return STATUS_OK;
    return error_set(err, STATUS_INVALID_INPUT,
                     "the Saez formula needs an objective with fixed marginal welfare weights, not "
                     "welfare.objective = \"%s\"",
                     kind->kind.name);
}

/* Sums over workers that the formula needs. */
struct bracket_sums {
    double marginal_welfare;           /* phi' */
    double held[TAX_MAX_BRACKETS];     /* clip(z - b_j, 0, width) */
    double held_phi[TAX_MAX_BRACKETS]; /* the same times phi' */
    double inside[TAX_MAX_BRACKETS];   /* z of those strictly inside */
};

static void add_workers(struct bracket_sums *sums, const struct brackets *brackets,
                        const struct welfare_settings *welfare, const struct population *population,
                        const struct outcome *outcome, double lowest)
{
    for (size_t i = 0; i < outcome->num_workers; i++) {
        const double z = outcome->income_usd_per_year[i];
        const double w = population_sample_weight(population, i);
        const struct welfare_worker worker = {outcome->utility_usd_per_year[i], lowest,
                                              population_observed_income(population, i),
                                              population_welfare_weight(population, i)};
        const double phi = w * welfare->kind->marginal_weight(welfare, &worker);

        sums->marginal_welfare += phi;
        for (int j = 0; j < brackets->count && z > brackets->start_usd_per_year[j]; j++) {
            const double start = brackets->start_usd_per_year[j];
            const double end = brackets_end(brackets, j);
            const double held = fmin(z, end) - start;

            sums->held[j] += w * held;
            sums->held_phi[j] += phi * held;
            if (z < end)
                sums->inside[j] += w * z;
        }
    }
}

static double sum_of_weights(const struct population *population)
{
    double sum = 0.0;

    if (!population->sample_weight)
        return (double)population->num_workers;
    for (size_t i = 0; i < population->num_workers; i++)
        sum += population->sample_weight[i];
    return sum;
}

void saez_formula_rates(double *rate, const struct brackets *brackets, const double *elasticity,
                        const struct welfare_settings *welfare, const struct population *population,
                        const struct outcome *outcome)
{
    struct bracket_sums sums = {0};

    add_workers(&sums, brackets, welfare, population, outcome,
                kernel_lowest(outcome->utility_usd_per_year, outcome->num_workers));
    const double mean_phi = sums.marginal_welfare / sum_of_weights(population);

    for (int j = 0; j < brackets->count; j++) {
        const double above = sums.held[j] - sums.held_phi[j] / mean_phi;
        const double ratio = above / (elasticity[j] * sums.inside[j]);
        const double tau = ratio > -1.0 ? ratio / (1.0 + ratio) : -INFINITY;

        if (sums.inside[j] > 0.0)
            rate[j] = fmin(fmax(tau, brackets->min_rate), brackets->max_rate);
    }
}
