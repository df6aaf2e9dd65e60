/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/llm.c: workers whom a language model plays, each from its persona.  What all share stands first
 * in a prompt, then the persona, then the worker's own past, so that a server's prefix cache serves
 * it.  Where the model gives a distribution over hours, fisc draws from it with the worker's own
 * random stream; a worker without a usable answer keeps the hours of the year before. */
#include "agents/answer.h"
#include "agents/decision_rule.h"
#include "agents/law_words.h"
#include "agents/memory.h"
#include "agents/persona.h"
#include "base/elementary.h"
#include "base/random.h"
#include "llm/gateway.h"
#include "llm/prompt.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ORDERS = 8, MAX_TOKENS_OF_NUMBER = 24, LETTER_TOKENS = 1 };

struct llm_rule {
    struct answer_options options;
    int num_orders;
    double temperature, softmax_temperature;
    int max_tokens, has_hint;
    struct goal_shares goals;
    char *system_template, *question_template, *schema;
    struct memory memory;
};

static const char *const system_places[] = {"law", "rebate", "spending", "form", NULL};
static const char *const question_places[] = {"persona", "facts",    "goal", "history",
                                              "options", "question", NULL};

/* ---- making ------------------------------------------------------------------------------------ */

static void llm_destroy(void *state)
{
    struct llm_rule *const rule = state;

    if (!rule)
        return;
    memory_free(&rule->memory);
    free(rule->system_template);
    free(rule->question_template);
    free(rule->schema);
    free(rule);
}

static enum status read_options(struct llm_rule *rule, const struct settings *settings,
                                struct error *err)
{
    struct answer_options *const options = &rule->options;
    const size_t length = settings_length(settings, "rule.llm.hours_options");

    options->form = (enum answer_form)settings_choice(settings, "rule.llm.form");
    options->thinks = settings_bool(settings, "rule.llm.think") &&
                      (options->form == ANSWER_SAMPLE || options->form == ANSWER_UTILITIES);
    if (length < 2 || length > ANSWER_MAX_OPTIONS)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: expected 2 to %d hours to choose from, got %zu",
                         settings_origin(settings, "rule.llm.hours_options"), ANSWER_MAX_OPTIONS,
                         length);
    options->num_options =
        (int)settings_numbers(settings, "rule.llm.hours_options", options->hours, ANSWER_MAX_OPTIONS);
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
    const char *const folder = settings_string(settings, "llm.prompts_folder");
    struct text schema = {0};

    TRY(read_options(rule, settings, err));
    rule->num_orders = rule->options.form == ANSWER_LETTERS
                           ? (int)settings_integer(settings, "rule.llm.orders")
                           : 1;
    rule->temperature = settings_number(settings, "rule.llm.temperature");
    rule->softmax_temperature = settings_number(settings, "rule.llm.softmax_temperature");
    rule->max_tokens = (int)settings_integer(settings, "rule.llm.max_tokens");
    rule->has_hint = settings_bool(settings, "rule.llm.hint");
    TRY(goal_shares_read(&rule->goals, settings, err));
    TRY(prompt_load(&rule->system_template, "worker_system", folder, system_places, err));
    TRY(prompt_load(&rule->question_template, "worker_question", folder, question_places, err));
    answer_write_schema(&schema, &rule->options);
    if (schema.failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a schema");
    rule->schema = schema.bytes;
    return memory_create(&rule->memory, num_workers,
                         (size_t)settings_integer(settings, "rule.llm.history_steps"),
                         (size_t)settings_integer(settings, "rule.llm.best_steps"), err);
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

/* ---- prompts ----------------------------------------------------------------------------------- */

static enum status write_system(struct text *system, const struct llm_rule *rule,
                                const struct decision_context *context, struct error *err)
{
    struct text law = {0};
    struct text form = {0};
    char rebate[32];
    char spending[64];

    law_write(&law, context->schedule);
    answer_write_form(&form, &rule->options);
    snprintf(rebate, sizeof rebate, "%.0f", context->last->rebate);
    snprintf(spending, sizeof spending,
             context->economy->public_spending_usd_per_worker > 0.0 ? "%.0f dollars per worker"
                                                                    : "nothing itself",
             context->economy->public_spending_usd_per_worker);
    prompt_fill(system, rule->system_template,
                (struct prompt_value[]){{"law", law.bytes ? law.bytes : ""},
                                        {"rebate", rebate},
                                        {"spending", spending},
                                        {"form", form.bytes ? form.bytes : ""},
                                        {NULL, NULL}});
    const bool failed = law.failed || form.failed || system->failed;

    text_free(&law);
    text_free(&form);
    return failed ? error_set(err, STATUS_NO_MEMORY, "no memory for a prompt") : STATUS_OK;
}

/* Place k of an order holds option order[k]: as it is, or shuffled by the worker's own stream. */
static void write_order(int *order, const struct llm_rule *rule, uint64_t seed, uint32_t id, int pass)
{
    const int count = rule->options.num_options;

    for (int k = 0; k < count; k++)
        order[k] = k;
    if (rule->options.form != ANSWER_LETTERS)
        return;
    for (int k = count - 1; k > 0; k--) {
        const double u =
            random_uniforms(seed, RANDOM_MODEL_ORDER, id, (uint64_t)(pass * ANSWER_MAX_OPTIONS + k))
                .u[0];
        const int other = (int)(u * (k + 1));
        const int kept = order[k];

        order[k] = order[other];
        order[other] = kept;
    }
}

static const char *question_of(enum answer_form form)
{
    switch (form) {
    case ANSWER_UTILITIES:
        return "How good is each option for you this year?";
    case ANSWER_LETTERS:
        return "Which option do you choose this year? Answer with one letter only.";
    default:
        return "How many hours a week do you work this year?";
    }
}

static bool write_question(char **question, const struct llm_rule *rule,
                           const struct decision_context *context, size_t i, const int *order)
{
    const struct population *const population = &context->economy->population;
    struct text persona = {0};
    struct text facts = {0};
    struct text history = {0};
    struct text options = {0};
    struct text filled = {0};

    persona_write(&persona, population, i, context->seed);
    persona_write_facts(&facts, population, i);
    memory_write(&history, &rule->memory, i, rule->has_hint);
    answer_write_options(&options, &rule->options, order);
    prompt_fill(&filled, rule->question_template,
                (struct prompt_value[]){
                    {"persona", persona.bytes ? persona.bytes : ""},
                    {"facts", facts.bytes ? facts.bytes : ""},
                    {"goal", persona_goal(goal_of_worker(&rule->goals, context->seed, population->id[i]))},
                    {"history", history.bytes         ? history.bytes
                                : context->step == 0 ? "This is your first year."
                                                     : ""},
                    {"options", options.bytes ? options.bytes : ""},
                    {"question", question_of(rule->options.form)},
                    {NULL, NULL}});
    const bool failed = persona.failed || facts.failed || history.failed || options.failed ||
                        filled.failed || !filled.bytes;

    text_free(&persona);
    text_free(&facts);
    text_free(&history);
    text_free(&options);
    *question = filled.bytes;
    return !failed;
}

/* A seed of the worker's own where the word itself is the draw; else one for all, so that equal
 * questions are one request. */
static uint64_t seed_of(const struct llm_rule *rule, const struct decision_context *context,
                        uint32_t id)
{
    const bool is_draw = rule->options.form == ANSWER_SAMPLE ||
                         (rule->options.form != ANSWER_UTILITIES &&
                          gateway_max_top_logprobs(context->gateway) == 0);
    const double u = random_uniforms(context->seed, RANDOM_MODEL_SEED, is_draw ? id : 0,
                                     is_draw ? (uint64_t)context->step : 0)
                         .u[0];

    return (uint64_t)(u * 0x1p31);
}

/* ---- asking ------------------------------------------------------------------------------------ */

struct questions {
    size_t num_asked, count;
    size_t *worker; /* [num_asked] */
    char *system;
    struct llm_request *request; /* [count = num_asked * orders], worker by worker */
    struct llm_reply *reply;
};

static void free_questions(struct questions *questions)
{
    for (size_t k = 0; questions->request && k < questions->count; k++)
        free((char *)(uintptr_t)questions->request[k].user);
    for (size_t k = 0; questions->reply && k < questions->count; k++)
        llm_reply_free(&questions->reply[k]);
    free(questions->worker);
    free(questions->request);
    free(questions->reply);
    free(questions->system);
}

static enum status write_questions(struct questions *questions, const struct llm_rule *rule,
                                   const struct decision_context *context, struct error *err)
{
    const struct population *const population = &context->economy->population;
    const size_t num_orders = (size_t)rule->num_orders;
    const bool has_logprobs =
        rule->options.form == ANSWER_NUMBER || rule->options.form == ANSWER_LETTERS;
    struct text system = {0};
    int failed = 0;

    questions->worker = malloc(population->num_workers * sizeof *questions->worker);
    for (size_t i = 0; questions->worker && i < population->num_workers; i++)
        if (!context->asked || context->asked[i])
            questions->worker[questions->num_asked++] = i;
    questions->count = questions->num_asked * num_orders;
    questions->request = calloc(questions->count + 1, sizeof *questions->request);
    questions->reply = calloc(questions->count + 1, sizeof *questions->reply);
    if (!questions->worker || !questions->request || !questions->reply)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %zu requests", questions->count);
    const enum status status = write_system(&system, rule, context, err);

    questions->system = system.bytes;
    if (status)
        return status;
#pragma omp parallel for schedule(static) reduction(| : failed)
    for (size_t q = 0; q < questions->count; q++) {
        const size_t i = questions->worker[q / num_orders];
        int order[ANSWER_MAX_OPTIONS];
        char *question = NULL;

        write_order(order, rule, context->seed, population->id[i], (int)(q % num_orders));
        failed |= !write_question(&question, rule, context, i, order);
        questions->request[q] = (struct llm_request){
            .system = questions->system,
            .user = question,
            .schema_name = "choice",
            .schema = rule->schema,
            .num_letters =
                rule->options.form == ANSWER_LETTERS ? rule->options.num_options : 0,
            .temperature = rule->temperature,
            .max_tokens = rule->options.form == ANSWER_LETTERS ? LETTER_TOKENS : rule->max_tokens,
            .top_logprobs = has_logprobs ? ANSWER_MAX_OPTIONS : 0,
            .seed = seed_of(rule, context, population->id[i]),
        };
    }
    return failed ? error_set(err, STATUS_NO_MEMORY, "no memory for %zu prompts", questions->count)
                  : STATUS_OK;
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

static double draw(const struct answer_options *options, const double *weight, double u)
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
    return options->hours[chosen];
}

/* Hours of worker i from a reply an order, averaged; a negative number without a usable one. */
static double decide(const struct llm_rule *rule, const struct decision_context *context,
                     const struct llm_reply *replies, size_t i, double *mass)
{
    const uint32_t id = context->economy->population.id[i];
    double sum[ANSWER_MAX_OPTIONS] = {0.0};
    int num_usable = 0;

    *mass = 0.0;
    for (int pass = 0; pass < rule->num_orders; pass++) {
        int order[ANSWER_MAX_OPTIONS];
        double probability[ANSWER_MAX_OPTIONS];
        double on_options = 0.0;
        double hours = -1.0;

        write_order(order, rule, context->seed, id, pass);
        if (!answer_read(&rule->options, order, &replies[pass], probability, &on_options, &hours))
            continue;
        if (rule->options.form == ANSWER_SAMPLE) {
            *mass = 1.0;
            return hours;
        }
        if (rule->options.form == ANSWER_UTILITIES)
            weigh_scores(rule, probability);
        for (int k = 0; k < rule->options.num_options; k++)
            sum[k] += probability[k];
        *mass += on_options;
        num_usable++;
    }
    if (num_usable == 0)
        return -1.0;
    *mass /= num_usable;
    return draw(&rule->options, sum,
                random_uniforms(context->seed, RANDOM_MODEL_CHOICE, id, (uint64_t)context->step).u[0]);
}

static double hours_before(const struct decision_context *context, size_t i)
{
    return context->step > 0 ? context->previous->hours_per_week[i]
                             : (double)context->economy->population.observed_hours_per_week[i];
}

static enum status llm_choose_hours(void *state, const struct decision_context *context,
                                    double *hours_per_week, struct error *err)
{
    struct llm_rule *const rule = state;
    struct questions questions = {0};
    double mass_sum = 0.0;

    if (!context->gateway)
        return error_set(err, STATUS_INTERNAL, "the rule 'llm' was given no gateway");
    if (context->step > 0)
        memory_keep(&rule->memory, context->step - 1, context->previous, context->satisfied);
    enum status status = write_questions(&questions, rule, context, err);

    if (!status)
        status = gateway_ask(context->gateway, questions.request, questions.count, questions.reply,
                             err);
    for (size_t k = 0; !status && k < questions.num_asked; k++) {
        const size_t i = questions.worker[k];
        double mass = 0.0;
        const double hours =
            decide(rule, context, questions.reply + k * (size_t)rule->num_orders, i, &mass);

        mass_sum += mass;
        context->report->fallbacks += hours < 0.0;
        hours_per_week[i] = hours < 0.0 ? hours_before(context, i) : hours;
    }
    if (questions.num_asked > 0)
        context->report->mass_on_options = mass_sum / (double)questions.num_asked;
    free_questions(&questions);
    return status;
}

const struct decision_rule_kind decision_rule_llm = {
    .name = "llm",
    .summary = "a language model plays each worker from a persona",
    .create = llm_create,
    .choose_hours = llm_choose_hours,
    .destroy = llm_destroy,
    .needs_model = true,
};
