/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/probe.h"

#include "config/jsonc.h"
#include "llm/probe_context.h"
#include "llm/probe_post.h"
#include "llm/probe_wire.h"
#include "llm/probe_words.h"
#include "llm/reprompt.h"
#include "llm/server_address.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRIALS = 3 };

struct probing {
    struct probe_report *report;
    struct prompt *words, *reprompt_words;
    const struct chat_form *form;
    const struct probe_trial *trial;
    const struct http_options *options;
    bool is_away; /* the server answered nothing about a request: more of them would not help */
};

static struct probe_row *add_row(struct probing *probing, const char *name,
                                 enum probe_result result, const char *used)
{
    return probe_report_add(probing->report, name, result, used);
}

/* ---- /models ----------------------------------------------------------------------------------- */

static bool is_model_listed(const struct probing *probing, const char *text)
{
    struct jsonc document = {0};
    const cJSON *item = NULL;
    bool is_listed = false;

    if (jsonc_parse(&document, "models", text, strlen(text), NULL) != STATUS_OK)
        return false;
    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(document.root, "data"))
    {
        const cJSON *const id = cJSON_GetObjectItemCaseSensitive(item, "id");

        is_listed |= cJSON_IsString(id) && strcmp(id->valuestring, probing->form->model) == 0;
    }
    jsonc_free(&document);
    return is_listed;
}

/* GET /models of endpoint k: a row for each. */
static int reach(struct probing *probing, size_t k, char **text)
{
    const char *const base = probing->options->endpoint[k].url;
    const char *const name = k == 0 ? "reachable" : "another endpoint";
    struct error why = {0};
    long http_status = 0;

    if (transport_http_get(probing->options, k, "/models", false, &http_status, text, &why) !=
        STATUS_OK) {
        snprintf(add_row(probing, name, PROBE_BAD,
                         k == 0 ? "nothing works without it"
                                : "its requests go to the others once it has failed them")
                     ->found,
                 160, "%.150s", why.message);
        return 0;
    }
    snprintf(add_row(probing, name, PROBE_GOOD, "")->found, 160, "%.110s: status %ld", base,
             http_status);
    return 1;
}

/* What a key and every question pass on the way. */
static void probe_way(struct probing *probing)
{
    struct server_address address;
    const char *const url = probing->options->endpoint[0].url;
    char shown[160], host[256];

    if (server_address_read(&address, url, probing->options->proxy, NULL) != STATUS_OK)
        return;
    if (address.proxy) {
        server_address_show(shown, sizeof shown, address.proxy);
        snprintf(add_row(probing, "proxy", PROBE_GOOD, "")->found, 160, "through %.140s", shown);
    }
    if (probing->options->credentials->source && server_address_is_open(url, host, sizeof host))
        snprintf(add_row(probing, "encryption", PROBE_MISSING,
                         "anybody on the way can read the key: https")
                     ->found,
                 160, "plain http");
    server_address_free(&address);
}

static int probe_models(struct probing *probing)
{
    char *text = NULL;

    probe_way(probing);
    if (!reach(probing, 0, &text))
        return 0;
    for (size_t k = 1; k < probing->options->num_endpoints; k++) {
        char *other = NULL;

        reach(probing, k, &other);
        free(other);
    }
    const bool is_listed = text ? is_model_listed(probing, text) : false;

    snprintf(add_row(probing, "model", is_listed ? PROBE_GOOD : PROBE_MISSING,
                     is_listed ? "" : "many servers answer to any name: the next row decides")
                 ->found,
             160, "'%.80s' is %slisted", probing->form->model, is_listed ? "" : "not ");
    free(text);
    return 1;
}

/* ---- asking ------------------------------------------------------------------------------------ */

/* A row of its own where nothing came that could be judged. */
static enum status ask(struct probe_answer *answer, struct probing *probing, const char *name,
                       const struct llm_request *request, struct error *err)
{
    *answer = (struct probe_answer){0};
    if (probing->is_away)
        return STATUS_OK;
    TRY(probe_post(answer, probing->form, request, probing->reprompt_words, probing->options, err));
    probing->is_away = !answer->is_taken && !answer->is_refused;
    if (!answer->is_taken) {
        struct probe_row *const row = add_row(probing, name, PROBE_BAD, "mend this first");

        snprintf(row->found, sizeof row->found, "%s %ld: '%.340s'",
                 answer->is_refused ? "refused with" : "no answer:", answer->status, answer->words);
    }
    for (int k = 0; k < LLM_NUM_REPAIRS; k++)
        probing->report->num_repairs[k] += answer->reply.repairs >> k & 1;
    return STATUS_OK;
}

static enum status probe_schema(struct probing *probing, struct error *err)
{
    const struct llm_request request = {
        .system = prompt_words(probing->words, PROBE_SCHEMA_SYSTEM),
        .user = prompt_words(probing->words, PROBE_SCHEMA_QUESTION),
        .schema_name = "probe",
        .schema = probe_contrary_schema,
        .temperature = probing->trial->temperature,
        .max_tokens = 40,
        .seed = 7,
    };
    struct probe_answer answer;

    TRY(ask(&answer, probing, "structured output", &request, err));
    const bool is_held = answer.reply.outcome == LLM_USABLE;
    const bool is_asked = probing->form->schema != LLM_SCHEMA_NONE;

    if (answer.is_taken)
        snprintf(
            add_row(probing, "structured output", is_held ? PROBE_GOOD : PROBE_MISSING,
                    is_held
                        ? "schemas are sent"
                        : "answers are checked, and the model is reprompted; expect more of that")
                ->found,
            440, "%s; answered %.340s",
            !is_asked ? "not asked for"
            : is_held ? "enforced"
                      : "not enforced",
            answer.words[0] ? answer.words : "nothing");
    probe_answer_free(&answer);
    return STATUS_OK;
}

static struct llm_request letter_request(const struct probing *probing)
{
    return (struct llm_request){
        .system = prompt_words(probing->words, PROBE_LETTER_SYSTEM),
        .user = prompt_words(probing->words, PROBE_LETTER_QUESTION),
        .num_letters = 3,
        .temperature = probing->trial->temperature,
        .max_tokens = 1,
        .top_logprobs = 20,
        .seed = 7,
    };
}

static enum status probe_letter(struct probing *probing, struct error *err)
{
    const struct llm_request request = letter_request(probing);
    struct probe_answer answer;

    TRY(ask(&answer, probing, "one letter", &request, err));
    const bool has_letter = answer.reply.outcome == LLM_USABLE;
    const bool has_logprobs = llm_reply_num_tokens(&answer.reply) > 0 &&
                              llm_reply_token(&answer.reply, 0)->num_alternatives > 0;

    if (answer.is_taken) {
        snprintf(add_row(probing, "one letter", has_letter ? PROBE_GOOD : PROBE_MISSING,
                         has_letter ? "rule.llm.form letters works"
                                    : "prefer rule.llm.form sample or number")
                     ->found,
                 440, "answered '%.340s'", answer.words);
        snprintf(add_row(probing, "log probabilities", has_logprobs ? PROBE_GOOD : PROBE_MISSING,
                         has_logprobs ? "forms number and letters give distributions"
                         : probing->form->wire->is_stated
                             ? "number and letters ask for percents in words"
                             : "number and letters give one sampled word a worker")
                     ->found,
                 440, "%s", has_logprobs ? "given" : "none");
    }
    probe_answer_free(&answer);
    return STATUS_OK;
}

static void tell_repetition(struct probing *probing, const struct llm_reply *first,
                            const struct llm_reply *second)
{
    const bool is_equal = strcmp(first->content, second->content) == 0;

    snprintf(add_row(probing, "repetition", is_equal ? PROBE_GOOD : PROBE_MISSING,
                     "results repeat from the replies kept, never by asking again")
                 ->found,
             440, "the same request twice gave %s text", is_equal ? "the same" : "another");
    snprintf(add_row(probing, "prefix cache",
                     second->cached_tokens > 0 ? PROBE_GOOD : PROBE_MISSING,
                     second->cached_tokens > 0 ? "its share is stored a step" : "its share reads 0")
                 ->found,
             440, "%lld of %lld prompt tokens the second time", (long long)second->cached_tokens,
             (long long)second->prompt_tokens);
    snprintf(add_row(probing, "token counts",
                     second->prompt_tokens > 0 ? PROBE_GOOD : PROBE_MISSING,
                     second->prompt_tokens > 0 ? "budgets in tokens and USD work"
                                               : "use llm.max_requests as the budget")
                 ->found,
             440, "%lld in, %lld out", (long long)second->prompt_tokens,
             (long long)second->completion_tokens);
}

static enum status probe_repetition(struct probing *probing, struct error *err)
{
    const struct llm_request request = {
        .system = prompt_words(probing->words, PROBE_STORY_SYSTEM),
        .user = prompt_words(probing->words, PROBE_STORY_QUESTION),
        .temperature = probing->trial->temperature,
        .max_tokens = 24,
        .seed = 12345,
    };
    struct probe_answer first;
    struct probe_answer second = {0};

    TRY(ask(&first, probing, "repetition", &request, err));
    const enum status status =
        first.is_taken ? ask(&second, probing, "repetition", &request, err) : STATUS_OK;

    if (!status && first.is_taken && second.is_taken)
        tell_repetition(probing, &first.reply, &second.reply);
    probe_answer_free(&first);
    probe_answer_free(&second);
    return status;
}

/* One question of a run's, whether an answer comes that it can use. */
static enum status try_question(struct probing *probing, const struct llm_request *request,
                                bool is_last, bool *is_usable, bool *is_taken, struct error *err)
{
    struct probe_answer answer;
    const char *const purpose = llm_purpose_names[request->purpose];

    TRY(ask(&answer, probing, "what a run asks", request, err));
    *is_taken = answer.is_taken;
    *is_usable = answer.is_taken && answer.reply.outcome == LLM_USABLE;
    if (answer.is_taken)
        snprintf(add_row(probing, "what a run asks", *is_usable ? PROBE_GOOD : PROBE_MISSING,
                         *is_usable ? ""
                         : is_last  ? "a run would fall back"
                                    : "once more")
                     ->found,
                 440, "%s: answered '%.320s'%s%.60s", purpose, answer.words,
                 answer.reply.reason ? ": " : "",
                 answer.reply.reason ? llm_invalid_names[answer.reply.invalid] : "");
    probe_answer_free(&answer);
    return STATUS_OK;
}

/* Of the same kind, another worker's if there are several: one prompt may be filtered. */
static enum status try_questions(struct probing *probing, const struct llm_request *question,
                                 size_t count, bool *is_usable, struct error *err)
{
    bool is_taken = true;

    *is_usable = false;
    for (size_t k = 0; k < TRIALS && !*is_usable && !probing->is_away; k++) {
        struct llm_request request = question[k < count ? k : count - 1];

        request.seed += k;
        TRY(try_question(probing, &request, k + 1 == TRIALS, is_usable, &is_taken, err));
        if (!is_taken && count == 1)
            break;
    }
    return STATUS_OK;
}

/* Where it is not known what the run asks: hours, or a choice. */
static struct llm_request usual_question(const struct probing *probing)
{
    static const char hours[] = "{\"type\":\"object\",\"properties\":{\"hours\":{\"type\":"
                                "\"integer\",\"minimum\":0,\"maximum\":100}},\"required\":"
                                "[\"hours\"],\"additionalProperties\":false}";
    const struct probe_trial *const trial = probing->trial;

    if (trial->is_choice && probing->form->wire->is_stated)
        return probe_wire_stated(trial, probing->words);
    if (trial->is_letter)
        return letter_request(probing);
    return (struct llm_request){
        .system = prompt_words(probing->words, PROBE_HOURS_SYSTEM),
        .user = prompt_words(probing->words, PROBE_HOURS_QUESTION),
        .schema_name = "choice",
        .schema = hours,
        .temperature = trial->temperature,
        .max_tokens = trial->max_tokens,
        .seed = 7,
    };
}

/* The first questions of each purpose; all have to bring an answer. */
static enum status probe_trial(struct probing *probing, struct error *err)
{
    const struct llm_request usual = usual_question(probing);
    const struct probe_trial *const trial = probing->trial;
    const bool is_known = trial->num_questions > 0;
    const struct llm_request *const question = is_known ? trial->question : &usual;
    const size_t num_questions = is_known ? trial->num_questions : 1;

    probing->report->is_usable = true;
    for (int purpose = 0; purpose < LLM_NUM_PURPOSES; purpose++) {
        struct llm_request alike[TRIALS];
        size_t count = 0;
        bool is_usable = true;

        for (size_t k = 0; k < num_questions && count < TRIALS; k++)
            if ((int)question[k].purpose == purpose)
                alike[count++] = question[k];
        if (count > 0)
            TRY(try_questions(probing, alike, count, &is_usable, err));
        probing->report->is_usable &= is_usable;
    }
    return STATUS_OK;
}

static void tell_repairs(struct probing *probing)
{
    struct text list = {0};

    for (int k = 0; k < LLM_NUM_REPAIRS; k++)
        if (probing->report->num_repairs[k] > 0)
            text_append(&list, "%s%d %s", list.length > 0 ? ", " : "",
                        probing->report->num_repairs[k], llm_repair_names[k]);
    snprintf(add_row(probing, "repairs", list.length > 0 ? PROBE_MISSING : PROBE_GOOD,
                     list.length > 0 ? "answers are read all the same" : "")
                 ->found,
             440, "%.300s", list.length > 0 ? list.bytes : "answers stand as they were asked for");
    text_free(&list);
}

static enum status probe_all(struct probing *probing, struct error *err)
{
    TRY(probe_schema(probing, err));
    TRY(probe_letter(probing, err));
    TRY(probe_repetition(probing, err));
    TRY(probe_trial(probing, err));
    probing->report->is_there = !probing->is_away;
    if (probing->is_away)
        return STATUS_OK;
    tell_repairs(probing);
    return probe_context(probing->report, probing->form, probing->trial, probing->words,
                         probing->reprompt_words, probing->options, err);
}

enum status probe_server(struct probe_report *report, const struct chat_form *form,
                         const struct probe_trial *trial, const char *prompts_folder,
                         const struct http_options *options, struct error *err)
{
    struct probing probing = {.report = report, .form = form, .trial = trial, .options = options};

    *report = (struct probe_report){0};
    if (!probe_models(&probing))
        return STATUS_OK;
    enum status status = probe_words_load(&probing.words, prompts_folder, err);

    if (!status)
        status = reprompt_words_load(&probing.reprompt_words, prompts_folder, err);
    if (!status)
        status = probe_all(&probing, err);
    prompt_destroy(probing.words);
    prompt_destroy(probing.reprompt_words);
    return status;
}
