/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation/simulation.h"

#include "agents/decision_rule.h"
#include "agents/personas.h"
#include "agents/satisfaction.h"
#include "agents/stated_satisfaction.h"
#include "base/memory.h"
#include "base/platform.h"
#include "calibration/country.h"
#include "calibration/population_source.h"
#include "llm/gateway.h"
#include "simulation/electorate.h"
#include "simulation/oracle.h"
#include "simulation/policy_lab.h"
#include "simulation/reform.h"
#include "simulation/tax_system_settings.h"
#include "simulation/tax_years.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct simulation {
    const struct settings *settings;
    struct progress progress;
    uint64_t seed;
    int64_t num_steps, tax_year_length, warmup_steps;
    bool expects_last_rebate, use_adjusted;
    struct economy economy;
    struct decision_rule rule;
    struct satisfaction satisfaction;
    struct planner planner;
    struct personas *personas;
    struct stated_satisfaction *stated_satisfaction; /* NULL: the formula's */
    struct voters *voters;                  /* NULL unless the planner needs an electorate */
    struct tax_schedule planner_tax_system; /* planner.tax_system, ready for the planner 'fixed' */
    struct tax_schedule reference;          /* the country's, where the planner needs it */
    struct reform reform;
    struct outcome outcome;
    struct step_summary_scratch *scratch;
    struct policy_lab lab;
    struct gateway *gateway; /* given; NULL: no language model */
    /* the state of the run */
    int64_t next_step;
    struct tax_schedule schedule; /* the tax system in force */
    struct step_summary last;     /* of the step before next_step */
    struct tax_years years;       /* finished ones, for planners */
};

static void begin_phase(const struct simulation *simulation, const char *what)
{
    if (simulation->progress.phase)
        simulation->progress.phase(simulation->progress.context, what);
}

static struct welfare_settings read_welfare(const struct settings *settings)
{
    return (struct welfare_settings){
        .objective = (enum welfare_kind)settings_choice(settings, "welfare.objective"),
        .inequality_aversion = settings_number(settings, "welfare.inequality_aversion"),
        .floor_usd_per_year = settings_number(settings, "welfare.floor_usd_per_year"),
    };
}

static enum status read_economy(struct economy_settings *economy, const struct settings *settings,
                                struct error *err)
{
    *economy = (struct economy_settings){
        .utility_form = (enum utility_form)settings_choice(settings, "utility.form"),
        .labor_exponent = settings_number(settings, "utility.labor_exponent"),
        .income_curvature = settings_number(settings, "utility.income_curvature"),
        .fixed_cost_of_work_usd_per_year =
            settings_number(settings, "utility.fixed_cost_of_work_usd_per_year"),
        .disutility = (enum disutility)settings_choice(settings, "utility.disutility"),
        .paper_coefficient = settings_number(settings, "utility.paper_coefficient"),
        .public_spending_usd_per_worker =
            settings_number(settings, "government.public_spending_usd_per_worker"),
        .welfare = read_welfare(settings),
    };
    return settings_length(settings, "government.baseline") > 0
               ? tax_system_from_settings(&economy->baseline, settings, "government.baseline", err)
               : population_source_baseline(&economy->baseline, settings, err);
}

static enum status create_economy(struct simulation *simulation, struct error *err)
{
    struct economy_settings settings;
    struct population population = {0};

    TRY(read_economy(&settings, simulation->settings, err));
    TRY(simulation_check_memory(simulation->settings, err));
    begin_phase(simulation, "drawing the population");
    TRY(population_draw(&population, simulation->settings, simulation->seed, err));
    begin_phase(simulation, "calibrating preferences");
    return economy_init_take(&simulation->economy, &population, &settings, err);
}

static bool is_exact(const struct simulation *simulation)
{
    return simulation->rule.kind->is_rational &&
           simulation->economy.utility.form == UTILITY_QUASILINEAR;
}

/* Measure the outcome of a step; fills simulation->last. */
static enum status measure(struct simulation *simulation, int64_t step,
                           const struct tax_schedule *schedule, const struct settlement *settlement,
                           bool is_judged, struct error *err)
{
    const struct satisfaction *const satisfaction = &simulation->satisfaction;
    const struct step_context context = {
        .step = step,
        .schedule = schedule,
        .welfare = simulation->economy.welfare,
        .public_spending = settlement->public_spending,
        .rebate = settlement->rebate,
        .rebate_residual = settlement->rebate_residual,
        .satisfied = is_judged ? satisfaction->satisfied : NULL,
        .adjusted_utility = is_judged ? satisfaction->adjusted_utility : NULL,
        .use_adjusted = simulation->use_adjusted && is_judged && satisfaction->is_active,
    };

    return step_summary_measure(&simulation->last, simulation->scratch,
                                &simulation->economy.population, &simulation->outcome, &context,
                                err);
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
    return measure(simulation, -1, &simulation->economy.baseline.schedule, &settlement, false, err);
}

static enum status create_parts(struct simulation *simulation, struct error *err)
{
    const struct settings *const settings = simulation->settings;

    TRY(create_economy(simulation, err));
    const size_t num_workers = simulation->economy.population.num_workers;

    simulation->schedule = simulation->economy.baseline.schedule;
    if (settings_length(settings, "government.tax_system") > 0)
        TRY(tax_system_from_settings(&simulation->schedule, settings, "government.tax_system",
                                     err));
    TRY(tax_system_from_settings(&simulation->planner_tax_system, settings, "planner.tax_system",
                                 err));
    TRY(reform_read(&simulation->reform, settings, err));
    TRY(outcome_create(&simulation->outcome, num_workers, err));
    TRY(step_summary_scratch_create(&simulation->scratch, num_workers, err));
    TRY(decision_rule_create(&simulation->rule, settings, &simulation->economy, simulation->seed,
                             err));
    TRY(satisfaction_create(&simulation->satisfaction, settings, num_workers, err));
    TRY(personas_create(&simulation->personas, settings, &simulation->economy.population, err));
    if (simulation->satisfaction.is_active)
        TRY(stated_satisfaction_create(&simulation->stated_satisfaction, settings, num_workers,
                                       err));
    TRY(planner_create(&simulation->planner, settings, err));
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
    created->seed = (uint64_t)settings_integer(settings, "seed");
    created->num_steps = settings_integer(settings, "steps");
    created->tax_year_length = settings_integer(settings, "tax_year_length");
    created->warmup_steps = settings_integer(settings, "warmup_steps");
    created->expects_last_rebate = settings_choice(settings, "government.rebate") == 1;
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
    free(simulation);
}

static bool is_last_of_tax_year(const struct simulation *simulation, int64_t step)
{
    const int64_t acted = step + 1 - simulation->warmup_steps;

    return acted == 0 || (acted > 0 && acted % simulation->tax_year_length == 0);
}

static bool everybody_uses_llm(const struct simulation *simulation)
{
    for (size_t i = 0; i < simulation->economy.population.num_workers; i++)
        if (!decision_rule_uses_llm(&simulation->rule, i))
            return false;
    return true;
}

/* What workers know when they vote and choose. */
static struct decision_context what_workers_know(struct simulation *simulation,
                                                 struct decision_report *report)
{
    return (struct decision_context){
        .economy = &simulation->economy,
        .schedule = &simulation->schedule,
        .last = &simulation->last,
        .seed = simulation->seed,
        .step = simulation->next_step,
        .expects_last_rebate = simulation->expects_last_rebate,
        .previous = &simulation->outcome,
        .satisfied = simulation->satisfaction.satisfied,
        .personas = simulation->personas,
        .stated_satisfaction = simulation->stated_satisfaction,
        .gateway = simulation->gateway,
        .report = report,
    };
}

/* The planner acts; a proposal that is not valid is refused, and the old tax system stays. */
static enum status set_tax_system(struct simulation *simulation, const struct simulation_sink *sink,
                                  struct error *err)
{
    const int64_t acted = simulation->next_step - simulation->warmup_steps;

    if (reform_is_in_force(&simulation->reform, simulation->next_step)) {
        simulation->schedule = simulation->reform.schedule;
        reform_close_budget(&simulation->reform, &simulation->economy, simulation->last.rebate);
        return STATUS_OK;
    }
    if (!simulation->planner.kind->propose || acted < 0 || acted % simulation->tax_year_length != 0)
        return STATUS_OK;
    const struct decision_context known = what_workers_know(simulation, NULL);
    struct electorate_context voting = {.voters = simulation->voters,
                                        .rule = &simulation->rule,
                                        .known = &known};
    const struct electorate electorate = electorate_of(&voting);
    const struct planner_view view = {
        .tax_year = acted / simulation->tax_year_length,
        .step = simulation->next_step,
        .schedule = &simulation->schedule,
        .baseline = &simulation->economy.baseline.schedule,
        .configured = &simulation->planner_tax_system,
        .reference = simulation->planner.kind->needs_reference ? &simulation->reference : NULL,
        .population = &simulation->economy.population,
        .summaries = simulation->years.summaries,
        .schedules = simulation->years.schedules,
        .num_summaries = simulation->years.count,
        .lab = simulation_has_lab(simulation) ? &simulation->lab : NULL,
        .electorate = simulation->planner.kind->needs_electorate ? &electorate : NULL,
        .gateway = simulation->gateway,
        .outcome = &simulation->outcome,
        .welfare = simulation->economy.welfare,
        .seed = simulation->seed,
    };
    struct planner_proposal proposal = {.schedule = simulation->schedule};
    struct tax_schedule checked;
    struct error refusal = {0};

    if (simulation_has_lab(simulation))
        begin_phase(simulation, "the planner asks the policy lab");
    TRY(planner_propose(&simulation->planner, &view, &proposal, err));
    const bool is_accepted =
        tax_schedule_init(&checked, proposal.schedule.num_brackets,
                          proposal.schedule.start_usd_per_year, proposal.schedule.marginal_rate,
                          proposal.schedule.tax_at_start_usd_per_year[0], &refusal) == STATUS_OK;

    if (is_accepted)
        simulation->schedule = checked;
    return sink && sink->on_proposal
               ? sink->on_proposal(sink->context, simulation->next_step, view.tax_year, &proposal,
                                   is_accepted, refusal.message, err)
               : STATUS_OK;
}

static enum status tell_model_step(struct simulation *simulation,
                                   const struct simulation_sink *sink,
                                   const struct decision_report *report, struct error *err)
{
    if (!simulation->gateway || !sink || !sink->on_model)
        return STATUS_OK;
    const struct gateway_counts counts = gateway_take_counts(simulation->gateway);
    const struct model_step step = {
        .requests = counts.requests,
        .distinct_requests = counts.distinct,
        .reprompts = counts.reprompts,
        .unusable = counts.unusable,
        .fallbacks = report->fallbacks,
        .prompt_tokens = counts.prompt_tokens,
        .cached_tokens = counts.cached_tokens,
        .completion_tokens = counts.completion_tokens,
        .mass_on_options = report->mass_on_options,
    };

    TRY(sink->on_model(sink->context, &step, err));
    return sink->on_decisions && report->decisions.count > 0
               ? sink->on_decisions(sink->context, &report->decisions, err)
               : STATUS_OK;
}

static enum status live_through_step(struct simulation *simulation,
                                     const struct simulation_sink *sink,
                                     struct decision_report *report, struct error *err)
{
    const struct decision_context context = what_workers_know(simulation, report);
    struct settlement settlement;

    TRY(decision_rule_respond(&simulation->rule, &context, &simulation->outcome, &settlement, err));
    satisfaction_judge(&simulation->satisfaction, &simulation->economy, &simulation->outcome,
                       settlement.rebate, simulation->seed, simulation->next_step);
    if (simulation->stated_satisfaction)
        TRY(stated_satisfaction_ask(simulation->stated_satisfaction, &simulation->satisfaction,
                                    &context, &simulation->rule, &simulation->outcome,
                                    settlement.rebate, err));
    TRY(measure(simulation, simulation->next_step, &simulation->schedule, &settlement, true, err));
    if (simulation->planner.kind->propose && is_last_of_tax_year(simulation, simulation->next_step))
        TRY(tax_years_add(&simulation->years, &simulation->last, &simulation->schedule, err));
    TRY(tell_model_step(simulation, sink, report, err));
    return sink && sink->on_step
               ? sink->on_step(sink->context, &simulation->last, &simulation->schedule,
                               &simulation->economy, &simulation->outcome, err)
               : STATUS_OK;
}

static bool uses_llm(const void *rule, size_t i)
{
    return decision_rule_uses_llm(rule, i);
}

enum status simulation_step(struct simulation *simulation, const struct simulation_sink *sink,
                            struct error *err)
{
    struct decision_report report = {.mass_on_options = NAN};

    if (simulation_needs_model(simulation))
        TRY(personas_ask(simulation->personas, simulation->gateway, &simulation->economy.population,
                         simulation->seed, uses_llm, &simulation->rule, err));
    TRY(set_tax_system(simulation, sink, err));
    const enum status status = live_through_step(simulation, sink, &report, err);

    decision_log_free(&report.decisions);
    simulation->next_step += !status;
    return status;
}

bool simulation_needs_model(const struct simulation *simulation)
{
    return decision_rule_uses_llm(&simulation->rule, DECISION_ANY_WORKER) ||
           simulation->planner.kind->needs_model;
}

bool simulation_must_be_repeated(const struct simulation *simulation)
{
    return simulation_needs_model(simulation) || simulation->planner.kind->needs_outcome;
}

bool simulation_uses_model_for(const struct simulation *simulation, enum llm_purpose purpose)
{
    const struct planner_kind *const planner = simulation->planner.kind;
    const bool uses_llm = decision_rule_uses_llm(&simulation->rule, DECISION_ANY_WORKER);

    switch (purpose) {
    case LLM_PURPOSE_WORKERS:
        return uses_llm;
    case LLM_PURPOSE_SATISFACTION:
        return uses_llm && simulation->stated_satisfaction;
    case LLM_PURPOSE_VOTES:
        return uses_llm && planner->needs_electorate;
    case LLM_PURPOSE_PERSONAS:
        return uses_llm && settings_choice(simulation->settings, "personas.source") == 1;
    case LLM_PURPOSE_PLANNER:
        return planner->needs_model;
    case LLM_PURPOSE_LEADERS:
        return uses_llm && planner == &planner_elected;
    case LLM_PURPOSE_TRIAL:
    case LLM_PURPOSE_MODEL_CARD:
    case LLM_NUM_PURPOSES:
        break;
    }
    return false;
}

void simulation_set_gateway(struct simulation *simulation, struct gateway *gateway)
{
    simulation->gateway = gateway;
}

enum status simulation_restore(struct simulation *simulation, const struct step_summary *summaries,
                               const struct tax_schedule *schedules, int64_t num_steps,
                               struct error *err)
{
    for (int64_t step = 0; step < num_steps; step++)
        if (simulation->planner.kind->propose && is_last_of_tax_year(simulation, step))
            TRY(tax_years_add(&simulation->years, &summaries[step], &schedules[step], err));
    if (num_steps > 0) {
        if (reform_is_in_force(&simulation->reform, num_steps - 1))
            reform_close_budget(&simulation->reform, &simulation->economy,
                                summaries[num_steps - 1].rebate);
        simulation->last = summaries[num_steps - 1];
        simulation->schedule = schedules[num_steps - 1];
        simulation->next_step = num_steps;
    }
    return STATUS_OK;
}

enum status simulation_run(struct simulation *simulation, const struct simulation_sink *sink,
                           const volatile sig_atomic_t *stop, struct error *err)
{
    if (simulation->gateway)
        begin_phase(simulation, "asking the language model");
    while (simulation->next_step < simulation->num_steps) {
        if (stop && *stop)
            return error_set(err, STATUS_INTERRUPTED, "interrupted after step %lld of %lld",
                             (long long)simulation->next_step, (long long)simulation->num_steps);
        TRY(simulation_step(simulation, sink, err));
        if (simulation->progress.step)
            simulation->progress.step(simulation->progress.context, simulation->next_step,
                                      simulation->num_steps);
    }
    if (!settings_bool(simulation->settings, "oracle") || !sink || !sink->on_oracle)
        return STATUS_OK;
    struct oracle_report report;

    begin_phase(simulation, "searching the optimum of the same population");
    TRY(oracle_ask(&report, simulation->settings, &simulation->lab, &simulation->economy,
                   &simulation->schedule, simulation->last.welfare, err));
    return sink->on_oracle(sink->context, &report, err);
}

int64_t simulation_next_step(const struct simulation *simulation)
{
    return simulation->next_step;
}

struct economy *simulation_economy(struct simulation *simulation)
{
    return &simulation->economy;
}

const struct outcome *simulation_outcome(const struct simulation *simulation)
{
    return &simulation->outcome;
}

const struct step_summary *simulation_last_summary(const struct simulation *simulation)
{
    return &simulation->last;
}

const struct tax_schedule *simulation_schedule(const struct simulation *simulation)
{
    return &simulation->schedule;
}

const struct policy_lab *simulation_lab(const struct simulation *simulation)
{
    return &simulation->lab;
}

bool simulation_has_lab(const struct simulation *simulation)
{
    const struct planner_kind *const kind = simulation->planner.kind;

    return kind->needs_lab || (kind->needs_electorate && !everybody_uses_llm(simulation));
}
