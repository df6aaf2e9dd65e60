/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/chat_fault.h"

#include <cjson/cJSON.h>

#include <string.h>
#include <strings.h>

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

/* Null stands in many bodies for "no error". */
bool chat_fault_says_error(const cJSON *object)
{
    const cJSON *const error = member(object, "error");

    return error && !cJSON_IsNull(error) && !cJSON_IsFalse(error);
}

static bool is_content(const cJSON *content)
{
    return !content || cJSON_IsNull(content) || cJSON_IsString(content) || cJSON_IsArray(content);
}

/* A word, or as SGLang has it an object with its type. */
const char *chat_fault_end_of(const struct cJSON *choice)
{
    const cJSON *const finish = member(choice, "finish_reason");
    const char *const word =
        cJSON_GetStringValue(cJSON_IsObject(finish) ? member(finish, "type") : finish);

    return word ? word : "";
}

/* The server's doing, or that of one between: what came by then is no answer. */
static bool was_broken_off(const char *end)
{
    static const char *const words[] = {"error",     "abort",     "aborted", "cancel",
                                        "cancelled", "canceled",  "timeout", "interrupted",
                                        "failed",    "incomplete"};

    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (strcasecmp(end, words[k]) == 0)
            return true;
    return false;
}

/* Neither words nor anything in their place, of a model that is not said to have spent a token on it. */
static bool says_nothing(const cJSON *root, const cJSON *message, const char *end)
{
    static const char *const members[] = {"content",   "refusal",           "tool_calls",
                                          "reasoning", "reasoning_content", "function_call"};
    const cJSON *const spent = member(member(root, "usage"), "completion_tokens");

    for (size_t k = 0; k < sizeof members / sizeof *members; k++)
        if (member(message, members[k]))
            return false;
    return strcmp(end, "length") != 0 && strcmp(end, "content_filter") != 0 &&
           !(cJSON_IsNumber(spent) && spent->valuedouble > 0.0);
}

const char *chat_fault_of(const struct cJSON *root)
{
    const cJSON *const choice = cJSON_GetArrayItem(member(root, "choices"), 0);
    const cJSON *const message = member(choice, "message");
    const char *const end = chat_fault_end_of(choice);

    if (chat_fault_says_error(root) || chat_fault_says_error(choice))
        return "an error with status 200";
    if (!cJSON_IsObject(message))
        return "the body has no choices[0].message";
    if (!is_content(member(message, "content")))
        return "choices[0].message.content is neither text nor a list";
    if (was_broken_off(end))
        return "its finish_reason says that it was broken off";
    if (says_nothing(root, message, end))
        return "choices[0].message has nothing in it";
    return NULL;
}
