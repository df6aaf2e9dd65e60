/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/rational.c: workers who choose the best hours exactly, for rates that rise or fall. */
#include "agents/decision_rule.h"

#include "model/response.h"
#include "model/units.h"

#include <math.h>
#include <stdlib.h>

static double rebate_guess(const struct decision_context *context)
{
    return context->last->rebate;
}

static enum status answers_of_runs(struct response **response,
                                   const struct decision_context *context, struct error *err)
{
    const struct rational *const rational = &context->economy->rational;

    *response = malloc((size_t)rational->num_runs * sizeof **response);
    if (!*response)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the answers of rational workers");
    for (int r = 0; r < rational->num_runs; r++)
        response_init(&(*response)[r],
                      tax_system_schedule(context->tax_system, rational->run[r].tax_class),
                      &rational->utility, rational->run[r].labor_exponent);
    return STATUS_OK;
}

static enum status best_hours(void *state, const struct decision_context *context,
                              double *hours_per_week, struct error *err)
{
    const struct economy *const economy = context->economy;
    const struct population *const population = &economy->population;
    const bool has_income_effects = utility_has_income_effects(&economy->utility);
    struct response *response = NULL;
    size_t first_failed = SIZE_MAX;

    (void)state;
    if (!has_income_effects)
        TRY(answers_of_runs(&response, context, err));
#pragma omp parallel for schedule(static) reduction(min : first_failed)
    for (size_t i = 0; i < population->num_workers; i++) {
        const double pay = population_annual_pay_per_hour(population, i);
        const struct tax_schedule *const schedule =
            economy_schedule(economy, context->tax_system, i);
        const double income =
            has_income_effects
                ? income_effects_choose(&economy->income_effects, schedule, i,
                                        rebate_guess(context))
                : response_choose(
                      &response[elasticity_groups_run(&economy->utility.groups, population, i)],
                      economy->preferences.potential_earnings_usd_per_year[i],
                      economy->preferences.threshold_effort[i], pay * MAX_HOURS_PER_WEEK)
                      .income_usd_per_year;

        if (!(income >= 0.0) && i < first_failed)
            first_failed = i;
        hours_per_week[i] = fmin(income / pay, MAX_HOURS_PER_WEEK);
    }
    free(response);
    if (first_failed != SIZE_MAX)
        return error_set(err, STATUS_NUMERICAL,
                         "step %lld: worker %u has no positive net income at any hours",
                         (long long)context->step, population->id[first_failed]);
    return STATUS_OK;
}

static enum status respond(void *state, const struct decision_context *context,
                           struct outcome *outcome, struct settlement *settlement,
                           struct error *err)
{
    (void)state;
    return economy_respond_rationally(context->economy, context->tax_system, rebate_guess(context),
                                      context->expects_last_rebate, outcome, settlement, err);
}

const struct decision_rule_kind decision_rule_rational = {
    .kind = {.name = "rational",
             .summary = "the exact best hours, whatever the shape of the schedule"},
    .choose_hours = best_hours,
    .respond = respond,
    .is_rational = true,
};
