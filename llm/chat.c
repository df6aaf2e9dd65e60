/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/chat.h"

#include "config/jsonc.h"
#include "llm/json_schema.h"

#include <openssl/evp.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CANONICAL_VERSION = 1, MAX_REASON = 400 };

/* ---- what is sent ------------------------------------------------------------------------------ */

static void write_message(struct text *body, const char *role, const char *text)
{
    text_append(body, "{\"role\":\"%s\",\"content\":", role);
    text_append_json_string(body, text);
    text_append(body, "}");
}

static void write_letters(struct text *body, enum llm_letter_form form, int num_letters)
{
    const char last = (char)('A' + num_letters - 1);

    if (form == LLM_LETTER_GRAMMAR)
        text_append(body, ",\"grammar\":\"root ::= [A-%c]\"", last);
    if (form == LLM_LETTER_REGEX)
        text_append(body, ",\"regex\":\"[A-%c]\"", last);
    if (form != LLM_LETTER_STRUCTURED)
        return;
    text_append(body, ",\"structured_outputs\":{\"choice\":[");
    for (char letter = 'A'; letter <= last; letter++)
        text_append(body, "%s\"%c\"", letter == 'A' ? "" : ",", letter);
    text_append(body, "]}");
}

void chat_write_body(struct text *body, const struct llm_profile *profile, const char *model,
                     const struct llm_request *request, const char *earlier, const char *complaint)
{
    text_append(body, "{\"model\":");
    text_append_json_string(body, model);
    text_append(body, ",\"stream\":false,\"temperature\":");
    text_append_number(body, request->temperature);
    text_append(body, ",\"%s\":%d", profile->token_limit_field, request->max_tokens);
    if (profile->has_seed)
        text_append(body, ",\"seed\":%llu", (unsigned long long)request->seed);
    if (profile->has_cache_prompt)
        text_append(body, ",\"cache_prompt\":true");
    if (profile->needs_require_parameters)
        text_append(body, ",\"provider\":{\"require_parameters\":true}");
    if (request->top_logprobs > 0 && profile->max_top_logprobs > 0)
        text_append(body, ",\"logprobs\":true,\"top_logprobs\":%d",
                    request->top_logprobs < profile->max_top_logprobs ? request->top_logprobs
                                                                      : profile->max_top_logprobs);
    if (request->schema && profile->schema_form == LLM_SCHEMA_RESPONSE)
        text_append(
            body,
            ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"%s\","
            "\"strict\":true,\"schema\":%s}}",
            request->schema_name, request->schema);
    if (request->num_letters > 0)
        write_letters(body, profile->letter_form, request->num_letters);
    text_append(body, ",\"messages\":[");
    write_message(body, "system", request->system);
    text_append(body, ",");
    write_message(body, "user", request->user);
    if (complaint) {
        struct text again = {0};

        text_append(body, ",");
        write_message(body, "assistant", earlier);
        text_append(&again, "That answer cannot be used: %s. Answer again, in the form asked for.",
                    complaint);
        text_append(body, ",");
        write_message(body, "user", again.bytes ? again.bytes : "");
        body->failed |= again.failed;
        text_free(&again);
    }
    text_append(body, "]}");
}

void chat_write_canonical(struct text *text, const struct llm_profile *profile, const char *model,
                          const struct llm_request *request)
{
    text_append(text, "{\"version\":%d,\"profile\":\"%s\",\"model\":", CANONICAL_VERSION,
                profile->name);
    text_append_json_string(text, model);
    text_append(text, ",\"system\":");
    text_append_json_string(text, request->system);
    text_append(text, ",\"user\":");
    text_append_json_string(text, request->user);
    text_append(text, ",\"schema\":%s,\"letters\":%d,\"temperature\":",
                request->schema ? request->schema : "null", request->num_letters);
    text_append_number(text, request->temperature);
    text_append(text, ",\"max_tokens\":%d,\"top_logprobs\":%d,\"seed\":%llu,\"draw\":%u}",
                request->max_tokens, request->top_logprobs, (unsigned long long)request->seed,
                (unsigned)request->draw);
}

enum status chat_key(unsigned char key[CHAT_KEY_BYTES], const char *canonical, size_t length,
                     struct error *err)
{
    unsigned written = 0;

    if (EVP_Digest(canonical, length, key, &written, EVP_sha256(), NULL) != 1 ||
        written != CHAT_KEY_BYTES)
        return error_set(err, STATUS_INTERNAL, "SHA-256 is not available");
    return STATUS_OK;
}

/* ---- what comes back --------------------------------------------------------------------------- */

static char *copy_of(const char *text)
{
    char *const copy = strdup(text ? text : "");

    return copy;
}

static void refuse(struct llm_reply *reply, enum llm_outcome outcome, const char *reason)
{
    free(reply->reason);
    reply->reason = strndup(reason, MAX_REASON);
    reply->outcome = outcome;
}

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

/* A count as a server tells it: anything else than a plausible one is 0. */
static int64_t count_in(const cJSON *item)
{
    return cJSON_IsNumber(item) && item->valuedouble >= 0.0 && item->valuedouble < 1e15
               ? (int64_t)item->valuedouble
               : 0;
}

static int64_t count_of(const cJSON *object, const char *name)
{
    return count_in(member(object, name));
}

static void add_usage(struct llm_reply *reply, const cJSON *usage)
{
    reply->prompt_tokens += count_of(usage, "prompt_tokens");
    reply->completion_tokens += count_of(usage, "completion_tokens");
    reply->cached_tokens += count_of(member(usage, "prompt_tokens_details"), "cached_tokens");
}

/* Content is a string, or an array of parts with text. */
static void read_content(struct text *text, const cJSON *content)
{
    const cJSON *part = NULL;

    if (cJSON_IsString(content)) {
        text_append_bytes(text, content->valuestring, strlen(content->valuestring));
        return;
    }
    cJSON_ArrayForEach(part, content)
    {
        const cJSON *const words = member(part, "text");

        if (cJSON_IsString(words))
            text_append_bytes(text, words->valuestring, strlen(words->valuestring));
    }
}

/* The JSON in an answer: after a thought, without a code fence. */
static void find_json(const char **start, size_t *length, const char *content)
{
    const size_t blanks = strspn(content, " \t\r\n");
    const int is_bare = content[blanks] == '{' || content[blanks] == '`';
    const char *const thought = is_bare ? NULL : strstr(content, "</think>");
    const char *from = thought ? thought + strlen("</think>") : content;
    const char *end = from + strlen(from);

    while (*from == ' ' || *from == '\n' || *from == '\t' || *from == '\r')
        from++;
    if (strncmp(from, "```", 3) == 0) {
        const char *const line = strchr(from, '\n');
        const char *const close = line ? strstr(line, "```") : NULL;

        if (close) {
            from = line + 1;
            end = close;
        }
    }
    *start = from;
    *length = (size_t)(end - from);
}

/* Without a fence, a thought, a trailing comma: what any strict parser takes.  The parsed answer stays. */
static void keep_answer(struct llm_reply *reply, struct jsonc *document)
{
    char *const only = strndup(document->text, document->length);

    if (only) {
        free(reply->content);
        reply->content = only;
    }
    if (llm_reply_answer_take(reply, document->root, NULL) != STATUS_OK)
        refuse(reply, LLM_BROKEN, "no memory for it");
    document->root = NULL;
}

static void check_schema(struct llm_reply *reply, const char *schema_text)
{
    cJSON *const schema = cJSON_Parse(schema_text);
    struct jsonc document = {0};
    struct text why = {0};
    struct error err = {0};
    const char *json = NULL;
    size_t length = 0;

    find_json(&json, &length, reply->content);
    if (!schema) {
        refuse(reply, LLM_UNUSABLE, "its schema is not JSON: a fault of the asker's");
    } else if (jsonc_parse(&document, "the reply", json, length, &err) != STATUS_OK) {
        text_append(&why, "it is not JSON (%s)", err.message);
        refuse(reply, LLM_UNUSABLE, why.bytes ? why.bytes : "it is not JSON");
    } else if (!json_schema_holds(schema, document.root, &why)) {
        refuse(reply, LLM_UNUSABLE, why.bytes ? why.bytes : "it does not keep to the schema");
    } else {
        keep_answer(reply, &document);
    }
    jsonc_free(&document);
    text_free(&why);
    cJSON_Delete(schema);
}

static void check_letter(struct llm_reply *reply, int num_letters)
{
    const char *at = reply->content;
    char words[64];

    while (*at == ' ' || *at == '\n' || *at == '"' || *at == '(')
        at++;
    const char after = *at ? at[1] : '\0';

    if (*at >= 'A' && *at < 'A' + num_letters &&
        !((after >= 'a' && after <= 'z') || (after >= 'A' && after <= 'Z')))
        return;
    snprintf(words, sizeof words, "it must be one letter from A to %c", 'A' + num_letters - 1);
    refuse(reply, LLM_UNUSABLE, words);
}

static void read_choice(struct llm_reply *reply, const struct llm_request *request,
                        const cJSON *choice)
{
    const cJSON *const message = member(choice, "message");
    const cJSON *const finish = member(choice, "finish_reason");
    const cJSON *const refusal = member(message, "refusal");
    struct text content = {0};

    read_content(&content, member(message, "content"));
    free(reply->content);
    reply->content = content.bytes ? content.bytes : copy_of("");
    if (llm_reply_read_tokens(reply, member(member(choice, "logprobs"), "content"), NULL))
        refuse(reply, LLM_BROKEN, "no memory for it");
    if (cJSON_IsString(refusal) && refusal->valuestring[0])
        refuse(reply, LLM_UNUSABLE, "the model refused");
    else if (cJSON_IsString(finish) && strcmp(finish->valuestring, "length") == 0 &&
             request->schema)
        refuse(reply, LLM_UNUSABLE, "it was cut short; say less");
    else if (cJSON_IsString(finish) && strcmp(finish->valuestring, "content_filter") == 0)
        refuse(reply, LLM_UNUSABLE, "a content filter stopped it");
    else if (!reply->content || !reply->content[0])
        refuse(reply, LLM_UNUSABLE, "it is empty");
    else if (request->schema)
        check_schema(reply, request->schema);
    else if (request->num_letters > 0)
        check_letter(reply, request->num_letters);
}

/* Of an attempt before this one. */
static void forget_answer(struct llm_reply *reply)
{
    struct llm_reply earlier = {.answer = reply->answer, .tokens = reply->tokens};

    reply->answer = NULL;
    reply->tokens = NULL;
    llm_reply_free(&earlier);
}

void chat_read(struct llm_reply *reply, const struct llm_request *request, const char *body,
               size_t length)
{
    struct jsonc document = {0};
    struct error err = {0};

    reply->outcome = LLM_USABLE;
    free(reply->reason);
    reply->reason = NULL;
    forget_answer(reply);
    if (jsonc_parse(&document, "body", body, length, &err) != STATUS_OK) {
        refuse(reply, LLM_BROKEN, err.message);
        return;
    }
    const cJSON *const choice = cJSON_GetArrayItem(member(document.root, "choices"), 0);
    const cJSON *const model = member(document.root, "model");

    add_usage(reply, member(document.root, "usage"));
    if (cJSON_IsString(model)) {
        free(reply->served_model);
        reply->served_model = copy_of(model->valuestring);
    }
    if (!cJSON_IsObject(member(choice, "message"))) {
        char words[MAX_REASON];
        char code[CHAT_CODE_ROOM];

        chat_read_error(words, sizeof words, code, body, length);
        refuse(reply, LLM_BROKEN, words[0] ? words : "the body has no choices[0].message");
    } else {
        read_choice(reply, request, choice);
    }
    jsonc_free(&document);
}

static void copy_words(char *words, size_t capacity, const cJSON *item)
{
    snprintf(words, capacity, "%s", cJSON_IsString(item) ? item->valuestring : "");
}

void chat_read_error(char *message, size_t capacity, char code[CHAT_CODE_ROOM], const char *body,
                     size_t length)
{
    struct jsonc document = {0};

    message[0] = code[0] = '\0';
    if (jsonc_parse(&document, "body", body, length, NULL) != STATUS_OK)
        return;
    const cJSON *const root =
        cJSON_IsArray(document.root) ? cJSON_GetArrayItem(document.root, 0) : document.root;
    const cJSON *const error = member(root, "error");
    const cJSON *words = cJSON_IsString(error) ? error : member(error, "message");

    words = cJSON_IsString(words) ? words : member(root, "message");
    words = cJSON_IsString(words) ? words : member(root, "detail");
    copy_words(message, capacity, words);
    copy_words(code, CHAT_CODE_ROOM, member(error, "code"));
    if (!code[0])
        copy_words(code, CHAT_CODE_ROOM, member(error, "type"));
    jsonc_free(&document);
}
