/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/model_card/money_question.h"

#include "llm/batch.h"
#include "llm/prompt.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char schema[] =
    "{\"type\":\"object\",\"properties\":{\"better\":{\"type\":\"integer\",\"enum\":[1,2]}},"
    "\"required\":[\"better\"],\"additionalProperties\":false}";
static const struct prompt_part system_parts[] = {PROMPT_WHOLE("form"), {0}};
static const struct prompt_part question_parts[] = {PROMPT_WHOLE("hours", "first", "second"), {0}};
static const struct prompt_part word_parts[] = {PROMPT_PART("form", NULL), {0}};

enum { MAX_TOKENS = 24 };

/* From 15,000 to 90,000 USD, and a tenth or a half more, at 20 to 60 hours. */
static void write_question(struct text *question, const struct prompt *template, size_t pair,
                           size_t num_pairs, bool richer_is_first)
{
    const double less = 15000.0 + 75000.0 * ((double)pair + 0.5) / (double)num_pairs;
    const double more = (pair % 2 ? 1.5 : 1.1) * less;
    char room[3][PROMPT_NUMBER_ROOM];

    prompt_fill(question, template, 0,
                (const char *[]){prompt_number(room[0], "%zu", 20 + 10 * (pair % 5)),
                                 prompt_number(room[1], "%.0f", richer_is_first ? more : less),
                                 prompt_number(room[2], "%.0f", richer_is_first ? less : more)});
}

struct templates {
    struct prompt *system, *question, *words;
};

static enum status load(struct templates *templates, const char *folder, struct error *err)
{
    TRY(prompt_load(&templates->system, "mind_money_system", folder, system_parts, err));
    TRY(prompt_load(&templates->question, "mind_money_question", folder, question_parts, err));
    return prompt_load(&templates->words, "mind_money_words", folder, word_parts, err);
}

static enum status write_batch(struct llm_batch **batch, const struct templates *templates,
                               double temperature, size_t num_pairs, struct error *err)
{
    struct text system = {0};

    prompt_fill(&system, templates->system, 0, (const char *[]){prompt_words(templates->words, 0)});
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

        write_question(&question.user, templates->question, q / 2, num_pairs, q % 2 == 0);
        llm_batch_set_take(*batch, q, &question);
    }
    return STATUS_OK;
}

/* Of one question, the first or the second of its pair; false if the answer cannot be used. */
static bool read_answer(double *more_money, double *first_shown, const struct llm_batch *batch,
                        size_t q)
{
    double better = 0.0;

    if (!llm_reply_number(llm_batch_reply(batch, q), "better", &better))
        return false;
    *first_shown = better == 1.0;
    *more_money = better == (q % 2 == 0 ? 1.0 : 2.0);
    return true;
}

static void read_answers(struct model_card_money *money, const struct llm_batch *batch)
{
    for (size_t pair = 0; 2 * pair < llm_batch_count(batch); pair++) {
        double more[2];
        double first[2];
        const bool has_one = read_answer(&more[0], &first[0], batch, 2 * pair);
        const bool has_other = read_answer(&more[1], &first[1], batch, 2 * pair + 1);
        const bool is_whole = has_one && has_other;

        money->num_usable += (size_t)has_one + (size_t)has_other;
        money->more_money[pair] = is_whole ? 0.5 * (more[0] + more[1]) : NAN;
        money->first_shown[pair] = is_whole ? 0.5 * (first[0] + first[1]) : NAN;
    }
}

enum status model_card_ask_money(struct model_card_money *money, const struct settings *settings,
                                 struct gateway *gateway, size_t num_pairs, struct error *err)
{
    struct templates templates = {0};
    struct llm_batch *batch = NULL;

    money->num_asked = 2 * num_pairs;
    money->num_usable = 0;
    enum status status = load(&templates, settings_string(settings, "llm.prompts_folder"), err);

    if (!status)
        status = write_batch(&batch, &templates, settings_number(settings, "rule.llm.temperature"),
                             num_pairs, err);
    if (!status)
        status = llm_batch_ask(batch, gateway, err);
    if (!status)
        read_answers(money, batch);
    llm_batch_destroy(batch);
    prompt_destroy(templates.system);
    prompt_destroy(templates.question);
    prompt_destroy(templates.words);
    return status;
}
