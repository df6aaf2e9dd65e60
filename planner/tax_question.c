/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "planner/tax_question.h"

#include "base/json_writer.h"
#include "llm/reply_schema.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct setting tax_question_settings[] = {
    NUMBER_SETTING("planner.llm.temperature", "1", 0, 10, "0.7", "Temperature of its sampling."),
    INTEGER_SETTING("planner.llm.max_tokens", "token", 1, 100000, "400", "The longest answer."),
    {0},
};

/* ---- making ------------------------------------------------------------------------------------ */

static void write_schema(struct text *schema, const struct tax_prompt *about)
{
    static const double change[] = {-20, -10, 0, 10, 20};
    const struct reply_numbers numbers = {
        .choice = about->sets_changes ? change : NULL,
        .num_choices = sizeof change / sizeof *change,
        .min = ceil(100.0 * about->brackets.min_rate),
        .max = floor(100.0 * about->brackets.max_rate),
    };
    const char *const key = about->sets_changes ? "changes" : "rates";
    struct json_writer json = reply_schema_open(schema);

    reply_schema_words(&json, "reason");
    reply_schema_numbers(&json, key, about->brackets.count, numbers);
    reply_schema_close(&json, (const char *[]){"reason", key, NULL});
}

static enum status read_settings(struct tax_question *about, const struct settings *settings,
                                 struct error *err)
{
    struct text schema = {0};

    about->temperature = settings_number(settings, "planner.llm.temperature");
    about->max_tokens = (int)settings_integer(settings, "planner.llm.max_tokens");
    write_schema(&schema, &about->prompt);
    about->schema = schema.bytes;
    return schema.failed ? error_set(err, STATUS_NO_MEMORY, "no memory for a schema") : STATUS_OK;
}

enum status tax_question_create(struct tax_question *about, const struct settings *settings,
                                bool is_leader, struct error *err)
{
    *about = (struct tax_question){0};
    TRY(tax_prompt_create(&about->prompt, settings, is_leader, err));
    const enum status status = read_settings(about, settings, err);

    if (status)
        tax_question_free(about);
    return status;
}

void tax_question_free(struct tax_question *about)
{
    tax_prompt_free(&about->prompt);
    free(about->schema);
    *about = (struct tax_question){0};
}

/* ---- asking ------------------------------------------------------------------------------------ */

enum status tax_question_begin(struct llm_batch **batch, const struct tax_question *about,
                               const struct planner_view *view, size_t count, struct error *err)
{
    struct text system = {0};

    tax_prompt_write_system(&system, &about->prompt, view);
    const struct llm_request common = {
        .purpose = about->prompt.is_leader ? LLM_PURPOSE_LEADERS : LLM_PURPOSE_PLANNER,
        .step = view->step,
        .system = system.bytes,
        .schema_name = "taxes",
        .schema = about->schema,
        .temperature = about->temperature,
        .max_tokens = about->max_tokens,
    };
    const enum status status = system.failed
                                   ? error_set(err, STATUS_NO_MEMORY, "no memory for a prompt")
                                   : llm_batch_create(batch, &common, count, err);

    text_free(&system);
    return status;
}

void tax_question_set(struct llm_batch *batch, size_t k, const struct tax_question *about,
                      const struct planner_view *view, const struct tax_asked *asked)
{
    struct llm_question question = {
        .who = asked->worker,
        .seed = (view->seed * 1000003u + (uint64_t)view->tax_year + 7919u * asked->seed_key) &
                0x7fffffffu,
    };

    tax_prompt_write_question(&question.user, &about->prompt, view, asked,
                              strlen(llm_batch_request(batch, k)->system));
    llm_batch_set_take(batch, k, &question);
}

/* ---- the answer -------------------------------------------------------------------------------- */

enum status tax_question_read(struct tax_schedule *schedule, const struct tax_question *about,
                              const struct planner_view *view, const struct llm_reply *reply,
                              struct error *err)
{
    const struct brackets *const brackets = &about->prompt.brackets;
    const char *const key = about->prompt.sets_changes ? "changes" : "rates";
    struct tax_schedule now;
    double points[TAX_MAX_BRACKETS];
    double rate[TAX_MAX_BRACKETS];

    if (!llm_reply_numbers(reply, key, points, (size_t)brackets->count))
        return error_set(err, STATUS_INVALID_INPUT, "a stored answer holds no list of %d %s",
                         brackets->count, key);
    TRY(brackets_average_of(brackets, view->tax_system, view->population, &now, err));
    for (int j = 0; j < brackets->count; j++) {
        rate[j] = points[j] / 100.0;
        if (about->prompt.sets_changes)
            rate[j] = now.marginal_rate[j] + rate[j];
        rate[j] = fmin(fmax(rate[j], brackets->min_rate), brackets->max_rate);
    }
    return tax_schedule_init(schedule, brackets->count, brackets->start_usd_per_year, rate, 0.0,
                             err);
}

void tax_question_write_answer(struct json_writer *note, const struct tax_question *about,
                               const struct llm_reply *reply)
{
    json_bool(note, "usable", reply->outcome == LLM_USABLE);
    json_string(note, "form", about->prompt.sets_changes ? "changes" : "rates");
    json_string(note, "answer", reply->content ? reply->content : "");
    if (reply->invalid != LLM_VALID)
        json_string(note, "invalid", llm_invalid_names[reply->invalid]);
    if (reply->reason)
        json_string(note, "refused_because", reply->reason);
}

void tax_question_refuse(struct planner_proposal *proposal, const struct llm_reply *reply)
{
    snprintf(proposal->invalid, sizeof proposal->invalid,
             "the model's answer is invalid (%s): %.180s", llm_invalid_names[reply->invalid],
             reply->reason ? reply->reason : "");
}
