/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/chat_error.h"

#include "base/shown.h"
#include "base/text.h"
#include "config/jsonc.h"
#include "llm/retry.h"

#include <cjson/cJSON.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_BYTES = 80 };

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static void copy_words(char *words, size_t capacity, const cJSON *item)
{
    snprintf(words, capacity, "%s", cJSON_IsString(item) ? item->valuestring : "");
}

/* Google's way: {"details": [{"@type": "...RetryInfo", "retryDelay": "41s"}]}. */
static double wait_in_details(const cJSON *error)
{
    const cJSON *detail = NULL;

    cJSON_ArrayForEach(detail, member(error, "details"))
    {
        const cJSON *const delay = member(detail, "retryDelay");

        if (cJSON_IsString(delay))
            return retry_duration_seconds(delay->valuestring);
    }
    return -1.0;
}

static long status_in(const cJSON *code)
{
    const double number = cJSON_IsNumber(code)   ? code->valuedouble
                          : cJSON_IsString(code) ? strtod(code->valuestring, NULL)
                                                 : 0.0;

    return number >= 400.0 && number < 600.0 ? (long)number : 0;
}

/* FastAPI's and Mistral's way: {"detail": [{"loc": ["body", "seed"], "msg": "..."}]}. */
static void copy_detail(char *words, size_t capacity, const cJSON *list)
{
    const cJSON *const first = cJSON_GetArrayItem(list, 0);
    const cJSON *const said = member(first, "msg");
    const cJSON *const place = member(first, "loc");
    const cJSON *const field =
        cJSON_GetArrayItem(place,
                           cJSON_GetArraySize(place) > 0 ? cJSON_GetArraySize(place) - 1 : 0);

    if (cJSON_IsString(said))
        snprintf(words, capacity, "%s%s%s", cJSON_IsString(field) ? field->valuestring : "",
                 cJSON_IsString(field) ? ": " : "", said->valuestring);
}

void chat_error_clear(struct chat_error *error)
{
    error->is_one = false;
    error->message[0] = error->code[0] = error->type[0] = error->param[0] = '\0';
    error->status = 0;
    error->wait_s = 0.0;
}

/* It is one, and nothing is known of it. */
static void begin(struct chat_error *error)
{
    chat_error_clear(error);
    error->is_one = true;
    error->wait_s = -1.0;
}

/* What says more: an object under "error", one under "detail" as servers of typed decisions have it, or the whole. */
static const cJSON *innermost(const cJSON *top)
{
    const cJSON *const said = member(top, "error");
    const cJSON *const detail = member(top, "detail");

    return cJSON_IsObject(said) ? said : cJSON_IsObject(detail) ? detail : top;
}

void chat_error_read_parsed(struct chat_error *error, const struct cJSON *root)
{
    const cJSON *const top = cJSON_IsArray(root) ? cJSON_GetArrayItem(root, 0) : root;
    const cJSON *const said = member(top, "error");
    const cJSON *const inner = innermost(top);
    const cJSON *const type = member(inner, "type");
    const cJSON *words = cJSON_IsString(said) ? said : member(inner, "message");

    begin(error);
    words = cJSON_IsString(words) ? words : member(top, "message");
    words = cJSON_IsString(words) ? words : member(top, "detail");
    copy_words(error->message, sizeof error->message, words);
    if (!error->message[0]) {
        const cJSON *const detail = member(member(top, "message"), "detail");

        copy_detail(error->message, sizeof error->message, detail ? detail : member(top, "detail"));
    }
    copy_words(error->code, sizeof error->code, member(inner, "code"));
    copy_words(error->type, sizeof error->type, type ? type : member(inner, "error_type"));
    copy_words(error->param, sizeof error->param, member(inner, "param"));
    error->status = status_in(member(inner, "code"));
    error->wait_s = wait_in_details(inner);
    if (error->wait_s < 0.0)
        error->wait_s = retry_words_seconds(error->message);
}

void chat_error_read(struct chat_error *error, const char *body, size_t length)
{
    struct jsonc document = {0};

    begin(error);
    if (jsonc_parse(&document, "body", body, length, NULL) == STATUS_OK)
        chat_error_read_parsed(error, document.root);
    jsonc_free(&document);
}

enum chat_unfit chat_error_unfit(const struct chat_error *error, long http_status)
{
    static const char *const too_long[] = {"context length",
                                           "context_length",
                                           "context window",
                                           "context size",
                                           "exceed_context_size",
                                           "exceeds the context",
                                           "exceeds the available context",
                                           "prompt is too long",
                                           "prompt too long",
                                           "input is too long",
                                           "input token count",
                                           "`inputs` must have less than", /* TGI */
                                           "`inputs` tokens + `max_new_tokens`",
                                           "reduce the length of",
                                           "ContextWindowExceeded",
                                           "request_too_large",
                                           NULL};
    static const char *const refused[] = {"content_filter",
                                          "content_policy",
                                          "ContentPolicyViolation",
                                          "ResponsibleAIPolicy",
                                          "content management policy",
                                          "content_policy_violation",
                                          "flagged",
                                          "content exists risk", /* DeepSeek */
                                          "data_inspection",     /* Qwen */
                                          "DataInspection",
                                          "inappropriate content",
                                          "safety system",
                                          "moderation",
                                          "invalid_prompt",
                                          "prohibited_content",
                                          NULL};
    static const char *const no_answer[] = {"json_validate_failed", "failed_generation", NULL};
    static const char *const of_all[] = {"rate limit", "too many requests", NULL};

    if ((http_status != 400 && http_status != 403 && http_status != 413 && http_status != 422) ||
        text_has_any(error->message, of_all))
        return CHAT_FIT;
    if (http_status == 413 || text_has_any(error->message, too_long) ||
        text_has_any(error->code, too_long) || text_has_any(error->type, too_long))
        return CHAT_TOO_LONG;
    if (text_has_any(error->message, no_answer) || text_has_any(error->code, no_answer))
        return CHAT_NO_ANSWER;
    if (text_has_any(error->message, refused) || text_has_any(error->code, refused) ||
        text_has_any(error->type, refused))
        return CHAT_REFUSED;
    return http_status == 400 &&
                   (strcmp(error->param, "prompt") == 0 || strcmp(error->param, "messages") == 0)
               ? CHAT_REFUSED
               : CHAT_FIT;
}

void chat_error_describe(struct chat_error *error, const char *why, const char *body, size_t length)
{
    char shown[4 * SHOWN_BYTES + 1];

    shown_bytes(shown, sizeof shown, body, length, SHOWN_BYTES);
    begin(error);
    snprintf(error->message, sizeof error->message,
             "no chat completion: %.120s; it begins '%.330s'", why, shown);
}
