/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/simulation.c: the year, and the run of years (simulation/simulation.h). */
#include "simulation/simulation_internal.h"

#include "llm/gateway.h"
#include "model/step_summary_measure.h"
#include "simulation/electorate.h"
#include "simulation/oracle.h"

#include <math.h>
#include <string.h>

void simulation_begin_phase(const struct simulation *simulation, const char *what)
{
    if (simulation->progress.phase)
        simulation->progress.phase(simulation->progress.context, what);
}

enum status simulation_measure(struct simulation *simulation, int64_t step,
                               const struct tax_system *composed,
                               const struct settlement *settlement, bool is_judged,
                               struct error *err)
{
    const struct satisfaction *const satisfaction = &simulation->satisfaction;
    const struct step_context context = {
        .step = step,
        .tax_system = composed,
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

static bool is_last_of_tax_year(const struct simulation *simulation, int64_t step)
{
    const int64_t acted = step + 1 - simulation->warmup_steps;

    return acted == 0 || (acted > 0 && acted % simulation->tax_year_length == 0);
}

static bool planner_acts(const struct simulation *simulation)
{
    return simulation->planner.kind->propose != NULL;
}

static bool everybody_uses_llm(const struct simulation *simulation)
{
    for (size_t i = 0; i < simulation->economy.population.num_workers; i++)
        if (!decision_rule_uses_llm(&simulation->rule, i))
            return false;
    return true;
}

/* What workers know when they vote, choose and judge. */
static struct decision_context what_workers_know(struct simulation *simulation)
{
    return (struct decision_context){
        .economy = &simulation->economy,
        .tax_system = &simulation->composed,
        .last_tax_system = simulation->next_step > 0 ? &simulation->last_composed
                                                     : &simulation->economy.baseline.tax_system,
        .last = &simulation->last,
        .seed = simulation->seed,
        .step = simulation->next_step,
        .expects_last_rebate = simulation->expects_last_rebate,
        .previous = &simulation->outcome,
        .satisfied = simulation->satisfaction.satisfied,
        .personas = simulation->personas,
        .stated_satisfaction = simulation->stated_satisfaction,
        .gateway = simulation->gateway,
        .report = &simulation->report,
    };
}

/* Whether the planner acts before the next step; then *tax_year is the one it acts for. */
static bool is_planners_turn(const struct simulation *simulation, int64_t *tax_year)
{
    const int64_t acted = simulation->next_step - simulation->warmup_steps;

    *tax_year = acted / simulation->tax_year_length;
    return planner_acts(simulation) && acted >= 0 && acted % simulation->tax_year_length == 0 &&
           !reform_is_in_force(&simulation->reform, simulation->next_step);
}

/* Two years with the same taxes differ by two draws. */
static double welfare_noise(const struct simulation *simulation)
{
    return simulation->noise.count > 0
               ? sqrt(simulation->noise.sum_squares / 2.0 / (double)simulation->noise.count)
               : NAN;
}

/* The planner looks at past years and says what it wants. */
static enum status propose(struct simulation *simulation, int64_t tax_year,
                           struct planner_proposal *proposal, struct error *err)
{
    const struct decision_context known = what_workers_know(simulation);
    struct electorate_context voting = {.voters = simulation->voters,
                                        .rule = &simulation->rule,
                                        .known = &known};
    const struct electorate electorate = electorate_of(&voting);
    const struct planner_view view = {
        .tax_year = tax_year,
        .step = simulation->next_step,
        .tax_system = &simulation->tax_system,
        .baseline = &simulation->economy.baseline.tax_system,
        .configured = &simulation->planner_tax_system,
        .reference = simulation->planner.kind->needs_reference ? &simulation->reference : NULL,
        .population = &simulation->economy.population,
        .summaries = simulation->years.summaries,
        .tax_systems = simulation->years.tax_systems,
        .num_summaries = simulation->years.count,
        .lab = simulation_has_lab(simulation) ? &simulation->lab : NULL,
        .electorate = simulation->planner.kind->needs_electorate ? &electorate : NULL,
        .gateway = simulation->gateway,
        .outcome = &simulation->outcome,
        .welfare = simulation->economy.welfare,
        .welfare_noise = welfare_noise(simulation),
        .seed = simulation->seed,
    };

    if (simulation_has_lab(simulation))
        simulation_begin_phase(simulation, "the planner asks the policy lab");
    return planner_propose(&simulation->planner, &view, proposal, err);
}

enum status simulation_legislate(struct simulation *simulation, const struct tax_system *tax_system,
                                 struct error *err)
{
    struct tax_system legislated;
    struct tax_system composed;

    if (simulation->tax_system.num_classes > 0 &&
        tax_system_equal(tax_system, &simulation->tax_system))
        return STATUS_OK;
    TRY(tax_system_copy_checked(&legislated, tax_system, simulation->economy.population.num_classes,
                                err));
    const enum status status = tax_system_compose(&composed, &legislated, err);

    if (status) {
        tax_system_free(&legislated);
        return status;
    }
    tax_system_free(&simulation->composed);
    tax_system_free(&simulation->tax_system);
    simulation->tax_system = legislated;
    simulation->composed = composed;
    return STATUS_OK;
}

/* What the planner proposes becomes legislated; what can be none is refused, and the old tax system stays.  A reform
 * goes before all planners. */
static enum status legislate(struct simulation *simulation, const struct simulation_sink *sink,
                             struct error *err)
{
    struct planner_proposal proposal;
    struct error refusal = {0};
    int64_t tax_year;

    if (reform_is_in_force(&simulation->reform, simulation->next_step)) {
        reform_close_budget(&simulation->reform, &simulation->economy, simulation->last.rebate);
        return simulation_legislate(simulation, &simulation->reform.tax_system, err);
    }
    if (!is_planners_turn(simulation, &tax_year))
        return STATUS_OK;
    TRY(propose(simulation, tax_year, &proposal, err));
    const enum status refused =
        proposal.invalid[0] ? error_set(&refusal, STATUS_INVALID_INPUT, "%s", proposal.invalid)
                            : simulation_legislate(simulation, &proposal.tax_system, &refusal);
    const bool is_accepted = refused == STATUS_OK;

    return sink && sink->on_proposal
               ? sink->on_proposal(sink->context, simulation->next_step, tax_year, &proposal,
                                   is_accepted, refusal.message, err)
               : STATUS_OK;
}

/* Workers choose their hours, the government takes its taxes and gives the rebate. */
static enum status choose_and_settle(struct simulation *simulation, struct error *err)
{
    const struct decision_context context = what_workers_know(simulation);

    return decision_rule_respond(&simulation->rule, &context, &simulation->outcome,
                                 &simulation->settlement, err);
}

/* Workers say whether they are satisfied. */
static enum status judge(struct simulation *simulation, struct error *err)
{
    const struct decision_context context = what_workers_know(simulation);
    const double rebate = simulation->settlement.rebate;

    satisfaction_judge(&simulation->satisfaction, &simulation->economy, &simulation->outcome,
                       rebate, simulation->seed, simulation->next_step);
    return simulation->stated_satisfaction
               ? stated_satisfaction_ask(simulation->stated_satisfaction, &simulation->satisfaction,
                                         &context, &simulation->rule, &simulation->outcome, rebate,
                                         err)
               : STATUS_OK;
}

/* All figures of the step. */
static enum status measure(struct simulation *simulation, struct error *err)
{
    const double welfare_before = simulation->last.welfare;
    const bool has_same_taxes = simulation->next_step > 0 &&
                                simulation->last_composed.num_classes > 0 &&
                                tax_system_equal(&simulation->last_composed, &simulation->composed);

    TRY(simulation_measure(simulation, simulation->next_step, &simulation->composed,
                           &simulation->settlement, true, err));
    const double change = simulation->last.welfare - welfare_before;

    if (has_same_taxes && isfinite(change)) {
        simulation->noise.sum_squares += change * change;
        simulation->noise.count++;
    }
    return STATUS_OK;
}

/* Planners learn from the last step of every tax year. */
static enum status remember(struct simulation *simulation, struct error *err)
{
    return planner_acts(simulation) && is_last_of_tax_year(simulation, simulation->next_step)
               ? tax_years_add(&simulation->years, &simulation->last, &simulation->tax_system, err)
               : STATUS_OK;
}

static enum status record_model_step(struct simulation *simulation,
                                     const struct simulation_sink *sink, struct error *err)
{
    const struct decision_report *const report = &simulation->report;

    if (!simulation->gateway || !sink || !sink->on_model)
        return STATUS_OK;
    const struct gateway_counts counts = gateway_take_counts(simulation->gateway);
    struct model_step step = {
        .requests = counts.requests,
        .distinct_requests = counts.distinct,
        .reprompts = counts.reprompts,
        .unusable = counts.unusable,
        .fallbacks = report->fallbacks,
        .prompt_tokens = counts.prompt_tokens,
        .cached_tokens = counts.cached_tokens,
        .completion_tokens = counts.completion_tokens,
        .mass_on_options = report->mass_on_options,
        .workers = report->answers,
        .planner = counts.answers[LLM_PURPOSE_PLANNER],
        .leaders = counts.answers[LLM_PURPOSE_LEADERS],
        .votes = counts.answers[LLM_PURPOSE_VOTES],
        .satisfaction = counts.answers[LLM_PURPOSE_SATISFACTION],
        .personas = counts.answers[LLM_PURPOSE_PERSONAS],
    };

    memcpy(step.repaired, counts.repaired, sizeof step.repaired);
    TRY(sink->on_model(sink->context, &step, err));
    return sink->on_decisions && report->decisions.count > 0
               ? sink->on_decisions(sink->context, &report->decisions, err)
               : STATUS_OK;
}

/* The step is over when whoever listens has it. */
static enum status record(struct simulation *simulation, const struct simulation_sink *sink,
                          struct error *err)
{
    TRY(record_model_step(simulation, sink, err));
    if (sink && sink->on_step)
        TRY(sink->on_step(sink->context, &simulation->last, &simulation->tax_system,
                          &simulation->economy, &simulation->outcome, err));
    simulation->next_step++;
    return simulation->gateway ? gateway_check_answers(simulation->gateway, err) : STATUS_OK;
}

static bool uses_llm(const void *rule, size_t i)
{
    return decision_rule_uses_llm(rule, i);
}

/* Before the first step somebody may have to think of who the workers are; and those who are asked are told of the
 * law that was in force before this step. */
static enum status introduce(struct simulation *simulation, struct error *err)
{
    decision_log_free(&simulation->report.decisions);
    simulation->report = (struct decision_report){.mass_on_options = NAN};
    if (!simulation_needs_model(simulation))
        return STATUS_OK;
    tax_system_free(&simulation->last_composed);
    TRY(tax_system_copy(&simulation->last_composed, &simulation->composed, err));
    return personas_ask(simulation->personas, simulation->gateway, &simulation->economy.population,
                        simulation->seed, uses_llm, &simulation->rule, err);
}

enum status simulation_step(struct simulation *simulation, const struct simulation_sink *sink,
                            struct error *err)
{
    TRY(introduce(simulation, err));
    TRY(legislate(simulation, sink, err));
    TRY(choose_and_settle(simulation, err));
    TRY(judge(simulation, err));
    TRY(measure(simulation, err));
    TRY(remember(simulation, err));
    return record(simulation, sink, err);
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
        return uses_llm && personas_need_model(simulation->personas);
    case LLM_PURPOSE_PLANNER:
        return planner->needs_model;
    case LLM_PURPOSE_LEADERS:
        return uses_llm && planner->asks_leaders;
    case LLM_PURPOSE_TRIAL:
    case LLM_PURPOSE_MODEL_CARD:
    case LLM_NUM_PURPOSES:
        break;
    }
    return false;
}

bool simulation_write_persona(const struct simulation *simulation, struct text *text, size_t i)
{
    if (!decision_rule_uses_llm(&simulation->rule, i))
        return false;
    personas_write(simulation->personas, text, &simulation->economy.population, i,
                   simulation->seed);
    return true;
}

void simulation_set_gateway(struct simulation *simulation, struct gateway *gateway)
{
    simulation->gateway = gateway;
}

enum status simulation_set_tax_system(struct simulation *simulation,
                                      const struct tax_schedule *schedule, struct error *err)
{
    const struct tax_system everybody = tax_system_of_schedule(schedule);

    return simulation_legislate(simulation, &everybody, err);
}

enum status simulation_restore(struct simulation *simulation, const struct step_summary *summaries,
                               const struct tax_system *const *tax_systems, int64_t num_steps,
                               struct error *err)
{
    for (int64_t step = 0; step < num_steps; step++)
        if (planner_acts(simulation) && is_last_of_tax_year(simulation, step))
            TRY(tax_years_add(&simulation->years, &summaries[step], tax_systems[step], err));
    if (num_steps > 0) {
        if (reform_is_in_force(&simulation->reform, num_steps - 1))
            reform_close_budget(&simulation->reform, &simulation->economy,
                                summaries[num_steps - 1].rebate);
        simulation->last = summaries[num_steps - 1];
        TRY(simulation_legislate(simulation, tax_systems[num_steps - 1], err));
        simulation->next_step = num_steps;
    }
    return STATUS_OK;
}

enum status simulation_run(struct simulation *simulation, const struct simulation_sink *sink,
                           const volatile sig_atomic_t *stop, struct error *err)
{
    policy_lab_set_stop(&simulation->lab, stop);
    if (simulation->gateway)
        simulation_begin_phase(simulation, "asking the language model");
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

    simulation_begin_phase(simulation, "searching the optimum of the same population");
    const struct oracle_question question = {
        .years = &simulation->years,
        .final_system = &simulation->tax_system,
        .welfare_run = simulation->last.welfare,
    };

    TRY(oracle_ask(&report, simulation->settings, &simulation->lab, &simulation->economy, &question,
                   err));
    return sink->on_oracle(sink->context, &report, err);
}

struct economy *simulation_economy(struct simulation *simulation)
{
    return &simulation->economy;
}

const struct outcome *simulation_outcome(const struct simulation *simulation)
{
    return &simulation->outcome;
}

const struct tax_system *simulation_tax_system(const struct simulation *simulation)
{
    return &simulation->tax_system;
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
