/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/llm_rule.h"
#include "agents/personas.h"
#include "agents/stated_satisfaction.h"
#include "agents/tax_words.h"
#include "agents/wording.h"
#include "agents/worker_words.h"
#include "base/random.h"
#include "calibration/countries.h"
#include "llm/gateway.h"

#include <stdio.h>
#include <stdlib.h>

enum { LETTER_TOKENS = 1, STATED_TOKENS = 8 /* of an option */ };

static const struct prompt_part system_parts[] = {PROMPT_WHOLE("law", "rebate", "spending", "form",
                                                               "reference", "change"),
                                                  {0}};
static const struct prompt_part question_parts[] = {PROMPT_WHOLE("persona", "facts", "goal",
                                                                 "history", "options", "question"),
                                                    {0}};

enum status llm_questions_load(struct llm_rule *rule, const struct settings *settings,
                               struct error *err)
{
    const char *const folder = settings_string(settings, "llm.prompts_folder");
    char name[WORDING_MAX_NAME];

    TRY(worker_words_load(&rule->words, folder, err));
    TRY(tax_words_load(&rule->tax_words, folder, err));
    rule->reference_name = country_of(settings)->reference_name;
    wording_prompt_name(name,
                        rule->tells == LLM_TOLD_CONSEQUENCES ? "worker_system_consequences"
                                                             : "worker_system",
                        settings);
    TRY(prompt_load(&rule->system, name, folder, system_parts, err));
    wording_prompt_name(name, "worker_question", settings);
    return prompt_load(&rule->question, name, folder, question_parts, err);
}

void llm_write_order(int *order, const struct llm_rule *rule, uint64_t seed, uint32_t id, int pass)
{
    const int count = rule->options.num_options;

    for (int k = 0; k < count; k++)
        order[k] = k;
    if (rule->options.form != ANSWER_LETTERS && !rule->options.is_stated)
        return;
    for (int k = count - 1; k > 0; k--) {
        const double u = random_uniforms(seed, RANDOM_MODEL_ORDER, id,
                                         (uint64_t)pass * ANSWER_MAX_OPTIONS + (uint64_t)k)
                             .u[0];
        const int other = (int)(u * (k + 1));
        const int kept = order[k];

        order[k] = order[other];
        order[other] = kept;
    }
}

static void write_history(struct text *history, const struct llm_rule *rule,
                          const struct decision_context *context, size_t i, size_t max_last,
                          size_t max_best)
{
    const char *const reason = stated_satisfaction_reason(context->stated_satisfaction, i);

    memory_write(history, &rule->memory, rule->words, i,
                 (struct memory_told){.last = max_last,
                                      .best = max_best,
                                      .has_utility = rule->tells_utility,
                                      .has_hint = rule->has_hint});
    if (reason[0]) {
        prompt_fill(history, rule->words, WORKER_SAID_OF_POLICY, (const char *[]){reason});
        text_append_bytes(history, "\n", 1);
    }
    if (!history->bytes && context->step == 0)
        prompt_fill(history, rule->words, WORKER_FIRST_YEAR, NULL);
}

/* The question of worker i, who is told of at most so many years. */
static void write_question(struct text *filled, const struct llm_rule *rule,
                           const struct decision_context *context, size_t i, const int *order,
                           size_t max_last, size_t max_best)
{
    const struct population *const population = &context->economy->population;
    const struct prompt *const person_words = personas_words(context->personas);
    const enum goal goal = goal_of_worker(&rule->goals, context->seed, population->id[i]);
    struct text persona = {0};
    struct text facts = {0};
    struct text history = {0};
    struct text options = {0};
    struct text brings[ANSWER_MAX_OPTIONS] = {{0}};
    const bool tells_consequences = rule->tells != LLM_TOLD_SYSTEM;

    personas_write(context->personas, &persona, population, i, context->seed);
    personas_write_facts(context->personas, &facts, population, i);
    write_history(&history, rule, context, i, max_last, max_best);
    if (tells_consequences)
        llm_told_write_consequences(brings, rule, context, i);
    answer_write_options(&options, &rule->options, rule->words, order,
                         tells_consequences ? brings : NULL);
    prompt_fill(filled, rule->question, 0,
                (const char *[]){prompt_value(&persona), prompt_value(&facts),
                                 persona_goal(person_words, goal), prompt_value(&history),
                                 prompt_value(&options),
                                 answer_question(&rule->options, rule->words)});
    filled->failed |= persona.failed || facts.failed || history.failed || options.failed;
    text_free(&persona);
    text_free(&facts);
    text_free(&history);
    text_free(&options);
    for (int k = 0; k < rule->options.num_options; k++) {
        filled->failed |= brings[k].failed;
        text_free(&brings[k]);
    }
}

/* The oldest of the last years first, then the worst of the best. */
static bool tell_fewer(struct years_told *told, size_t fewer)
{
    if (told->last + told->best == 0)
        return false;
    for (; fewer > 0 && told->last + told->best > 0; fewer--)
        *(told->last > 0 ? &told->last : &told->best) -= 1;
    return true;
}

/* The question that fits into the budget: years are left out.  What is no history is never cut. */
static void fit_question(struct text *question, struct years_told *told,
                         const struct llm_rule *rule, const struct decision_context *context,
                         size_t i, const int *order, size_t system_bytes)
{
    const size_t room = rule->max_prompt_tokens * PROMPT_BYTES_PER_TOKEN;

    for (;;) {
        write_question(question, rule, context, i, order, told->last, told->best);
        if (question->failed || system_bytes + question->length <= room || !tell_fewer(told, 1))
            return;
        text_free(question);
    }
}

/* A seed of the worker's own where the word itself is the draw; else one for all, so that equal
 * questions are one request. */
static uint64_t seed_of(const struct llm_rule *rule, const struct decision_context *context,
                        uint32_t id)
{
    const bool is_draw =
        rule->options.form == ANSWER_SAMPLE ||
        (rule->options.form != ANSWER_UTILITIES && !gateway_gives_probabilities(context->gateway));
    const double u = random_uniforms(context->seed, RANDOM_MODEL_SEED, is_draw ? id : 0,
                                     is_draw ? (uint64_t)context->step : 0)
                         .u[0];

    return (uint64_t)(u * 0x1p31);
}

void llm_questions_free(struct questions *questions)
{
    free(questions->worker);
    free(questions->told);
    llm_batch_destroy(questions->batch);
}

static enum status find_asked(struct questions *questions, const struct decision_context *context,
                              struct error *err)
{
    const size_t num_workers = context->economy->population.num_workers;

    questions->worker = malloc(num_workers * sizeof *questions->worker);
    if (!questions->worker)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the questions of %zu workers",
                         num_workers);
    for (size_t i = 0; i < num_workers; i++)
        if (!context->asked || context->asked[i])
            questions->worker[questions->num_asked++] = i;
    return STATUS_OK;
}

/* Request q of the batch: a worker and an order of its options.  It tells of at most told[q]. */
static void write_user(struct questions *questions, size_t q, struct llm_question *question)
{
    const struct llm_rule *const rule = questions->rule;
    const struct decision_context *const context = questions->context;
    const size_t num_orders = (size_t)rule->num_orders;
    const size_t i = questions->worker[q / num_orders];
    const uint32_t id = context->economy->population.id[i];
    struct years_told *const told = &questions->told[q];
    int order[ANSWER_MAX_OPTIONS];

    llm_write_order(order, rule, context->seed, id, (int)(q % num_orders));
    fit_question(&question->user, told, rule, context, i, order, questions->system_bytes);
    question->can_be_shorter = told->last + told->best > 0;
}

static void write_late(void *context, size_t q, struct llm_question *question)
{
    write_user(context, q, question);
}

static void set_question(struct questions *questions, size_t q)
{
    const struct decision_context *const context = questions->context;
    const size_t i = questions->worker[q / (size_t)questions->rule->num_orders];
    const uint32_t id = context->economy->population.id[i];
    struct llm_question question = {.who = id, .seed = seed_of(questions->rule, context, id)};

    if (!questions->are_late)
        write_user(questions, q, &question);
    llm_batch_set_take(questions->batch, q, &question);
}

enum status llm_questions_write(struct questions *questions, const struct llm_rule *rule,
                                const struct decision_context *context, struct error *err)
{
    const enum answer_form form = rule->options.form;
    const bool has_logprobs = form == ANSWER_NUMBER || form == ANSWER_LETTERS;
    struct text system = {0};
    struct llm_request common = {
        .purpose = LLM_PURPOSE_WORKERS,
        .step = context->step,
        .schema_name = "choice",
        .schema = rule->schema,
        .num_letters = form == ANSWER_LETTERS ? rule->options.num_options : 0,
        .temperature = rule->temperature,
        .max_tokens = form == ANSWER_LETTERS ? LETTER_TOKENS : rule->max_tokens,
        .top_logprobs = has_logprobs ? ANSWER_MAX_OPTIONS : 0,
        .deciding_key = form == ANSWER_NUMBER ? ANSWER_DECIDING_KEY : NULL,
    };

    if (rule->options.is_stated) {
        common.num_letters = common.top_logprobs = 0;
        common.max_tokens = rule->max_tokens + STATED_TOKENS * rule->options.num_options;
    }

    TRY(find_asked(questions, context, err));
    enum status status = llm_told_write_system(&system, rule, context, err);
    const size_t count = questions->num_asked * (size_t)rule->num_orders;

    questions->rule = rule;
    questions->context = context;
    questions->system_bytes = system.length;
    questions->are_late = count >= LLM_BATCH_LARGE;
    common.system = system.bytes;
    questions->told = calloc(count ? count : 1, sizeof *questions->told);
    if (!status && !questions->told)
        status = error_set(err, STATUS_NO_MEMORY, "no memory for %zu prompts", count);
    if (!status)
        status = llm_batch_create(&questions->batch, &common, count, err);
    text_free(&system);
    TRY(status);
#pragma omp parallel for schedule(static)
    for (size_t q = 0; q < count; q++) {
        questions->told[q] = (struct years_told){rule->memory.num_last, rule->memory.num_best};
        set_question(questions, q);
    }
    if (questions->are_late)
        llm_batch_write_late(questions->batch, write_late, questions);
    return STATUS_OK;
}

/* Those for whom the server has no room are told of a quarter of their years less. */
static size_t shorten(struct questions *questions, size_t *which)
{
    const size_t count = llm_batch_count(questions->batch);
    size_t num_shorter = 0;

    for (size_t q = 0; q < count; q++) {
        struct years_told *const told = &questions->told[q];

        if (llm_batch_reply(questions->batch, q)->invalid != LLM_INVALID_TOO_LONG ||
            !tell_fewer(told, 1 + (told->last + told->best) / 4))
            continue;
        if (!questions->are_late)
            set_question(questions, q);
        which[num_shorter++] = q;
    }
    return num_shorter;
}

enum status llm_questions_ask(struct questions *questions, struct error *err)
{
    struct gateway *const gateway = questions->context->gateway;
    size_t *const which = calloc(llm_batch_count(questions->batch) + 1, sizeof *which);
    size_t count = 0;
    enum status status = which ? llm_batch_ask(questions->batch, gateway, err)
                               : error_set(err, STATUS_NO_MEMORY, "no memory for prompts");

    while (!status && (count = shorten(questions, which)) > 0)
        status = llm_batch_ask_again(questions->batch, which, count, gateway, err);
    free(which);
    return status;
}
