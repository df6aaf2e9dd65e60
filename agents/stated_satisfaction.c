/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/stated_satisfaction.h"

#include "agents/persona.h"
#include "agents/personas.h"
#include "agents/tax_words.h"
#include "base/random.h"
#include "llm/batch.h"
#include "llm/prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REASON_BYTES = 160, MAX_TOKENS = 120 };

static const char schema[] =
    "{\"type\":\"object\",\"properties\":{\"satisfied\":{\"type\":\"boolean\"},\"reason\":{"
    "\"type\":\"string\"}},\"required\":[\"satisfied\",\"reason\"],\"additionalProperties\":false}";
static const char form[] =
    "Answer with a JSON object: under \"satisfied\" true or false; under \"reason\" "
    "say in one short sentence why.";
static const char *const system_places[] = {"law", "rebate", "spending", "form", NULL};
static const char *const question_places[] = {"persona", "facts", "goal", "outcome", NULL};

struct stated_satisfaction {
    size_t num_workers;
    double temperature;
    struct goal_shares goals;
    char *system_template, *question_template;
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
    TRY(prompt_load(&stated->system_template, "satisfaction_system", folder, system_places, err));
    return prompt_load(&stated->question_template, "satisfaction_question", folder, question_places,
                       err);
}

enum status stated_satisfaction_create(struct stated_satisfaction **stated,
                                       const struct settings *settings, size_t num_workers,
                                       struct error *err)
{
    *stated = NULL;
    if (settings_choice(settings, "rule.satisfaction_by") == 0 ||
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
    free(stated->system_template);
    free(stated->question_template);
    free(stated);
}

static bool write_system(struct text *system, const struct stated_satisfaction *stated,
                         const struct decision_context *context, double rebate_usd_per_year)
{
    struct text tax_words = {0};
    char rebate[32];
    char spending[64];

    tax_words_write(&tax_words, context->tax_system);
    snprintf(rebate, sizeof rebate, "%.0f", rebate_usd_per_year);
    tax_words_write_spending(spending, sizeof spending,
                             context->economy->budget.public_spending_usd_per_worker);
    prompt_fill(system, stated->system_template,
                (struct prompt_value[]){{"law", tax_words.bytes ? tax_words.bytes : ""},
                                        {"rebate", rebate},
                                        {"spending", spending},
                                        {"form", form},
                                        {NULL, NULL}});
    const bool failed = tax_words.failed || system->failed;

    text_free(&tax_words);
    return !failed;
}

static void write_question(struct text *question, const struct stated_satisfaction *stated,
                           const struct decision_context *context, const struct outcome *outcome,
                           size_t i)
{
    const struct population *const population = &context->economy->population;
    struct text persona = {0};
    struct text facts = {0};
    struct text year = {0};

    personas_write(context->personas, &persona, population, i, context->seed);
    persona_write_facts(&facts, population, i);
    text_append(
        &year,
        "This year you worked %.4g hours a week and earned %.0f dollars. You paid %.0f dollars of "
        "tax and had %.0f left with the rebate.",
        outcome->hours_per_week[i], outcome->income_usd_per_year[i], outcome->tax_usd_per_year[i],
        outcome->net_income_usd_per_year[i]);
    prompt_fill(question, stated->question_template,
                (struct prompt_value[]){{"persona", persona.bytes ? persona.bytes : ""},
                                        {"facts", facts.bytes ? facts.bytes : ""},
                                        {"goal",
                                         persona_goal(goal_of_worker(&stated->goals, context->seed,
                                                                     population->id[i]))},
                                        {"outcome", year.bytes ? year.bytes : ""},
                                        {NULL, NULL}});
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
        struct llm_question question = {.who = worker[k], .seed = (uint64_t)(u * 0x1p31)};

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
