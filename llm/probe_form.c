/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/probe_form.h"

#include "config/json_print.h"
#include "llm/probe_post.h"
#include "llm/probe_wire.h"
#include "llm/probe_words.h"
#include "llm/reprompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOW_THOUGHT_TOKENS = 1000, MUCH_THOUGHT_TOKENS = 4000, TOP_LOGPROBS = 20 };

struct finding {
    struct probe_report *report;
    const struct chat_form *given;
    const struct probe_trial *trial;
    const struct http_options *options;
    struct prompt *words, *reprompt_words;
    struct chat_form form;      /* what is known to be taken; the changes are owned */
    cJSON *set, *drop, *rename; /* of `form` */
    cJSON *token_ids;           /* of `form`, owned; NULL: none */
    cJSON *withheld;            /* list: fields that were not tried yet */
};

/* ---- requests ---------------------------------------------------------------------------------- */

static struct llm_request plain_request(const struct finding *finding)
{
    return (struct llm_request){
        .system = prompt_words(finding->words, PROBE_SCHEMA_SYSTEM),
        .user = prompt_words(finding->words, PROBE_SCHEMA_QUESTION),
        .schema_name = "probe",
        .temperature = finding->trial->temperature,
        .max_tokens = finding->trial->max_tokens,
        .seed = 7,
    };
}

/* The form that is known, without what was not tried yet. */
static enum status ask(struct probe_answer *answer, struct finding *finding,
                       const struct chat_form *form, const struct llm_request *request,
                       struct error *err)
{
    struct chat_form bare = *form;
    cJSON *const drop = cJSON_Duplicate(form->drop, true);
    const cJSON *name = NULL;

    cJSON_ArrayForEach(name, finding->withheld)
        cJSON_AddItemToArray(drop, cJSON_Duplicate(name, true));
    bare.drop = drop;
    const enum status status =
        probe_post(answer, &bare, request, finding->reprompt_words, finding->options, err);

    cJSON_Delete(drop);
    return status;
}

static void forget(cJSON *names, const char *name)
{
    for (cJSON *item = names->child, *next = NULL; item; item = next) {
        next = item->next;
        if (strcmp(item->valuestring, name) == 0)
            cJSON_Delete(cJSON_DetachItemViaPointer(names, item));
    }
}

static void add_name(cJSON *names, const char *name)
{
    cJSON_AddItemToArray(names, cJSON_CreateString(name));
}

static void tell(struct finding *finding, const char *name, const struct probe_answer *answer,
                 const char *found, const char *used)
{
    probe_post_tell(finding->report, name, answer, found, used);
}

/* ---- one field after the other ----------------------------------------------------------------- */

/* Under one of the names of the limit the question is taken; *is_taken: as it is written now. */
static enum status find_limit(struct finding *finding, bool *is_taken, struct error *err)
{
    static const char *const names[] = {"max_completion_tokens", "max_tokens"};
    const char *const own = finding->given->profile->token_limit_field;
    const struct llm_request request = plain_request(finding);
    struct probe_answer answer;

    TRY(ask(&answer, finding, &finding->form, &request, err));
    tell(finding, own, &answer, "taken", answer.is_taken ? "" : "another name is tried");
    *is_taken = answer.is_taken;
    const bool is_refused = answer.is_refused;

    probe_answer_free(&answer);
    for (size_t k = 0; k < 2 && !*is_taken && is_refused; k++) {
        if (strcmp(names[k], own) == 0)
            continue;
        cJSON_DeleteItemFromObjectCaseSensitive(finding->rename, own);
        cJSON_AddStringToObject(finding->rename, own, names[k]);
        TRY(ask(&answer, finding, &finding->form, &request, err));
        tell(finding, names[k], &answer, "taken", answer.is_taken ? "the limit is renamed" : "");
        *is_taken = answer.is_taken;
        probe_answer_free(&answer);
    }
    return STATUS_OK;
}

/* The same, and where no name is taken, without a system message: templates of some models have none. */
static enum status find_limit_and_role(struct finding *finding, bool *is_taken, struct error *err)
{
    TRY(find_limit(finding, is_taken, err));
    if (*is_taken)
        return STATUS_OK;
    probe_report_add(finding->report, "system message", PROBE_MISSING,
                     "its words go into the user's message");
    finding->form.has_system_role = false;
    cJSON_DeleteItemFromObjectCaseSensitive(finding->rename,
                                            finding->given->profile->token_limit_field);
    return find_limit(finding, is_taken, err);
}

/* A field that the profile writes, and that was withheld; refused, it stays out. */
static enum status find_field(struct finding *finding, const char *name, struct error *err)
{
    const struct llm_request request = plain_request(finding);
    cJSON *const withheld = finding->withheld;
    struct probe_answer answer;

    finding->withheld = cJSON_Duplicate(withheld, true);
    forget(finding->withheld, name);
    const enum status status = ask(&answer, finding, &finding->form, &request, err);

    cJSON_Delete(finding->withheld);
    finding->withheld = withheld;
    TRY(status);
    tell(finding, name, &answer, "taken", answer.is_refused ? "it is left out" : "");
    if (answer.is_refused)
        add_name(finding->drop, name);
    forget(finding->withheld, name);
    probe_answer_free(&answer);
    return STATUS_OK;
}

static enum status find_seed(struct finding *finding, struct error *err)
{
    const struct llm_request request = plain_request(finding);
    struct chat_form form = finding->form;
    struct probe_answer answer;

    form.has_seed = true;
    TRY(ask(&answer, finding, &form, &request, err));
    tell(finding, "seed", &answer, "taken", answer.is_taken ? "" : "llm.seed is false");
    finding->form.has_seed = answer.is_taken;
    probe_answer_free(&answer);
    return STATUS_OK;
}

static bool gives_probabilities(const struct probe_answer *answer)
{
    for (size_t t = 0; answer->is_taken && t < llm_reply_num_tokens(&answer->reply); t++)
        if (llm_reply_token(&answer->reply, t)->num_alternatives > 0)
            return true;
    return false;
}

static enum status find_logprobs(struct finding *finding, struct error *err)
{
    static const int counts[] = {TOP_LOGPROBS, 5};
    struct llm_request request = plain_request(finding);
    struct chat_form form = finding->form;
    bool is_given = false;

    request.system = prompt_words(finding->words, PROBE_LETTER_SYSTEM);
    request.user = prompt_words(finding->words, PROBE_LETTER_QUESTION);
    request.top_logprobs = TOP_LOGPROBS;
    for (size_t k = 0; k < 2 && !is_given; k++) {
        struct probe_answer answer;

        form.max_top_logprobs = counts[k];
        TRY(ask(&answer, finding, &form, &request, err));
        is_given = gives_probabilities(&answer);
        tell(finding, k == 0 ? "20 probabilities" : "5 probabilities", &answer,
             is_given ? "given" : "taken, and none are given",
             is_given ? "forms number and letters give distributions" : "llm.logprobs is 0");
        const bool is_refused = answer.is_refused;

        probe_answer_free(&answer);
        if (!is_refused)
            break;
    }
    finding->form.max_top_logprobs = is_given ? form.max_top_logprobs : 0;
    return STATUS_OK;
}

/* ---- thinking ---------------------------------------------------------------------------------- */

struct way {
    const char *name;
    enum llm_thinking thinking;
    int more_tokens;
    const char *set; /* JSON; NULL: the profile's own spelling */
};

static const struct way ways[] = {
    {"thinking off", LLM_THINKING_OFF, 0, NULL},
    {"effort none", LLM_THINKING_AS_IS, 0, "{\"reasoning_effort\":\"none\"}"},
    {"template off", LLM_THINKING_AS_IS, 0,
     "{\"chat_template_kwargs\":{\"enable_thinking\":false,\"thinking\":false}}"},
    {"thinking disabled", LLM_THINKING_AS_IS, 0, "{\"thinking\":{\"type\":\"disabled\"}}"},
    {"thinking low", LLM_THINKING_LOW, LOW_THOUGHT_TOKENS, NULL},
    {"effort low", LLM_THINKING_AS_IS, LOW_THOUGHT_TOKENS, "{\"reasoning_effort\":\"low\"}"},
    {"thinking as it is", LLM_THINKING_AS_IS, MUCH_THOUGHT_TOKENS, "{}"},
};

static bool is_whole(const struct probe_answer *answer)
{
    return answer->is_taken && answer->reply.outcome == LLM_USABLE && answer->reply.content &&
           answer->reply.content[0];
}

static void adopt(struct finding *finding, const struct way *way)
{
    cJSON *const more = way->set ? cJSON_Parse(way->set) : NULL;

    finding->form.thinking = way->thinking;
    finding->form.thinking_tokens = way->more_tokens;
    while (more && more->child) {
        cJSON *const item = cJSON_DetachItemViaPointer(more, more->child);

        cJSON_DeleteItemFromObjectCaseSensitive(finding->set, item->string);
        cJSON_AddItemToObject(finding->set, item->string, item);
    }
    cJSON_Delete(more);
}

static enum status try_way(struct finding *finding, const struct way *way, bool *works,
                           struct error *err)
{
    const struct llm_request request = plain_request(finding);
    struct chat_form form = finding->form;
    cJSON *const set = way->set ? cJSON_Parse(way->set) : NULL;
    struct probe_answer answer;

    if (set)
        form.set = set;
    form.thinking = way->thinking;
    form.thinking_tokens = way->more_tokens;
    const enum status status = ask(&answer, finding, &form, &request, err);

    cJSON_Delete(set);
    TRY(status);
    *works = is_whole(&answer) && (way->more_tokens > 0 || !answer.has_thought);
    tell(finding, way->name, &answer,
         *works               ? "works"
         : answer.has_thought ? "taken, and it thinks all the same"
                              : "taken, and no whole answer came",
         *works ? "so it is asked" : "another way is tried");
    probe_answer_free(&answer);
    return STATUS_OK;
}

/* A model that thinks uses its tokens up before it says anything: off, or little, or more tokens. */
static enum status find_thinking(struct finding *finding, struct error *err)
{
    const struct llm_request request = plain_request(finding);
    struct probe_answer answer;
    bool works = false;

    TRY(ask(&answer, finding, &finding->form, &request, err));
    works = is_whole(&answer) && !answer.has_thought;
    tell(finding, "thinking", &answer,
         works ? "it does not think, or not beforehand" : "it thinks before it answers",
         works ? "" : "ways to switch it off are tried");
    probe_answer_free(&answer);
    for (size_t k = 0; k < sizeof ways / sizeof *ways && !works; k++) {
        if (!ways[k].set && !finding->given->profile->write_thinking)
            continue;
        TRY(try_way(finding, &ways[k], &works, err));
        if (works)
            adopt(finding, &ways[k]);
    }
    return STATUS_OK;
}

/* ---- schemas ----------------------------------------------------------------------------------- */

static const char *const form_names[] = {"json_schema", "json_object", "tool", "grammar", "none"};

/* Is it held, or, of json_object, is there an object at all? */
static enum status try_schema(struct finding *finding, enum llm_schema_form schema, bool *is_held,
                              bool *is_taken, struct error *err)
{
    struct llm_request request = plain_request(finding);
    struct chat_form form = finding->form;
    struct probe_answer answer;

    form.schema = schema;
    request.schema = schema == LLM_SCHEMA_OBJECT ? "{\"type\":\"object\"}" : probe_contrary_schema;
    TRY(ask(&answer, finding, &form, &request, err));
    *is_taken = answer.is_taken;
    *is_held = answer.is_taken && answer.reply.outcome == LLM_USABLE;
    tell(finding, form_names[schema], &answer,
         !*is_held                     ? "taken, and not held to"
         : schema == LLM_SCHEMA_OBJECT ? "an object came"
                                       : "schemas are held to",
         *is_held ? "" : "another form is tried");
    probe_answer_free(&answer);
    return STATUS_OK;
}

static enum status find_schema(struct finding *finding, struct error *err)
{
    static const enum llm_schema_form forms[] = {LLM_SCHEMA_RESPONSE, LLM_SCHEMA_GRAMMAR,
                                                 LLM_SCHEMA_TOOL, LLM_SCHEMA_OBJECT};

    finding->form.schema = LLM_SCHEMA_NONE;
    for (size_t k = 0; k < sizeof forms / sizeof *forms; k++) {
        bool is_held = false;
        bool is_taken = false;

        if (forms[k] == LLM_SCHEMA_GRAMMAR && !finding->given->profile->write_grammar)
            continue;
        TRY(try_schema(finding, forms[k], &is_held, &is_taken, err));
        if (is_held) {
            finding->form.schema = forms[k];
            return STATUS_OK;
        }
    }
    probe_report_add(finding->report, "none", PROBE_MISSING,
                     "answers are asked for in words alone, and checked");
    return STATUS_OK;
}

/* ---- all of it --------------------------------------------------------------------------------- */

static cJSON *copy_or(const cJSON *item, cJSON *empty)
{
    if (!item)
        return empty;
    cJSON_Delete(empty);
    return cJSON_Duplicate(item, true);
}

/* Fields of the profile's own, and the temperature, wait until they are tried. */
static void withhold(struct finding *finding)
{
    struct text text = {0};
    struct json_writer json = json_writer_of(&text, JSON_COMPACT);
    const cJSON *field = NULL;

    json_open_object(&json, NULL);
    if (finding->given->profile->write_more)
        finding->given->profile->write_more(&json);
    json_close(&json);
    cJSON *const more = text.failed ? NULL : cJSON_Parse(text.bytes);

    add_name(finding->withheld, "temperature");
    cJSON_ArrayForEach(field, more) add_name(finding->withheld, field->string);
    cJSON_Delete(more);
    text_free(&text);
}

static void write_profile(struct text *profile, const struct finding *finding)
{
    struct json_writer json = json_writer_of(profile, JSON_INDENTED);
    static const char *const thinking[] = {"off", "low", "as_is"};
    const struct chat_form *const form = &finding->form;

    json_open_object(&json, NULL);
    json_open_object(&json, "llm");
    json_string(&json, "profile", form->profile->kind.name);
    json_string(&json, "wire", form->wire->kind.name);
    if (finding->token_ids)
        json_print_item(&json, "token_ids", finding->token_ids);
    json_string(&json, "schema", form_names[form->schema]);
    json_bool(&json, "seed", form->has_seed);
    json_bool(&json, "system_role", form->has_system_role);
    json_integer(&json, "logprobs", form->max_top_logprobs);
    json_string(&json, "thinking", thinking[form->thinking]);
    json_integer(&json, "thinking_tokens", form->thinking_tokens);
    json_open_object(&json, "request");
    json_print_item(&json, "set", finding->set);
    json_print_item(&json, "drop", finding->drop);
    json_print_item(&json, "rename", finding->rename);
    json_close(&json);
    json_close(&json);
    json_close(&json);
    text_append(profile, "\n");
}

/* What is refused beside a thought may be taken without one: thinking first. */
static enum status find_all(struct finding *finding, struct text *profile, struct error *err)
{
    bool is_taken = false;

    TRY(find_limit_and_role(finding, &is_taken, err));
    if (!is_taken)
        return STATUS_OK;
    TRY(find_thinking(finding, err));
    while (finding->withheld->child) {
        char *const name = strdup(finding->withheld->child->valuestring);
        const enum status status =
            name ? find_field(finding, name, err) : error_set(err, STATUS_NO_MEMORY, "no memory");

        free(name);
        TRY(status);
    }
    TRY(find_seed(finding, err));
    TRY(find_logprobs(finding, err));
    TRY(find_schema(finding, err));
    TRY(probe_wire_find(finding->report, &finding->form, &finding->token_ids, finding->trial,
                        finding->words, finding->reprompt_words, finding->options, err));
    write_profile(profile, finding);
    return profile->failed ? error_set(err, STATUS_NO_MEMORY, "no memory for a profile")
                           : STATUS_OK;
}

enum status probe_form_find(struct probe_report *report, struct text *profile,
                            const struct chat_form *given, const struct probe_trial *trial,
                            const char *prompts_folder, const struct http_options *options,
                            struct error *err)
{
    struct finding finding = {
        .report = report,
        .given = given,
        .trial = trial,
        .options = options,
        .form = chat_form_of(given->profile, given->model),
        .set = copy_or(given->set, cJSON_CreateObject()),
        .drop = copy_or(given->drop, cJSON_CreateArray()),
        .rename = copy_or(given->rename, cJSON_CreateObject()),
        .withheld = cJSON_CreateArray(),
    };

    finding.form.has_seed = false;
    finding.form.max_top_logprobs = 0;
    finding.form.schema = LLM_SCHEMA_NONE;
    finding.form.set = finding.set;
    finding.form.drop = finding.drop;
    finding.form.rename = finding.rename;
    enum status status =
        finding.set && finding.drop && finding.rename && finding.withheld
            ? probe_words_load(&finding.words, prompts_folder, err)
            : error_set(err, STATUS_NO_MEMORY, "no memory for the form of requests");

    if (!status)
        status = reprompt_words_load(&finding.reprompt_words, prompts_folder, err);
    if (!status) {
        withhold(&finding);
        status = find_all(&finding, profile, err);
    }
    prompt_destroy(finding.words);
    prompt_destroy(finding.reprompt_words);
    cJSON_Delete(finding.token_ids);
    cJSON_Delete(finding.set);
    cJSON_Delete(finding.drop);
    cJSON_Delete(finding.rename);
    cJSON_Delete(finding.withheld);
    return status;
}
