/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/llm.c: a language model that learns in its context (after Karten et al. 2025): it sees the
 * objective, the tax system in force, what it brought, the last tax years and the best ones, and answers with
 * rates or changes of rates, and its reason.  An answer that cannot be used is no proposal: it is refused. */
#include "base/json_writer.h"
#include "config/seed.h"
#include "llm/gateway_settings.h"
#include "planner/brackets.h"
#include "planner/tax_question.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_PROMPT_IN_NOTE = 16000 };

static void destroy(void *state)
{
    struct tax_question *const about = state;

    if (about)
        tax_question_free(about);
    free(about);
}

static enum status create(void **state, const struct settings *settings, struct error *err)
{
    struct tax_question *const about = calloc(1, sizeof *about);

    if (!about)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a planner");
    const enum status status = tax_question_create(about, settings, false, err);

    if (status)
        free(about);
    else
        *state = about;
    return status;
}

/* What was asked and answered, as JSON; a long prompt is cut. */
static void write_note(struct planner_proposal *proposal, const struct tax_question *about,
                       const char *question, const struct llm_reply *reply)
{
    struct text note = {0};
    struct json_writer json = json_writer_of(&note, JSON_COMPACT);
    char *const prompt = strndup(question, MAX_PROMPT_IN_NOTE);

    json_open_object(&json, NULL);
    tax_question_write_answer(&json, about, reply);
    json_string(&json, "prompt", prompt ? prompt : "");
    json_close(&json);
    planner_keep_note(proposal, &note);
    text_free(&note);
    free(prompt);
}

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    const struct tax_question *const about = state;
    const struct tax_asked nobody = {.persona = "", .facts = "", .goal = ""};
    struct llm_batch *batch = NULL;

    TRY(tax_question_begin(&batch, about, view, 1, err));
    tax_question_set(batch, 0, about, view, &nobody);
    enum status status = llm_batch_ask(batch, view->gateway, err);
    const struct llm_reply *const reply = llm_batch_reply(batch, 0);

    if (!status)
        write_note(proposal, about, llm_batch_request(batch, 0)->user, reply);
    if (!status && reply->outcome == LLM_USABLE)
        status = tax_question_read(&proposal->schedule, about, view, reply, err);
    else if (!status)
        tax_question_refuse(proposal, reply);
    llm_batch_destroy(batch);
    return status;
}

static const struct setting *const groups[] = {brackets_settings,     tax_prompt_settings,
                                               tax_question_settings, gateway_settings,
                                               seed_settings,         NULL};

const struct planner_kind planner_llm = {
    .kind = {.name = "llm",
             .summary = "a language model that learns in its context from the tax years before",
             .settings = groups},
    .create = create,
    .propose = propose,
    .destroy = destroy,
    .needs_model = true,
};
