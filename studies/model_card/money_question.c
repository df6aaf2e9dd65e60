/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/model_card/money_question.h"

#include "llm/batch.h"
#include "llm/prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char schema[] =
    "{\"type\":\"object\",\"properties\":{\"better\":{\"type\":\"integer\",\"enum\":[1,2]}},"
    "\"required\":[\"better\"],\"additionalProperties\":false}";
static const char form[] = "Answer with a JSON object whose key \"better\" holds the number of the "
                           "better situation, 1 or 2.";
enum { MAX_TOKENS = 24 };

/* From 15,000 to 90,000 USD, and a tenth or a half more, at 20 to 60 hours. */
static void write_question(struct text *question, const char *template, size_t pair,
                           size_t num_pairs, int richer_is_first)
{
    const double less = 15000.0 + 75000.0 * ((double)pair + 0.5) / (double)num_pairs;
    const double more = (pair % 2 ? 1.5 : 1.1) * less;
    char hours[16], first[32], second[32];

    snprintf(hours, sizeof hours, "%zu", 20 + 10 * (pair % 5));
    snprintf(first, sizeof first, "%.0f", richer_is_first ? more : less);
    snprintf(second, sizeof second, "%.0f", richer_is_first ? less : more);
    prompt_fill(question, template,
                (struct prompt_value[]){
                    {"hours", hours}, {"first", first}, {"second", second}, {NULL, NULL}});
}

static enum status write_batch(struct llm_batch **batch, const char *system_template,
                               const char *question_template, double temperature, size_t num_pairs,
                               struct error *err)
{
    struct text system = {0};

    prompt_fill(&system, system_template, (struct prompt_value[]){{"form", form}, {NULL, NULL}});
    const struct llm_request common = {
        .purpose = LLM_PURPOSE_MODEL_CARD,
        .system = system.bytes,
        .schema_name = "choice",
        .schema = schema,
        .temperature = temperature,
        .max_tokens = MAX_TOKENS,
    };
    const enum status status = system.failed
                                   ? error_set(err, STATUS_NO_MEMORY, "no memory for a prompt")
                                   : llm_batch_create(batch, &common, 2 * num_pairs, err);

    text_free(&system);
    TRY(status);
    for (size_t q = 0; q < 2 * num_pairs; q++) { /* two a pair */
        struct llm_question question = {.seed = 0};

        write_question(&question.user, question_template, q / 2, num_pairs, q % 2 == 0);
        llm_batch_set_take(*batch, q, &question);
    }
    return STATUS_OK;
}

static void count_answers(struct model_card_money *money, const struct llm_batch *batch)
{
    for (size_t q = 0; q < llm_batch_count(batch); q++) {
        double better = 0.0;

        if (!llm_reply_number(llm_batch_reply(batch, q), "better", &better))
            continue;
        money->num_usable++;
        money->num_first_shown += better == 1.0;
        money->num_more_money += better == (q % 2 == 0 ? 1.0 : 2.0);
    }
}

enum status model_card_ask_money(struct model_card_money *money, const struct settings *settings,
                                 struct gateway *gateway, size_t num_pairs, struct error *err)
{
    static const char *const system_places[] = {"form", NULL};
    static const char *const question_places[] = {"hours", "first", "second", NULL};
    const char *const folder = settings_string(settings, "llm.prompts_folder");
    char *system = NULL;
    char *question = NULL;
    struct llm_batch *batch = NULL;

    *money = (struct model_card_money){.num_asked = 2 * num_pairs};
    TRY(prompt_load(&system, "mind_money_system", folder, system_places, err));
    enum status status =
        prompt_load(&question, "mind_money_question", folder, question_places, err);

    if (!status)
        status = write_batch(&batch, system, question,
                             settings_number(settings, "rule.llm.temperature"), num_pairs, err);
    if (!status)
        status = llm_batch_ask(batch, gateway, err);
    if (!status)
        count_answers(money, batch);
    llm_batch_destroy(batch);
    free(system);
    free(question);
    return status;
}
