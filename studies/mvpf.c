/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/mvpf.h"

#include "studies/response_domain.h"

#include <math.h>

/* Of the unit direction: as small as workers at kinks allow, as large as rounding asks for. */
static const double STEP = 1e-3;

double mvpf_of_externality(double externality)
{
    const double cost = 1.0 + externality;

    return cost > 0.0 ? 1.0 / cost : INFINITY;
}

static enum status answer(double *revenue, double *utility, const struct policy_lab *lab,
                          const struct tax_schedule *tax_system,
                          const struct tax_schedule *direction, double size, struct error *err)
{
    double rate[TAX_MAX_BRACKETS];
    struct tax_schedule moved;
    struct tax_schedule part;
    struct step_summary summary;
    const struct outcome *outcome = NULL;

    for (int j = 0; j < direction->num_brackets; j++)
        rate[j] = size * direction->marginal_rate[j];
    TRY(tax_schedule_init(&part, direction->num_brackets, direction->start_usd_per_year, rate,
                          size * direction->tax_at_start_usd_per_year[0], err));
    TRY(tax_schedule_add(&moved, tax_system, &part, err));
    TRY(policy_lab_respond(lab, &moved, &summary, &outcome, err));
    *revenue = summary.revenue;
    *utility = summary.mean_utility - summary.rebate;
    return STATUS_OK;
}

/* Sums of the formula, over workers. */
static void apply_formula(struct mvpf *mvpf, const struct tax_schedule *tax_system,
                          const struct tax_schedule *direction, const struct economy *economy,
                          const struct outcome *outcome)
{
    const struct population *const population = &economy->population;
    double answers = 0.0;
    double mechanical = 0.0;

    for (size_t i = 0; i < outcome->num_workers; i++) {
        const double w = population_sample_weight(population, i);
        const double z = outcome->income_usd_per_year[i];
        const int j = tax_schedule_bracket(tax_system, z);
        const double t = tax_system->marginal_rate[j];

        mechanical += w * tax_schedule_tax(direction, z);
        if (z > tax_system->start_usd_per_year[j]) /* else at a kink, which holds them */
            answers += w * t / (1.0 - t) * economy_elasticity(economy, i) * z *
                       tax_schedule_marginal_rate(direction, z);
    }
    mvpf->externality = -answers / mechanical;
    mvpf->by_formula = mechanical > 0.0 ? mvpf_of_externality(mvpf->externality) : NAN;
}

enum status mvpf_of_cut(struct mvpf *mvpf, struct simulation *simulation,
                        const struct tax_schedule *tax_system, const struct tax_schedule *direction,
                        struct error *err)
{
    const struct policy_lab *const lab = simulation_lab(simulation);
    const struct economy *const economy = simulation_economy(simulation);
    const struct outcome *outcome = NULL;
    struct step_summary summary;
    double revenue[2];
    double utility[2];

    *mvpf = (struct mvpf){0};
    TRY(response_domain_check(&economy->utility, tax_system, "an MVPF needs",
                              "utility is counted in dollars", err));
    for (int side = 0; side < 2; side++)
        TRY(answer(&revenue[side], &utility[side], lab, tax_system, direction, side ? -STEP : STEP,
                   err));
    mvpf->gain = (utility[1] - utility[0]) / (2.0 * STEP);
    mvpf->cost = (revenue[0] - revenue[1]) / (2.0 * STEP);
    TRY(policy_lab_respond(lab, tax_system, &summary, &outcome, err));
    apply_formula(mvpf, tax_system, direction, economy, outcome);
    if (!(mvpf->gain > 0.0) || isnan(mvpf->by_formula)) /* the direction touches nobody */
        mvpf->per_dollar = mvpf->by_formula = NAN;
    else
        mvpf->per_dollar = mvpf->cost > 0.0 ? mvpf->gain / mvpf->cost : INFINITY;
    return STATUS_OK;
}

enum status mvpf_direction_between(struct tax_schedule *direction, double from_usd_per_year,
                                   double to_usd_per_year, struct error *err)
{
    const double start[] = {0.0, from_usd_per_year, to_usd_per_year};
    const double rate[] = {0.0, 1.0, 0.0};
    const int first = from_usd_per_year > 0.0 ? 0 : 1;
    const int last = isfinite(to_usd_per_year) ? 3 : 2;

    return tax_schedule_init(direction, last - first, start + first, rate + first, 0.0, err);
}

enum status mvpf_of_policy(struct mvpf_of_policy *found, const struct mvpf_policy *policy,
                           struct error *err)
{
    const double rate[] = {policy->rate_before + policy->other_rate,
                           policy->rate_after + policy->other_rate};

    if (!(policy->pareto > 1.0))
        return error_set(err, STATUS_INVALID_INPUT,
                         "a Pareto index of %g: expected above 1, or the tail has no mean",
                         policy->pareto);
    if (policy->rate_before == policy->rate_after)
        return error_set(err, STATUS_INVALID_INPUT,
                         "a rate of %g before and after: nothing changes, and it costs nothing",
                         policy->rate_before);
    for (int k = 0; k < 2; k++) {
        if (!(rate[k] >= 0.0 && rate[k] < 1.0))
            return error_set(err, STATUS_INVALID_INPUT,
                             "rates add up to %g: expected from 0 to below 1", rate[k]);
        found->externality[k] = -rate[k] / (1.0 - rate[k]) * policy->pareto * policy->elasticity;
    }
    found->before = mvpf_of_externality(found->externality[0]);
    found->after = mvpf_of_externality(found->externality[1]);
    found->averaged = mvpf_of_externality(0.5 * (found->externality[0] + found->externality[1]));
    return STATUS_OK;
}
