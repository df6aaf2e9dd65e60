/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/stated_satisfaction.h"

#include "agents/personas.h"
#include "agents/tax_words.h"
#include "base/random.h"
#include "llm/batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct setting stated_satisfaction_settings[] = {
    CHOICE_SETTING(
        "rule.satisfaction_by", "formula|model", "\"formula\"",
        "Who says whether a worker is satisfied: the formula below; or, for workers simulated by a "
        "language model, the model, with a reason that its prompt shows a year later.",
        .when = "rule.satisfaction"),
    {0},
};

enum { REASON_BYTES = 160, MAX_TOKENS = 120 };

static const char schema[] =
    "{\"type\":\"object\",\"properties\":{\"satisfied\":{\"type\":\"boolean\"},\"reason\":{"
    "\"type\":\"string\"}},\"required\":[\"satisfied\",\"reason\"],\"additionalProperties\":false}";
static const struct prompt_part system_parts[] = {PROMPT_WHOLE("law", "rebate", "spending", "form"),
                                                  {0}};
static const struct prompt_part question_parts[] = {PROMPT_WHOLE("persona", "facts", "goal",
                                                                 "outcome"),
                                                    {0}};

enum { FORM, OUTCOME, NUM_WORDS };
static const struct prompt_part word_parts[NUM_WORDS + 1] = {
    [FORM] = PROMPT_PART("form", NULL),
    [OUTCOME] = PROMPT_PART("outcome", "hours", "income", "tax", "left"),
};

struct stated_satisfaction {
    size_t num_workers;
    double temperature;
    struct goal_shares goals;
    struct prompt *system, *question, *words, *tax_words;
    char (*reason)[REASON_BYTES]; /* [num_workers] */
};

static enum status read_settings(struct stated_satisfaction *stated,
                                 const struct settings *settings, struct error *err)
{
    const char *const folder = settings_string(settings, "llm.prompts_folder");

    stated->temperature = settings_number(settings, "rule.llm.temperature");
    stated->reason = calloc(stated->num_workers, sizeof *stated->reason);
    if (!stated->reason)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the satisfaction of %zu workers",
                         stated->num_workers);
    TRY(goal_shares_read(&stated->goals, settings, err));
    TRY(prompt_load(&stated->system, "satisfaction_system", folder, system_parts, err));
    TRY(prompt_load(&stated->question, "satisfaction_question", folder, question_parts, err));
    TRY(prompt_load(&stated->words, "satisfaction_words", folder, word_parts, err));
    return tax_words_load(&stated->tax_words, folder, err);
}

enum status stated_satisfaction_create(struct stated_satisfaction **stated,
                                       const struct settings *settings, size_t num_workers,
                                       struct error *err)
{
    *stated = NULL;
    if (!settings_is(settings, "rule.satisfaction_by", "model") ||
        !settings_bool(settings, "rule.satisfaction"))
        return STATUS_OK;
    *stated = calloc(1, sizeof **stated);
    if (!*stated)
        return error_set(err, STATUS_NO_MEMORY, "no memory for stated satisfaction");
    (*stated)->num_workers = num_workers;
    const enum status status = read_settings(*stated, settings, err);

    if (status) {
        stated_satisfaction_destroy(*stated);
        *stated = NULL;
    }
    return status;
}

void stated_satisfaction_destroy(struct stated_satisfaction *stated)
{
    if (!stated)
        return;
    free(stated->reason);
    prompt_destroy(stated->system);
    prompt_destroy(stated->question);
    prompt_destroy(stated->words);
    prompt_destroy(stated->tax_words);
    free(stated);
}

static bool write_system(struct text *system, const struct stated_satisfaction *stated,
                         const struct decision_context *context, double rebate_usd_per_year)
{
    struct text taxes = {0};
    struct text spending = {0};
    char rebate[PROMPT_NUMBER_ROOM];

    tax_words_write(&taxes, stated->tax_words, context->tax_system);
    tax_words_write_spending(&spending, stated->tax_words,
                             context->economy->budget.public_spending_usd_per_worker);
    prompt_number(rebate, "%.0f", rebate_usd_per_year);
    prompt_fill(system, stated->system, 0,
                (const char *[]){prompt_value(&taxes), rebate, prompt_value(&spending),
                                 prompt_words(stated->words, FORM)});
    const bool failed = taxes.failed || spending.failed || system->failed;

    text_free(&taxes);
    text_free(&spending);
    return !failed;
}

static void write_year(struct text *year, const struct stated_satisfaction *stated,
                       const struct outcome *outcome, size_t i)
{
    char room[4][PROMPT_NUMBER_ROOM];

    prompt_fill(year, stated->words, OUTCOME,
                (const char *[]){prompt_number(room[0], "%.4g", outcome->hours_per_week[i]),
                                 prompt_number(room[1], "%.0f", outcome->income_usd_per_year[i]),
                                 prompt_number(room[2], "%.0f", outcome->tax_usd_per_year[i]),
                                 prompt_number(room[3], "%.0f",
                                               outcome->net_income_usd_per_year[i])});
}

static void write_question(struct text *question, const struct stated_satisfaction *stated,
                           const struct decision_context *context, const struct outcome *outcome,
                           size_t i)
{
    const struct population *const population = &context->economy->population;
    const struct prompt *const person_words = personas_words(context->personas);
    const enum goal goal = goal_of_worker(&stated->goals, context->seed, population->id[i]);
    struct text persona = {0};
    struct text facts = {0};
    struct text year = {0};

    personas_write(context->personas, &persona, population, i, context->seed);
    personas_write_facts(context->personas, &facts, population, i);
    write_year(&year, stated, outcome, i);
    prompt_fill(question, stated->question, 0,
                (const char *[]){prompt_value(&persona), prompt_value(&facts),
                                 persona_goal(person_words, goal), prompt_value(&year)});
    question->failed |= persona.failed || facts.failed || year.failed;
    text_free(&persona);
    text_free(&facts);
    text_free(&year);
}

/* A question to each worker in worker[count]. */
static enum status write_batch(struct llm_batch **batch, const struct stated_satisfaction *stated,
                               const struct decision_context *context,
                               const struct outcome *outcome, double rebate_usd_per_year,
                               const size_t *worker, size_t count, struct error *err)
{
    struct text system = {0};
    const bool is_written = write_system(&system, stated, context, rebate_usd_per_year);
    const struct llm_request common = {
        .purpose = LLM_PURPOSE_SATISFACTION,
        .step = context->step,
        .system = system.bytes,
        .schema_name = "verdict",
        .schema = schema,
        .temperature = stated->temperature,
        .max_tokens = MAX_TOKENS,
    };
    const enum status status =
        is_written ? llm_batch_create(batch, &common, count, err)
                   : error_set(err, STATUS_NO_MEMORY, "no memory to hear %zu workers", count);

    text_free(&system);
    TRY(status);
#pragma omp parallel for schedule(static)
    for (size_t k = 0; k < count; k++) {
        const uint32_t id = context->economy->population.id[worker[k]];
        const double u =
            random_uniforms(context->seed, RANDOM_MODEL_SEED, id, (uint64_t)context->step).u[2];
        struct llm_question question = {.who = id, .seed = (uint64_t)(u * 0x1p31)};

        write_question(&question.user, stated, context, outcome, worker[k]);
        llm_batch_set_take(*batch, k, &question);
    }
    return STATUS_OK;
}

/* Cut at a whole letter. */
static void copy_reason(char reason[REASON_BYTES], const char *words)
{
    snprintf(reason, REASON_BYTES, "%s", words);
    reason[text_utf8_length(reason, strlen(reason))] = '\0';
}

static void read_stated_satisfaction(struct stated_satisfaction *stated,
                                     struct satisfaction *satisfaction,
                                     const struct decision_context *context,
                                     const struct outcome *outcome, const struct llm_reply *reply,
                                     size_t i)
{
    const char *const reason = llm_reply_text(reply, "reason");
    bool is_satisfied = false;

    stated->reason[i][0] = '\0';
    if (!llm_reply_bool(reply, "satisfied", &is_satisfied))
        return;
    satisfaction_set(satisfaction, context->economy, outcome, i, is_satisfied);
    copy_reason(stated->reason[i], reason ? reason : "");
}

enum status stated_satisfaction_ask(struct stated_satisfaction *stated,
                                    struct satisfaction *satisfaction,
                                    const struct decision_context *context,
                                    const struct decision_rule *rule, const struct outcome *outcome,
                                    double rebate_usd_per_year, struct error *err)
{
    size_t *const worker = calloc(stated->num_workers, sizeof *worker);
    struct llm_batch *batch = NULL;
    size_t count = 0;

    if (!worker)
        return error_set(err, STATUS_NO_MEMORY, "no memory to hear workers");
    for (size_t i = 0; i < stated->num_workers; i++)
        if (decision_rule_uses_llm(rule, i))
            worker[count++] = i;
    enum status status =
        write_batch(&batch, stated, context, outcome, rebate_usd_per_year, worker, count, err);

    if (!status)
        status = llm_batch_ask(batch, context->gateway, err);
    for (size_t k = 0; !status && k < count; k++)
        read_stated_satisfaction(stated, satisfaction, context, outcome, llm_batch_reply(batch, k),
                                 worker[k]);
    llm_batch_destroy(batch);
    free(worker);
    return status;
}

const char *stated_satisfaction_reason(const struct stated_satisfaction *stated, size_t i)
{
    return stated ? stated->reason[i] : "";
}
