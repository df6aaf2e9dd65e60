/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/asked.h"

#include "base/json_writer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct question {
    char *system, *user;
    struct llm_reply reply;
    enum llm_purpose purpose;
    int64_t step;
    size_t who;
    double hours_per_week; /* that the worker then worked; NaN for other purposes */
};

struct asked {
    struct asked_choice choice;
    struct question *question; /* [count] */
    size_t count, capacity, num_settled;
    size_t heard[LLM_NUM_PURPOSES]; /* questions in all, also those that are not kept */
    bool failed;
};

enum status asked_create(struct asked **asked, const struct asked_choice *choice, struct error *err)
{
    *asked = calloc(1, sizeof **asked);
    if (!*asked)
        return error_set(err, STATUS_NO_MEMORY, "no memory for questions");
    (*asked)->choice = *choice;
    return STATUS_OK;
}

void asked_destroy(struct asked *asked)
{
    if (!asked)
        return;
    for (size_t k = 0; k < asked->count; k++) {
        free(asked->question[k].system);
        free(asked->question[k].user);
        llm_reply_free(&asked->question[k].reply);
    }
    free(asked->question);
    free(asked);
}

/* ---- hearing ----------------------------------------------------------------------------------- */

/* Is it asked about one worker?  A planner's questions are about nobody. */
static bool is_about_worker(enum llm_purpose purpose)
{
    return purpose != LLM_PURPOSE_PLANNER;
}

static bool is_wanted(const struct asked *asked, const struct llm_request *request)
{
    const struct asked_choice *const choice = &asked->choice;

    if (choice->only_first)
        return asked->heard[request->purpose] == 0;
    return (choice->purpose == ASKED_ANY || choice->purpose == (int)request->purpose) &&
           (choice->step < 0 || choice->step == request->step) &&
           (choice->worker < 0 ||
            (is_about_worker(request->purpose) && (size_t)choice->worker == request->who));
}

static struct question *append(struct asked *asked)
{
    if (asked->count == asked->capacity) {
        const size_t capacity = 2 * asked->capacity + 16;
        struct question *const more = realloc(asked->question, capacity * sizeof *more);

        if (!more)
            return NULL;
        asked->question = more;
        asked->capacity = capacity;
    }
    asked->question[asked->count] = (struct question){.hours_per_week = NAN};
    return &asked->question[asked->count++];
}

void asked_hear(void *context, const struct llm_request *request, const struct llm_reply *reply)
{
    struct asked *const asked = context;
    const bool is_kept = is_wanted(asked, request);

    asked->heard[request->purpose]++;
    if (!is_kept || asked->failed)
        return;
    struct question *const question = append(asked);

    if (!question) {
        asked->failed = true;
        return;
    }
    question->purpose = request->purpose;
    question->step = request->step;
    question->who = request->who;
    question->system = strdup(request->system);
    question->user = strdup(request->user);
    asked->failed = llm_reply_copy(&question->reply, reply, NULL) != STATUS_OK ||
                    !question->system || !question->user;
}

static enum status settle(void *context, const double *hours_per_week, struct error *err)
{
    struct asked *const asked = context;

    for (; asked->num_settled < asked->count; asked->num_settled++) {
        struct question *const question = &asked->question[asked->num_settled];

        if (question->purpose == LLM_PURPOSE_WORKERS)
            question->hours_per_week = hours_per_week[question->who];
    }
    return asked->failed ? error_set(err, STATUS_NO_MEMORY, "no memory for questions") : STATUS_OK;
}

struct conversation_listener asked_listener(struct asked *asked)
{
    return (
        struct conversation_listener){.context = asked, .hear = asked_hear, .year_is_over = settle};
}

/* ---- showing ----------------------------------------------------------------------------------- */

static void append_key(struct text *text, const struct llm_reply *reply)
{
    for (size_t k = 0; k < sizeof reply->key; k++)
        text_append(text, "%02x", reply->key[k]);
}

static void append_repairs(struct text *text, const struct llm_reply *reply, const char *before)
{
    for (int k = 0; k < LLM_NUM_REPAIRS; k++)
        if (reply->repairs & (1u << k)) {
            text_append(text, "%s%s", before, llm_repair_names[k]);
            before = ", ";
        }
}

/* Every line of a text behind two blanks, so that no word of it can be taken for one of ours. */
static void append_lines(struct text *text, const char *title, const char *words)
{
    text_append(text, "%s:\n", title);
    while (*words) {
        const size_t length = strcspn(words, "\n");

        text_append(text, "  ");
        text_append_bytes(text, words, length);
        text_append(text, "\n");
        words += length + (words[length] == '\n');
    }
}

static void append_answer(struct text *text, const struct question *question)
{
    const struct llm_reply *const reply = &question->reply;
    const bool is_silent = !reply->content || (!reply->content[0] && !reply->served_model);

    if (is_silent && reply->outcome != LLM_USABLE) {
        text_append(text, "answer: none\n");
        return;
    }
    if (reply->thought)
        append_lines(text, "thought", reply->thought);
    append_lines(text, "answer", reply->said ? reply->said : reply->content);
    if (reply->said)
        append_lines(text, "read as", reply->content);
    if (reply->outcome == LLM_USABLE)
        append_repairs(text, reply, "repaired: ");
    else
        text_append(text, "not usable (%s): %s", llm_invalid_names[reply->invalid],
                    reply->reason ? reply->reason : "");
    if (reply->repairs || reply->outcome != LLM_USABLE)
        text_append(text, "\n");
    if (reply->num_reprompts > 0)
        text_append(text, "reprompted: %d\n", reply->num_reprompts);
    if (llm_reply_num_tokens(reply) > 0)
        text_append(text, "with log probabilities of %zu tokens\n", llm_reply_num_tokens(reply));
}

static void append_question(struct text *text, const struct question *question)
{
    text_append(text, "---- %s, step %lld", llm_purpose_names[question->purpose],
                (long long)question->step);
    if (is_about_worker(question->purpose))
        text_append(text, ", worker %zu", question->who);
    text_append(text, ", reply ");
    append_key(text, &question->reply);
    text_append(text, "\n");
    append_lines(text, "system", question->system);
    append_lines(text, "user", question->user);
    append_answer(text, question);
    if (!isnan(question->hours_per_week))
        text_append(text, "hours of the worker: %g a week\n", question->hours_per_week);
    text_append(text, "\n");
}

void asked_write(struct text *text, const struct asked *asked)
{
    const char *before = "asked for: ";

    for (size_t k = 0; k < asked->count; k++)
        append_question(text, &asked->question[k]);
    for (int p = 0; p < LLM_NUM_PURPOSES; p++)
        if (asked->heard[p] > 0) {
            text_append(text, "%s%s %zu time%s", before, llm_purpose_names[p], asked->heard[p],
                        asked->heard[p] == 1 ? "" : "s");
            before = ", ";
        }
    text_append(text, before[0] == ',' ? "; shown: %zu\n" : "nothing was asked; shown: %zu\n",
                asked->count);
}

static void write_question_json(struct json_writer *json, const struct question *question)
{
    const struct llm_reply *const reply = &question->reply;
    struct text words = {0};

    json_open_object(json, NULL);
    json_string(json, "purpose", llm_purpose_names[question->purpose]);
    json_integer(json, "step", question->step);
    if (is_about_worker(question->purpose))
        json_integer(json, "worker", (int64_t)question->who);
    else
        json_null(json, "worker");
    append_key(&words, reply);
    json_string(json, "reply", words.bytes);
    json_string(json, "system", question->system);
    json_string(json, "user", question->user);
    json_string(json, "answer", reply->content);
    json_string(json, "said", reply->said ? reply->said : reply->content);
    json_string(json, "thought", reply->thought);
    json_bool(json, "is_usable", reply->outcome == LLM_USABLE);
    json_string(json, "invalid", llm_invalid_names[reply->invalid]);
    json_string(json, "why", reply->reason);
    json_integer(json, "reprompts", reply->num_reprompts);
    json_open_array(json, "repairs");
    for (int k = 0; k < LLM_NUM_REPAIRS; k++)
        if (reply->repairs & (1u << k))
            json_string(json, NULL, llm_repair_names[k]);
    json_close(json);
    json_number(json, "hours_per_week", question->hours_per_week);
    json_close(json);
    json->text->failed |= words.failed;
    text_free(&words);
}

void asked_write_json(struct text *text, const struct asked *asked)
{
    struct json_writer json = json_writer_of(text, JSON_SPACED);

    json_open_array(&json, NULL);
    for (size_t k = 0; k < asked->count; k++)
        write_question_json(&json, &asked->question[k]);
    json_close(&json);
    text_append(text, "\n");
}
