/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/satisfaction.h"

#include "base/elementary.h"
#include "base/memory.h"
#include "base/random.h"

#include <math.h>
#include <stdlib.h>

const struct setting satisfaction_settings[] = {
    SWITCH_SETTING(
        "rule.satisfaction", "true",
        "logit: after each step workers judge the tax policy; the dissatisfied lose utility.",
        .draws_when = "rule.satisfaction"),
    CHOICE_SETTING(
        "rule.dissatisfaction", "loss|factor", "\"loss\"",
        "loss: the dissatisfied lose a share of their baseline net income; factor: their "
        "utility is halved (Karten et al. 2025), which raises a negative one.",
        .when = "rule.satisfaction"),
    NUMBER_SETTING("rule.dissatisfaction_loss_share", "fraction", 0, 1, "0.02",
                   "kappa_s: the loss as a share of baseline net income.",
                   .when = "rule.satisfaction"),
    NUMBER_SETTING("rule.satisfaction_intercept", "1", -20, 20, "0.5",
                   "Log odds of being satisfied at a net contribution of 0.",
                   .when = "rule.satisfaction"),
    NUMBER_SETTING("rule.satisfaction_slope", "1", 0, 100, "5",
                   "Fall of the log odds per unit of net contribution (T - R)/max(z, 1000).",
                   .when = "rule.satisfaction"),
    NUMBER_SETTING("rule.tax_attitude_sd", "1", 0, 10, "1",
                   "Standard deviation over workers of the persona's attitude, in log odds.",
                   .when = "rule.satisfaction"),
    {0},
};

enum status satisfaction_create(struct satisfaction *satisfaction, bool is_of_rule,
                                const struct settings *settings, size_t num_workers,
                                struct error *err)
{
    *satisfaction = (struct satisfaction){
        .is_active = is_of_rule && settings_bool(settings, "rule.satisfaction"),
        .is_factor = settings_is(settings, "rule.dissatisfaction", "factor"),
        .loss_share = settings_number(settings, "rule.dissatisfaction_loss_share"),
        .intercept = settings_number(settings, "rule.satisfaction_intercept"),
        .slope = settings_number(settings, "rule.satisfaction_slope"),
        .attitude_sd = settings_number(settings, "rule.tax_attitude_sd"),
    };
    if (!satisfaction->is_active)
        return STATUS_OK;
    void *satisfied = NULL;
    void *adjusted = NULL;

    TRY(memory_allocate(&satisfied, num_workers, sizeof(uint8_t), "satisfied", err));
    satisfaction->satisfied = satisfied;
    TRY(memory_allocate(&adjusted, num_workers, sizeof(double), "adjusted utility", err));
    satisfaction->adjusted_utility = adjusted;
    return STATUS_OK;
}

void satisfaction_free(struct satisfaction *satisfaction)
{
    free(satisfaction->satisfied);
    free(satisfaction->adjusted_utility);
    *satisfaction = (struct satisfaction){0};
}

double satisfaction_attitude(double sd, uint64_t seed, uint32_t id)
{
    return sd * elementary_normal_quantile(random_uniforms(seed, RANDOM_TAX_ATTITUDE, id, 0).u[0]);
}

static bool is_satisfied(const struct satisfaction *satisfaction, uint32_t id,
                         double net_contribution, uint64_t seed, int64_t step)
{
    const double attitude = satisfaction_attitude(satisfaction->attitude_sd, seed, id);
    const double log_odds =
        satisfaction->intercept + attitude - satisfaction->slope * net_contribution;

    return random_uniforms(seed, RANDOM_SATISFACTION, id, (uint64_t)step).u[0] <
           1.0 / (1.0 + elementary_exp(-log_odds));
}

void satisfaction_set(struct satisfaction *satisfaction, const struct economy *economy,
                      const struct outcome *outcome, size_t i, bool is_satisfied)
{
    const double u = outcome->utility_usd_per_year[i];
    const double loss = satisfaction->is_factor
                            ? 0.5 * u
                            : satisfaction->loss_share * economy_baseline_net_income(economy, i);

    satisfaction->satisfied[i] = is_satisfied;
    satisfaction->adjusted_utility[i] = is_satisfied ? u : u - loss;
}

void satisfaction_judge(struct satisfaction *satisfaction, const struct economy *economy,
                        const struct outcome *outcome, double rebate_usd_per_year, uint64_t seed,
                        int64_t step)
{
    if (!satisfaction->is_active)
        return;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < outcome->num_workers; i++) {
        const double contribution = (outcome->tax_usd_per_year[i] - rebate_usd_per_year) /
                                    fmax(outcome->income_usd_per_year[i], 1000.0);

        satisfaction_set(satisfaction, economy, outcome, i,
                         is_satisfied(satisfaction, economy->population.id[i], contribution, seed,
                                      step));
    }
}
