/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/llm.c: workers simulated by a language model, each from its persona.  What all share stands first
 * in a prompt, then the persona, then the worker's own past, so that a server's prefix cache serves
 * it.  Where the model gives a distribution over hours, fisc draws from it with the worker's own
 * random stream; a worker without a usable answer keeps the hours of the year before. */
#include "agents/goal_settings.h"
#include "agents/llm_rule.h"
#include "agents/personas.h"
#include "agents/satisfaction.h"
#include "agents/stated_satisfaction.h"
#include "base/elementary.h"
#include "base/random.h"
#include "config/seed.h"
#include "llm/gateway.h"
#include "llm/gateway_settings.h"
#include "llm/wires.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct setting llm_rule_settings[] = {
    CHOICE_SETTING(
        "rule.llm.form", "sample|number|letters|utilities", "\"sample\"",
        "How the model's answer becomes hours: hours as JSON; the same with probabilities of the "
        "number; options as letters with probabilities; a score for every option."),
    NUMBERS_SETTING("rule.llm.hours_options", "hour/week", 0, 100,
                    "[0, 10, 20, 30, 40, 50, 60, 70, 80, 90]",
                    "number, letters, utilities: what there is to choose from, 2 to 20 hours."),
    INTEGER_SETTING(
        "rule.llm.orders", "1", 1, 8, "2",
        "letters, and number over wire stated: orders of the options that each worker is asked "
        "in; their answers are averaged.",
        .when = "rule.llm.form=letters|number"),
    NUMBER_SETTING("rule.llm.temperature", "1", 0, 10, "0.7",
                   "Temperature of the model's own sampling."),
    NUMBER_SETTING(
        "rule.llm.softmax_temperature", "1", 0, 1000, "5",
        "utilities: temperature, in points of score, of the draw among options; 0: the best one.",
        .when = "rule.llm.form=utilities"),
    NUMBER_SETTING(
        "rule.llm.min_mass", "1", 0, 1, "0.5",
        "number, letters: where less of the model's probability lies on the options, its "
        "answer cannot be used.",
        .when = "rule.llm.form=number|letters"),
    INTEGER_SETTING("rule.llm.max_tokens", "token", 1, 100000, "64", "The longest answer."),
    INTEGER_SETTING(
        "rule.llm.max_prompt_tokens", "token", 1, 1e9, "4000",
        "The longest question with what all share, at 4 bytes a token: the oldest years of a "
        "worker's "
        "history are left out to keep to it."),
    INTEGER_SETTING("rule.llm.history_steps", "step", 0, 200, "5",
                    "Last years that a worker's prompt shows."),
    SWITCH_SETTING("rule.llm.tell_utility", "false",
                   "Tell workers what a year was worth by the researcher's own utility, and which "
                   "years were best by it (Karten et al. 2025)."),
    INTEGER_SETTING("rule.llm.best_steps", "step", 0, 20, "3",
                    "Best years, before the last ones, that a worker's prompt shows.",
                    .when = "rule.llm.tell_utility"),
    CHOICE_SETTING(
        "rule.llm.tell", "system|consequences|both", "\"both\"",
        "What workers are told of taxes: the tax system; what each of hours_options would "
        "bring (income, tax, what is left, and what one more hour brings); or both."),
    CHOICE_SETTING("rule.llm.cue", "none|explore_then_exploit", "\"none\"",
                   "Tell workers nothing of how to learn; or to try hours first and later to keep "
                   "what was best (Karten et al. 2025)."),
    SWITCH_SETTING("rule.llm.tell_usual_hours", "true",
                   "Tell workers their observed hours and the income that these bring, and under "
                   "which tax system they were chosen."),
    SWITCH_SETTING("rule.llm.hint", "false",
                   "Say whether more hours made things better or worse (Karten et al. 2025)."),
    CHOICE_SETTING("rule.llm.keep_decisions", "troubled|all", "\"troubled\"",
                   "Whose answers the run file keeps: of workers who were reprompted or gave no "
                   "usable answer, or of all, with the distribution over the options."),
    SWITCH_SETTING("rule.llm.think", "false", "sample, utilities: a thought before the answer.",
                   .when = "rule.llm.form=sample|utilities"),
    CHOICE_SETTING(
        "rule.llm.wording", "plain|reworded|reference_named|example_low|example_high", "\"plain\"",
        "In which words workers are asked, to see how much hangs on them: as shipped; "
        "the same in other words; the tax system called by the name of the country's; with "
        "the example of somebody who chose 20, or 60, hours."),
    {0},
};

/* ---- making ------------------------------------------------------------------------------------ */

static void llm_destroy(void *state)
{
    struct llm_rule *const rule = state;

    if (!rule)
        return;
    memory_free(&rule->memory);
    prompt_destroy(rule->system);
    prompt_destroy(rule->question);
    prompt_destroy(rule->words);
    prompt_destroy(rule->tax_words);
    free(rule->schema);
    free(rule);
}

static enum status read_options(struct llm_rule *rule, const struct settings *settings,
                                struct error *err)
{
    struct answer_options *const options = &rule->options;
    const size_t length = settings_length(settings, "rule.llm.hours_options");

    options->form = (enum answer_form)settings_choice(settings, "rule.llm.form");
    options->is_stated = wires_find(settings_string(settings, "llm.wire"))->is_stated &&
                         (options->form == ANSWER_NUMBER || options->form == ANSWER_LETTERS);
    options->min_mass = settings_number(settings, "rule.llm.min_mass");
    options->thinks = settings_bool(settings, "rule.llm.think") &&
                      (options->form == ANSWER_SAMPLE || options->form == ANSWER_UTILITIES);
    if (length < 2 || length > ANSWER_MAX_OPTIONS)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: expected 2 to %d hours to choose from, got %zu",
                         settings_origin(settings, "rule.llm.hours_options"), ANSWER_MAX_OPTIONS,
                         length);
    options->num_options = (int)settings_numbers(settings, "rule.llm.hours_options", options->hours,
                                                 ANSWER_MAX_OPTIONS);
    for (int k = 1; k < options->num_options; k++)
        if (options->hours[k] <= options->hours[k - 1])
            return error_set(err, STATUS_INVALID_INPUT, "%s: hours must ascend, and %g follows %g",
                             settings_origin(settings, "rule.llm.hours_options"), options->hours[k],
                             options->hours[k - 1]);
    for (int k = 0; options->form == ANSWER_NUMBER && k < options->num_options; k++)
        if (options->hours[k] != floor(options->hours[k]))
            return error_set(err, STATUS_INVALID_INPUT, "%s: the form 'number' needs whole hours",
                             settings_origin(settings, "rule.llm.hours_options"));
    return STATUS_OK;
}

static enum status read_settings(struct llm_rule *rule, const struct settings *settings,
                                 size_t num_workers, struct error *err)
{
    struct text schema = {0};

    TRY(read_options(rule, settings, err));
    rule->num_orders = rule->options.form == ANSWER_LETTERS || rule->options.is_stated
                           ? (int)settings_integer(settings, "rule.llm.orders")
                           : 1;
    rule->temperature = settings_number(settings, "rule.llm.temperature");
    rule->softmax_temperature = settings_number(settings, "rule.llm.softmax_temperature");
    rule->max_tokens = (int)settings_integer(settings, "rule.llm.max_tokens");
    rule->max_prompt_tokens = (size_t)settings_integer(settings, "rule.llm.max_prompt_tokens");
    rule->keeps_all = settings_is(settings, "rule.llm.keep_decisions", "all");
    rule->has_hint = settings_bool(settings, "rule.llm.hint");
    rule->tells = (enum llm_told)settings_choice(settings, "rule.llm.tell");
    rule->has_cue = settings_is(settings, "rule.llm.cue", "explore_then_exploit");
    rule->tells_utility = settings_bool(settings, "rule.llm.tell_utility");
    rule->tells_usual_hours = settings_bool(settings, "rule.llm.tell_usual_hours");
    TRY(goal_shares_read(&rule->goals, settings, err));
    TRY(llm_questions_load(rule, settings, err));
    answer_write_schema(&schema, &rule->options);
    if (schema.failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a schema");
    rule->schema = schema.bytes;
    return memory_create(
        &rule->memory, num_workers, (size_t)settings_integer(settings, "rule.llm.history_steps"),
        rule->tells_utility ? (size_t)settings_integer(settings, "rule.llm.best_steps") : 0, err);
}

static enum status llm_create(void **state, const struct settings *settings,
                              const struct economy *economy, uint64_t seed, struct error *err)
{
    struct llm_rule *const rule = calloc(1, sizeof *rule);

    (void)seed;
    if (!rule)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the rule 'llm'");
    const enum status status = read_settings(rule, settings, economy->population.num_workers, err);

    if (status)
        llm_destroy(rule);
    else
        *state = rule;
    return status;
}

/* ---- deciding ---------------------------------------------------------------------------------- */

/* Scores to probabilities: the best option, or softmax at a temperature in points. */
static void weigh_scores(const struct llm_rule *rule, double *score)
{
    const int count = rule->options.num_options;
    double best = score[0];
    int first = 0;

    for (int k = 1; k < count; k++)
        if (score[k] > best) {
            best = score[k];
            first = k;
        }
    for (int k = 0; k < count; k++)
        score[k] = rule->softmax_temperature > 0.0
                       ? elementary_exp((score[k] - best) / rule->softmax_temperature)
                       : (k == first ? 1.0 : 0.0);
}

/* Which option a uniform falls into. */
static int draw(const struct answer_options *options, const double *weight, double u)
{
    double total = 0.0;
    double sum = 0.0;
    int chosen = 0;

    for (int k = 0; k < options->num_options; k++)
        total += weight[k];
    for (int k = 0; k < options->num_options && sum <= u * total; k++) {
        sum += weight[k];
        chosen = weight[k] > 0.0 ? k : chosen;
    }
    return chosen;
}

/* What came of one worker's question. */
struct decision {
    double hours; /* negative: no usable answer */
    double mass_on_options, model_utility;
    double probability[ANSWER_MAX_OPTIONS];
    int num_reprompts;
    int num_refused; /* replies that the model or a filter declined */
    double reply;    /* DECISION_REPLY */
};

static double short_key(const struct llm_reply *reply)
{
    uint64_t key = 0;

    for (int k = 0; k < 6; k++)
        key = key << 8 | reply->key[k];
    return (double)key;
}

/* One order's answer joins the sums; false if it cannot be used. */
static bool add_answer(struct decision *decision, const struct llm_rule *rule, const int *order,
                       const struct llm_reply *reply, double score[ANSWER_MAX_OPTIONS])
{
    double probability[ANSWER_MAX_OPTIONS];
    double mass = 0.0;
    double hours = -1.0;

    decision->num_reprompts += reply->num_reprompts;
    if (!answer_read(&rule->options, order, reply, probability, &mass, &hours))
        return false;
    if (rule->options.form == ANSWER_SAMPLE) {
        decision->hours = hours;
        decision->mass_on_options = 1.0;
        return true;
    }
    if (rule->options.form == ANSWER_UTILITIES) {
        memcpy(score, probability, sizeof probability);
        weigh_scores(rule, probability);
    }
    for (int k = 0; k < rule->options.num_options; k++)
        decision->probability[k] += probability[k];
    decision->mass_on_options += mass;
    return true;
}

/* From a reply an order: the orders are averaged, and the worker's own stream draws. */
static void decide(struct decision *decision, struct answer_unfit *unfit,
                   const struct llm_rule *rule, const struct decision_context *context,
                   const struct questions *questions, size_t k)
{
    const size_t i = questions->worker[k];
    const uint32_t id = context->economy->population.id[i];
    const int num_options = rule->options.num_options;
    double score[ANSWER_MAX_OPTIONS];
    double total = 0.0;
    int num_usable = 0;

    *decision = (struct decision){
        .hours = -1.0,
        .model_utility = NAN,
        .reply = short_key(llm_batch_reply(questions->batch, k * (size_t)rule->num_orders)),
    };
    for (int pass = 0; pass < rule->num_orders; pass++) {
        const size_t q = k * (size_t)rule->num_orders + (size_t)pass;
        int order[ANSWER_MAX_OPTIONS];

        llm_write_order(order, rule, context->seed, id, pass);
        const struct llm_reply *const reply = llm_batch_reply(questions->batch, q);
        const bool is_usable = add_answer(decision, rule, order, reply, score);

        num_usable += is_usable;
        decision->num_refused += llm_invalid_is_refusal(reply->invalid);
        if (!is_usable && reply->outcome == LLM_USABLE)
            answer_unfit_add(unfit, reply, llm_batch_count(questions->batch) - 1 - q);
    }
    if (num_usable == 0 || rule->options.form == ANSWER_SAMPLE)
        return;
    decision->mass_on_options /= num_usable;
    const int chosen =
        draw(&rule->options, decision->probability,
             random_uniforms(context->seed, RANDOM_MODEL_CHOICE, id, (uint64_t)context->step).u[0]);

    decision->hours = rule->options.hours[chosen];
    if (rule->options.form == ANSWER_UTILITIES)
        decision->model_utility = score[chosen];
    for (int option = 0; option < num_options; option++)
        total += decision->probability[option];
    for (int option = 0; option < num_options; option++)
        decision->probability[option] /= total;
}

static double hours_before(const struct decision_context *context, size_t i)
{
    return context->step > 0 ? context->previous->hours_per_week[i]
                             : (double)context->economy->population.observed_hours_per_week[i];
}

/* A row of the run file for a worker in trouble, or for everybody. */
static enum status keep(struct decision_log *log, const struct llm_rule *rule,
                        const struct decision *decision, const struct decision_context *context,
                        size_t i, struct error *err)
{
    const bool fell_back = decision->hours < 0.0;
    const int num_options = rule->options.form == ANSWER_SAMPLE ? 0 : rule->options.num_options;

    if (!rule->keeps_all && !fell_back && decision->num_reprompts == 0)
        return STATUS_OK;
    log->num_options = num_options;
    memcpy(log->hours, rule->options.hours, (size_t)num_options * sizeof *log->hours);
    double *const row = decision_log_append(log);

    if (!row)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the workers' decisions");
    row[DECISION_STEP] = (double)context->step;
    row[DECISION_WORKER] = context->economy->population.id[i];
    row[DECISION_REPROMPTS] = decision->num_reprompts;
    row[DECISION_FELL_BACK] = fell_back;
    row[DECISION_MASS_ON_OPTIONS] = fell_back ? NAN : decision->mass_on_options;
    row[DECISION_MODEL_UTILITY] = decision->model_utility;
    row[DECISION_REPLY] = decision->reply;
    for (int k = 0; k < num_options; k++)
        row[DECISION_NUM_COLUMNS + k] = fell_back ? NAN : decision->probability[k];
    return STATUS_OK;
}

/* Refused: in whatever order the options stood. */
static void count_decision(struct decision_report *report, const struct decision *decision,
                           int num_orders)
{
    const bool fell_back = decision->hours < 0.0;
    const bool is_refused = fell_back && decision->num_refused == num_orders;

    report->fallbacks += fell_back;
    report->answers.asked += 1.0;
    report->answers.refused += is_refused;
    report->answers.invalid += fell_back && !is_refused;
}

static enum status decide_all(struct llm_rule *rule, const struct decision_context *context,
                              const struct questions *questions, double *hours_per_week,
                              struct error *err)
{
    double mass_sum = 0.0;
    struct answer_unfit unfit = {0}; /* says nothing about the options */

    for (size_t k = 0; k < questions->num_asked; k++) {
        const size_t i = questions->worker[k];
        struct decision decision;

        decide(&decision, &unfit, rule, context, questions, k);
        mass_sum += decision.mass_on_options;
        count_decision(context->report, &decision, rule->num_orders);
        hours_per_week[i] = decision.hours < 0.0 ? hours_before(context, i) : decision.hours;
        TRY(keep(&context->report->decisions, rule, &decision, context, i, err));
    }
    gateway_count_unfit(context->gateway, LLM_PURPOSE_WORKERS, &unfit);
    if (questions->num_asked > 0)
        context->report->mass_on_options = mass_sum / (double)questions->num_asked;
    return STATUS_OK;
}

static enum status llm_choose_hours(void *state, const struct decision_context *context,
                                    double *hours_per_week, struct error *err)
{
    struct llm_rule *const rule = state;
    struct questions questions = {0};

    if (!context->gateway) /* the questions hang on what the server can do */
        return error_set(err, STATUS_INTERNAL, "the rule 'llm' was given no gateway");
    if (context->step > 0)
        memory_keep(&rule->memory, context->step - 1, context->previous, context->satisfied);
    enum status status = llm_questions_write(&questions, rule, context, err);

    if (!status)
        status = llm_questions_ask(&questions, err);
    if (!status)
        status = decide_all(rule, context, &questions, hours_per_week, err);
    llm_questions_free(&questions);
    return status;
}

static const struct setting *const groups[] = {llm_rule_settings,     goal_settings,
                                               satisfaction_settings, stated_satisfaction_settings,
                                               personas_settings,     gateway_settings,
                                               seed_settings,         NULL};

const struct decision_rule_kind decision_rule_llm = {
    .kind = {.name = "llm",
             .summary = "a language model simulates each worker from a persona",
             .settings = groups},
    .create = llm_create,
    .choose_hours = llm_choose_hours,
    .destroy = llm_destroy,
    .needs_model = true,
    .can_be_dissatisfied = true,
};
