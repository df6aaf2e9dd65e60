/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/top_rates.h"

#include <math.h>

static enum status check(const struct top_statistics *s, struct error *err)
{
    if (!(s->pareto > 1.0))
        return error_set(err, STATUS_INVALID_INPUT,
                         "a Pareto index of %g: expected above 1, or the tail has no mean",
                         s->pareto);
    if (!(s->weight >= 0.0 && s->weight <= 1.0))
        return error_set(err, STATUS_INVALID_INPUT,
                         "a weight of %g of top incomes: expected 0 (only their taxes count) to 1 "
                         "(then the best rate is 0)",
                         s->weight);
    if (s->avoidance + s->bargaining > s->elasticity)
        return error_set(err, STATUS_INVALID_INPUT,
                         "avoidance %g and bargaining %g are parts of the elasticity %g: expected "
                         "no more than it",
                         s->avoidance, s->bargaining, s->elasticity);
    if (s->has_income_effects > 0.0 && s->uncompensated > s->compensated)
        return error_set(err, STATUS_INVALID_INPUT,
                         "an uncompensated elasticity of %g above the compensated one, %g: leisure "
                         "would be an inferior good",
                         s->uncompensated, s->compensated);
    return STATUS_OK;
}

enum status top_rates(struct top_rates *rates, const struct top_statistics *s, struct error *err)
{
    const double a_e = s->pareto * s->elasticity;
    const double missing = 1.0 - s->weight;
    const double responses = s->uncompensated + s->compensated * (s->pareto - 1.0);

    TRY(check(s, err));
    if (s->has_income_effects > 0.0 && !(missing + responses > 0.0))
        return error_set(
            err, STATUS_INVALID_INPUT,
            "zeta_u %g and zeta_c %g at a = %g: expected zeta_u + zeta_c (a - 1) above "
            "%g, or no rate is the best",
            s->uncompensated, s->compensated, s->pareto, -missing);
    *rates = (struct top_rates){
        .revenue_maximising = 1.0 / (1.0 + a_e),
        .optimal = missing > 0.0 ? missing / (missing + a_e) : 0.0,
        .with_responses =
            (1.0 + s->rate_elsewhere * s->pareto * s->avoidance + s->pareto * s->bargaining) /
            (1.0 + a_e),
        .with_migration = 1.0 / (1.0 + a_e + s->migration),
        .with_income_effects = s->has_income_effects > 0.0 ? missing / (missing + responses) : NAN,
    };
    return STATUS_OK;
}

void top_rates_tail(struct top_tail *tail, const struct population *population,
                    const struct outcome *outcome, double from_usd_per_year)
{
    double all = 0.0;
    double above = 0.0;
    double income = 0.0;

    *tail = (struct top_tail){.from_usd_per_year = from_usd_per_year};
    for (size_t i = 0; i < outcome->num_workers; i++) {
        const double w = population_sample_weight(population, i);
        const double z = outcome->income_usd_per_year[i];

        all += w;
        if (z <= from_usd_per_year)
            continue;
        above += w;
        income += w * z;
        tail->num_workers += 1.0;
    }
    tail->share_of_workers = above / all;
    tail->mean_income_usd_per_year = above > 0.0 ? income / above : NAN;
    tail->pareto =
        tail->mean_income_usd_per_year / (tail->mean_income_usd_per_year - from_usd_per_year);
}
