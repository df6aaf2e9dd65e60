/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/probe_post.h"

#include "base/shown.h"
#include "config/json_print.h"
#include "config/jsonc.h"
#include "llm/chat_choice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static bool has_words(const cJSON *item)
{
    return cJSON_IsString(item) && item->valuestring[strspn(item->valuestring, " \t\r\n")];
}

/* Mistral's way: content is a list with parts of type "thinking". */
static bool has_thinking_part(const cJSON *content)
{
    const cJSON *part = NULL;

    cJSON_ArrayForEach(part, content)
    {
        const cJSON *const type = member(part, "type");

        if (cJSON_IsString(type) && strcmp(type->valuestring, "thinking") == 0)
            return true;
    }
    return false;
}

static bool is_thoughtful(const cJSON *root)
{
    const cJSON *const message = member(cJSON_GetArrayItem(member(root, "choices"), 0), "message");
    const cJSON *const usage = member(root, "usage");
    const cJSON *const content = member(message, "content");
    const cJSON *const counts[] = {member(usage, "reasoning_tokens"),
                                   member(member(usage, "completion_tokens_details"),
                                          "reasoning_tokens")};

    for (size_t k = 0; k < 2; k++)
        if (cJSON_IsNumber(counts[k]) && counts[k]->valuedouble > 0.0)
            return true;
    return has_words(member(message, "reasoning")) ||
           has_words(member(message, "reasoning_content")) || has_thinking_part(content) ||
           (cJSON_IsString(content) && (strstr(content->valuestring, "<think>") != NULL ||
                                        strstr(content->valuestring, "<|channel|>") != NULL));
}

static void look_for_thought(struct probe_answer *answer, const char *body)
{
    struct jsonc document = {0};

    if (jsonc_parse(&document, "body", body, strlen(body), NULL) == STATUS_OK)
        answer->has_thought = is_thoughtful(document.root);
    jsonc_free(&document);
}

static void quote(struct probe_answer *answer, const char *words)
{
    shown_bytes(answer->words, sizeof answer->words, words, strlen(words), PROBE_WORDS_BYTES);
}

static void take_error(struct probe_answer *answer, const char *body)
{
    struct chat_error said;

    chat_error_read(&said, body, strlen(body));
    quote(answer, said.message[0] ? said.message : body);
    answer->is_refused = answer->status == 400 || answer->status == 404 || answer->status == 422 ||
                         answer->status == 501;
}

static void take(struct probe_answer *answer, const struct chat_form *form,
                 const struct llm_request *request, const struct prompt *words,
                 const struct http_options *options, char *body)
{
    struct chat_error fault;

    if (answer->status < 200 || answer->status >= 300) {
        (void)credentials_redact(options->credentials, body);
        take_error(answer, body);
        return;
    }
    answer->is_taken = chat_read_secretly(&answer->reply, form, request, words, body, strlen(body),
                                          options->credentials, &fault);
    if (answer->is_taken)
        look_for_thought(answer, body);
    quote(answer, answer->is_taken ? answer->reply.content : fault.message);
}

enum status probe_post(struct probe_answer *answer, const struct chat_form *form,
                       const struct llm_request *request, const struct prompt *words,
                       const struct http_options *options, struct error *err)
{
    struct text body = {0};
    struct error why = {0};
    char *text = NULL;
    char no_text[] = "";

    *answer = (struct probe_answer){0};
    chat_write_body(&body, form, request, NULL, NULL);
    if (body.failed) {
        text_free(&body);
        return error_set(err, STATUS_NO_MEMORY, "no memory for a request");
    }
    if (transport_http_post(options, chat_path(form, request), false, body.bytes, &answer->status,
                            &text, &why) != STATUS_OK)
        quote(answer, why.message);
    else
        take(answer, form, request, words, options, text ? text : no_text);
    free(text);
    text_free(&body);
    return STATUS_OK;
}

void probe_post_tell(struct probe_report *report, const char *name,
                     const struct probe_answer *answer, const char *found, const char *used)
{
    struct probe_row *const row =
        probe_report_add(report, name, answer->is_taken ? PROBE_GOOD : PROBE_MISSING, used);

    if (answer->is_taken)
        snprintf(row->found, sizeof row->found, "%s", found);
    else
        snprintf(row->found, sizeof row->found, "%s %ld: '%.*s'",
                 answer->is_refused ? "refused with" : "no answer:", answer->status,
                 PROBE_WORDS_BYTES, answer->words);
}

void probe_answer_free(struct probe_answer *answer)
{
    llm_reply_free(&answer->reply);
}
