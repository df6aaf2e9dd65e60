/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/reply.h"

#include "base/json_writer.h"
#include "config/jsonc.h"

#include <cjson/cJSON.h>

#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { KEPT_BYTES = 2000 };

const char *const llm_invalid_names[LLM_NUM_INVALID] = {
    [LLM_VALID] = "valid",
    [LLM_INVALID_EMPTY] = "empty",
    [LLM_INVALID_THOUGHT] = "thought for all of its tokens",
    [LLM_INVALID_CUT_SHORT] = "cut short",
    [LLM_INVALID_REFUSED] = "refused",
    [LLM_INVALID_FILTERED] = "content filter",
    [LLM_INVALID_NO_JSON] = "no JSON",
    [LLM_INVALID_OUTSIDE] = "outside the schema",
    [LLM_INVALID_LETTER] = "no option's letter",
    [LLM_INVALID_TOO_LONG] = "prompt too long",
    [LLM_INVALID_PROMPT] = "prompt refused",
    [LLM_INVALID_UNFIT] = "of no use",
    [LLM_INVALID_UNREAD] = "unread",
};

const char *const llm_repair_names[LLM_NUM_REPAIRS] = {
    [LLM_REPAIR_THOUGHT] = "thought before it", [LLM_REPAIR_CHANNEL] = "marks of channels",
    [LLM_REPAIR_FENCE] = "code fence",          [LLM_REPAIR_EMBEDDED] = "object among words",
    [LLM_REPAIR_NUMBER] = "number as text",     [LLM_REPAIR_KEYS] = "unknown keys",
    [LLM_REPAIR_CASE] = "other case",           [LLM_REPAIR_LETTER] = "letter among words",
    [LLM_REPAIR_TOOL] = "arguments of a tool",  [LLM_REPAIR_REASONING] = "field of thoughts",
};

/* Replies to equal requests count the same parsed parts. */
struct llm_answer {
    atomic_size_t num_owners;
    cJSON *root;
};

static void drop_answer(struct llm_answer *answer)
{
    if (!answer || atomic_fetch_sub(&answer->num_owners, 1) > 1)
        return;
    cJSON_Delete(answer->root);
    free(answer);
}

void llm_reply_free(struct llm_reply *reply)
{
    free(reply->content);
    free(reply->said);
    free(reply->thought);
    free(reply->reason);
    free(reply->served_model);
    free(reply->fingerprint);
    drop_answer(reply->answer);
    reply_tokens_drop(reply->tokens);
    *reply = (struct llm_reply){0};
}

static char *copy_of(const char *text)
{
    return text ? strdup(text) : NULL;
}

char *llm_reply_beginning(const char *words)
{
    return words && words[0] ? strndup(words, (size_t)text_letters(words, KEPT_BYTES)) : NULL;
}

enum status llm_reply_copy(struct llm_reply *copy, const struct llm_reply *reply, struct error *err)
{
    *copy = *reply;
    copy->content = copy_of(reply->content);
    copy->said = copy_of(reply->said);
    copy->thought = copy_of(reply->thought);
    copy->reason = copy_of(reply->reason);
    copy->served_model = copy_of(reply->served_model);
    copy->fingerprint = copy_of(reply->fingerprint);
    if (copy->answer)
        atomic_fetch_add(&copy->answer->num_owners, 1);
    reply_tokens_own(copy->tokens);
    return reply->content && !copy->content
               ? error_set(err, STATUS_NO_MEMORY, "no memory for replies")
               : STATUS_OK;
}

static void redact_strings(cJSON *item, llm_redactor *redact, const void *context)
{
    if (cJSON_IsString(item))
        (void)redact(context, item->valuestring);
    for (cJSON *child = item ? item->child : NULL; child; child = child->next)
        redact_strings(child, redact, context);
}

void llm_reply_redact(struct llm_reply *reply, llm_redactor *redact, const void *context)
{
    char *const texts[] = {reply->content, reply->said,         reply->thought,
                           reply->reason,  reply->served_model, reply->fingerprint};

    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        if (texts[k])
            (void)redact(context, texts[k]);
    if (reply->answer)
        redact_strings(reply->answer->root, redact, context);
}

/* ---- what it says ------------------------------------------------------------------------------ */

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static const cJSON *member_of_answer(const struct llm_reply *reply, const char *key)
{
    return reply->outcome == LLM_USABLE && reply->answer ? member(reply->answer->root, key) : NULL;
}

const char *llm_reply_text(const struct llm_reply *reply, const char *key)
{
    const cJSON *const item = member_of_answer(reply, key);

    return cJSON_IsString(item) ? item->valuestring : NULL;
}

bool llm_reply_number(const struct llm_reply *reply, const char *key, double *number)
{
    const cJSON *const item = member_of_answer(reply, key);

    if (!cJSON_IsNumber(item))
        return false;
    *number = item->valuedouble;
    return true;
}

bool llm_reply_bool(const struct llm_reply *reply, const char *key, bool *value)
{
    const cJSON *const item = member_of_answer(reply, key);

    if (!cJSON_IsBool(item))
        return false;
    *value = cJSON_IsTrue(item);
    return true;
}

bool llm_reply_numbers(const struct llm_reply *reply, const char *key, double *numbers,
                       size_t count)
{
    const cJSON *const list = member_of_answer(reply, key);
    const cJSON *item = NULL;
    size_t k = 0;

    if (!cJSON_IsArray(list) || (size_t)cJSON_GetArraySize(list) != count)
        return false;
    cJSON_ArrayForEach(item, list)
    {
        if (!cJSON_IsNumber(item))
            return false;
        numbers[k++] = item->valuedouble;
    }
    return true;
}

size_t llm_reply_num_tokens(const struct llm_reply *reply)
{
    return reply_tokens_count(reply->tokens);
}

const struct llm_token *llm_reply_token(const struct llm_reply *reply, size_t index)
{
    return reply_tokens_at(reply->tokens, index);
}

enum status llm_reply_answer_take(struct llm_reply *reply, struct cJSON *root, struct error *err)
{
    drop_answer(reply->answer);
    reply->answer = root ? calloc(1, sizeof *reply->answer) : NULL;
    if (!root)
        return STATUS_OK;
    if (!reply->answer) {
        cJSON_Delete(root);
        return error_set(err, STATUS_NO_MEMORY, "no memory for a reply");
    }
    reply->answer->num_owners = 1;
    reply->answer->root = root;
    return STATUS_OK;
}

/* ---- tokens ------------------------------------------------------------------------------------ */

enum status llm_reply_read_tokens(struct llm_reply *reply, const struct cJSON *content,
                                  struct error *err)
{
    return reply_tokens_read(&reply->tokens, content, err);
}

/* ---- one line of a journal --------------------------------------------------------------------- */

void llm_reply_write(struct text *line, const struct llm_reply *reply)
{
    struct json_writer json = json_writer_of(line, JSON_COMPACT);

    json_open_object(&json, NULL);
    json_bool(&json, "usable", reply->outcome == LLM_USABLE);
    json_string(&json, "content", reply->content ? reply->content : "");
    if (reply->invalid != LLM_VALID)
        json_string(&json, "invalid", llm_invalid_names[reply->invalid]);
    if (reply->repairs) {
        json_open_array(&json, "repairs");
        for (int k = 0; k < LLM_NUM_REPAIRS; k++)
            if (reply->repairs >> k & 1)
                json_string(&json, NULL, llm_repair_names[k]);
        json_close(&json);
    }
    if (reply->said)
        json_string(&json, "said", reply->said);
    if (reply->thought)
        json_string(&json, "thought", reply->thought);
    if (reply->reason)
        json_string(&json, "reason", reply->reason);
    if (reply->served_model)
        json_string(&json, "model", reply->served_model);
    if (reply->fingerprint)
        json_string(&json, "fingerprint", reply->fingerprint);
    json_open_array(&json, "tokens");
    json_integer(&json, NULL, reply->prompt_tokens);
    json_integer(&json, NULL, reply->cached_tokens);
    json_integer(&json, NULL, reply->completion_tokens);
    json_close(&json);
    json_integer(&json, "reprompts", reply->num_reprompts);
    if (reply->tokens)
        reply_tokens_write(&json, reply->tokens);
    json_close(&json);
}

/* A count as it was kept: anything else than a plausible one is 0. */
static int64_t count_in(const cJSON *item)
{
    return cJSON_IsNumber(item) && item->valuedouble >= 0.0 && item->valuedouble < 1e15
               ? (int64_t)item->valuedouble
               : 0;
}

static enum llm_invalid invalid_in(const cJSON *root)
{
    const cJSON *const name = member(root, "invalid");

    if (cJSON_IsTrue(member(root, "usable")))
        return LLM_VALID;
    for (int k = LLM_VALID + 1; cJSON_IsString(name) && k < LLM_NUM_INVALID; k++)
        if (strcmp(name->valuestring, llm_invalid_names[k]) == 0)
            return (enum llm_invalid)k;
    return LLM_INVALID_UNREAD;
}

static unsigned repairs_in(const cJSON *list)
{
    const cJSON *name = NULL;
    unsigned repairs = 0;

    cJSON_ArrayForEach(name, list)
    {
        for (int k = 0; cJSON_IsString(name) && k < LLM_NUM_REPAIRS; k++)
            if (strcmp(name->valuestring, llm_repair_names[k]) == 0)
                repairs |= 1U << k;
    }
    return repairs;
}

static char *text_in(const cJSON *root, const char *name)
{
    return copy_of(cJSON_GetStringValue(member(root, name)));
}

static enum status read_line(struct llm_reply *reply, const cJSON *root, struct error *err)
{
    const cJSON *const content = member(root, "content");
    const cJSON *const tokens = member(root, "tokens");
    const int64_t reprompts = count_in(member(root, "reprompts"));

    if (!cJSON_IsString(content) || cJSON_GetArraySize(tokens) != 3)
        return error_set(err, STATUS_INVALID_INPUT, "a stored reply lacks content or tokens");
    reply->outcome = cJSON_IsTrue(member(root, "usable")) ? LLM_USABLE : LLM_UNUSABLE;
    reply->invalid = invalid_in(root);
    reply->repairs = repairs_in(member(root, "repairs"));
    reply->content = copy_of(content->valuestring);
    reply->said = text_in(root, "said");
    reply->thought = text_in(root, "thought");
    reply->reason = text_in(root, "reason");
    reply->served_model = text_in(root, "model");
    reply->fingerprint = text_in(root, "fingerprint");
    reply->prompt_tokens = count_in(cJSON_GetArrayItem(tokens, 0));
    reply->cached_tokens = count_in(cJSON_GetArrayItem(tokens, 1));
    reply->completion_tokens = count_in(cJSON_GetArrayItem(tokens, 2));
    reply->num_reprompts = reprompts < INT_MAX ? (int)reprompts : INT_MAX;
    if (!reply->content)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a reply");
    if (reply->outcome == LLM_USABLE)
        TRY(llm_reply_answer_take(reply, cJSON_Parse(reply->content), err));
    return reply_tokens_parse(&reply->tokens, root, err);
}

enum status llm_reply_parse(struct llm_reply *reply, const char *line, size_t length,
                            struct error *err)
{
    struct jsonc document = {0};

    *reply = (struct llm_reply){0};
    TRY(jsonc_read(&document, "stored reply", line, length, err));
    const enum status status = read_line(reply, document.root, err);

    if (status)
        llm_reply_free(reply);
    jsonc_free(&document);
    return status;
}

/* Replies that do not say what is wrong with them are of an earlier fisc, which kept faults of the server as
 * well: under the reader's or its own words, or without a word of the model's that cost anything. */
static bool is_fault_of_server(const struct llm_reply *reply)
{
    const char *const why = reply->reason ? reply->reason : "";

    return strncmp(why, "body:", 5) == 0 ||
           strcmp(why, "the body has no choices[0].message") == 0 ||
           (!reply->content[0] && reply->prompt_tokens == 0 && reply->completion_tokens == 0);
}

enum llm_worth llm_reply_worth(const char *line, size_t length)
{
    static const char usable[] = "{\"usable\":true,"; /* as it is written: most need no reading */
    struct llm_reply reply;

    if (length >= sizeof usable && strncmp(line, usable, sizeof usable - 1) == 0)
        return LLM_WORTH_ANSWER;
    if (llm_reply_parse(&reply, line, length, NULL) != STATUS_OK)
        return LLM_WORTH_NOTHING;
    const enum llm_worth worth = reply.outcome == LLM_USABLE ? LLM_WORTH_ANSWER
                                 : reply.invalid == LLM_INVALID_UNREAD && is_fault_of_server(&reply)
                                     ? LLM_WORTH_NOTHING
                                     : LLM_WORTH_INVALID;

    llm_reply_free(&reply);
    return worth;
}
