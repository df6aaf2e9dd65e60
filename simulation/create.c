/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/create.c: simulation_create(): settings become an economy, rules, a planner and the first
 * tax system; and what is known before the first step. */
#include "simulation/simulation_internal.h"

#include "agents/decision_rules.h"
#include "calibration/countries.h"
#include "calibration/population_sources.h"
#include "config/seed.h"
#include "model/group_weights.h"
#include "model/step_summary_measure.h"
#include "model/utility_kinds.h"
#include "model/welfare_kinds.h"
#include "planner/planners.h"
#include "simulation/tax_components.h"

#include <math.h>
#include <stdlib.h>

enum { NUM_CLASSES = 1 }; /* of tax units, in every population that can be drawn */

static enum status read_economy(struct economy_settings *economy, const struct settings *settings,
                                struct error *err)
{
    *economy = (struct economy_settings){
        .disutility = (enum disutility)settings_choice(settings, "utility.disutility"),
        .paper_coefficient = settings_number(settings, "utility.paper_coefficient"),
        .public_spending_usd_per_worker =
            settings_number(settings, "government.public_spending_usd_per_worker"),
    };
    TRY(utility_read(&economy->utility, settings, err));
    TRY(welfare_read(&economy->welfare, settings, err));
    return tax_components_read_baseline(&economy->baseline, settings, NUM_CLASSES, err);
}

/* Which of the settings say what a dollar to a worker counts. */
static const char *key_of_weights(const struct settings *settings)
{
    if (settings_length(settings, "welfare.weights") > 1)
        return "welfare.weights";
    return settings_length(settings, "welfare.group_weights") > 0
               ? "welfare.group_weights"
               : "population.csv.welfare_weight_column";
}

static enum status check_somebody_counts(const struct population *population,
                                         const struct welfare_settings *welfare,
                                         const struct settings *settings, struct error *err)
{
    bool counts = !welfare_weights_are_given(&welfare->weights);

    for (size_t i = 0; !counts && i < population->num_workers; i++)
        counts = welfare_weights_at(&welfare->weights, population_observed_income(population, i)) *
                     population_welfare_weight(population, i) >
                 0.0;
    return counts ? STATUS_OK
                  : error_set(err, STATUS_INVALID_INPUT,
                              "%s: a weight of 0 for every worker, so that nobody counts",
                              settings_origin(settings, key_of_weights(settings)));
}

static enum status create_economy(struct simulation *simulation, struct error *err)
{
    struct economy_settings settings;
    struct population population = {0};

    TRY(read_economy(&settings, simulation->settings, err));
    enum status status = simulation_check_memory(simulation->settings, err);

    if (!status) {
        simulation_begin_phase(simulation, "drawing the population");
        status = population_draw(&population, simulation->settings, simulation->seed, err);
    }
    if (!status) {
        simulation_begin_phase(simulation, "calibrating preferences");
        status = group_weights_apply(&population, simulation->settings, err);
        settings.welfare.weights.has_own = population.welfare_weight != NULL;
        if (!status)
            status =
                check_somebody_counts(&population, &settings.welfare, simulation->settings, err);
        if (status)
            population_free(&population);
        else
            status = economy_init_take(&simulation->economy, &population, &settings, err);
    }
    tax_system_free(&settings.baseline);
    return status;
}

/* government.tax_system, or the baseline tax system as legislated. */
static enum status read_first_tax_system(struct simulation *simulation, struct error *err)
{
    const struct settings *const settings = simulation->settings;
    struct tax_system first;

    if (settings_length(settings, "government.tax_system") > 0)
        TRY(tax_components_read(&first, settings, "government.tax_system", NUM_CLASSES, err));
    else
        TRY(tax_components_read_baseline(&first, settings, NUM_CLASSES, err));
    const enum status status = simulation_legislate(simulation, &first, err);

    tax_system_free(&first);
    return status;
}

static bool is_exact(const struct simulation *simulation)
{
    return simulation->rule.kind->is_rational &&
           !utility_has_income_effects(&simulation->economy.utility);
}

/* What is known before the first step: everybody at observed hours under the baseline tax system. */
static enum status observe_baseline(struct simulation *simulation, struct error *err)
{
    struct settlement settlement;

    if (is_exact(simulation)) { /* they need no more than the rebate */
        simulation->last =
            (struct step_summary){.rebate = simulation->economy.baseline.rebate_usd_per_year};
        return STATUS_OK;
    }
    TRY(economy_observe(&simulation->economy, &simulation->outcome, &settlement, err));
    return simulation_measure(simulation, -1, &simulation->economy.baseline.tax_system, &settlement,
                              false, err);
}

static enum status create_parts(struct simulation *simulation, struct error *err)
{
    const struct settings *const settings = simulation->settings;

    TRY(create_economy(simulation, err));
    const size_t num_workers = simulation->economy.population.num_workers;

    TRY(read_first_tax_system(simulation, err));
    TRY(tax_components_read(&simulation->planner_tax_system, settings, "planner.tax_system",
                            NUM_CLASSES, err));
    TRY(reform_read(&simulation->reform, settings, err));
    TRY(outcome_create(&simulation->outcome, num_workers, err));
    TRY(step_summary_scratch_create(&simulation->scratch, num_workers, err));
    TRY(decision_rules_create(&simulation->rule, settings, &simulation->economy, simulation->seed,
                              err));
    TRY(satisfaction_create(&simulation->satisfaction, simulation->rule.kind->can_be_dissatisfied,
                            settings, num_workers, err));
    TRY(personas_create(&simulation->personas, settings, &simulation->economy.population, err));
    if (simulation->satisfaction.is_active)
        TRY(stated_satisfaction_create(&simulation->stated_satisfaction, settings, num_workers,
                                       err));
    TRY(planners_create(&simulation->planner, settings, err));
    if (simulation->planner.kind->needs_reference)
        TRY(country_of(settings)->reference_tax(&simulation->reference, err));
    if (simulation->planner.kind->needs_electorate)
        TRY(voters_create(&simulation->voters, settings, err));
    TRY(policy_lab_create(&simulation->lab, &simulation->economy, simulation->scratch, err));
    return observe_baseline(simulation, err);
}

enum status simulation_create(struct simulation **simulation, const struct settings *settings,
                              const struct progress *progress, struct error *err)
{
    struct simulation *const created = calloc(1, sizeof *created);

    *simulation = NULL;
    if (!created)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a simulation");
    created->settings = settings;
    created->progress = progress ? *progress : (struct progress){0};
    created->seed = (uint64_t)seed_of(settings);
    created->num_steps = settings_integer(settings, "steps");
    created->tax_year_length = settings_integer(settings, "tax_year_length");
    created->warmup_steps = settings_integer(settings, "warmup_steps");
    created->expects_last_rebate = settings_is(settings, "government.rebate", "lagged");
    created->use_adjusted = settings_bool(settings, "welfare.use_adjusted");
    const enum status status = create_parts(created, err);

    if (status) {
        simulation_destroy(created);
        return status;
    }
    *simulation = created;
    return STATUS_OK;
}

void simulation_destroy(struct simulation *simulation)
{
    if (!simulation)
        return;
    policy_lab_free(&simulation->lab);
    decision_log_free(&simulation->report.decisions);
    voters_destroy(simulation->voters);
    stated_satisfaction_destroy(simulation->stated_satisfaction);
    personas_destroy(simulation->personas);
    planner_destroy(&simulation->planner);
    satisfaction_free(&simulation->satisfaction);
    decision_rule_destroy(&simulation->rule);
    step_summary_scratch_destroy(simulation->scratch);
    outcome_free(&simulation->outcome);
    economy_free(&simulation->economy);
    tax_years_free(&simulation->years);
    reform_free(&simulation->reform);
    tax_system_free(&simulation->planner_tax_system);
    tax_system_free(&simulation->composed);
    tax_system_free(&simulation->last_composed);
    tax_system_free(&simulation->tax_system);
    free(simulation);
}
