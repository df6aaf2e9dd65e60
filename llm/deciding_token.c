/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/deciding_token.h"

#include "base/text.h"

#include <cjson/cJSON.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { NUMBER_ROOM = 32 };

static const char *words_of(const cJSON *item)
{
    const char *const words = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(item, "token"));

    return words ? words : "";
}

/* The first that decides; NULL: none. */
static cJSON *find(const cJSON *tokens, const char *quoted_key)
{
    struct text before = {0};
    cJSON *found = NULL;
    cJSON *token = NULL;

    cJSON_ArrayForEach(token, tokens)
    {
        const char *const words = words_of(token);
        const char *const key = before.bytes ? strstr(before.bytes, quoted_key) : NULL;

        if (!found && key && strchr(key + strlen(quoted_key), ':') && strpbrk(words, "0123456789"))
            found = token;
        text_append_bytes(&before, words, strlen(words));
    }
    text_free(&before);
    return found;
}

/* The numbers that may be said of the key, or NULL. */
static const cJSON *options_in(const cJSON *schema, const char *quoted_key)
{
    char key[NUMBER_ROOM];
    const cJSON *const properties = cJSON_GetObjectItemCaseSensitive(schema, "properties");

    snprintf(key, sizeof key, "%.*s", (int)strcspn(quoted_key + 1, "\""), quoted_key + 1);
    return cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(properties, key),
                                            "enum");
}

/* May what these words begin with be a number that was asked for? */
static bool may_be_option(const char *words, const cJSON *options)
{
    const char *const digits = words + strcspn(words, "0123456789");
    const size_t length = strspn(digits, "0123456789");
    const cJSON *option = NULL;
    char number[NUMBER_ROOM];

    cJSON_ArrayForEach(option, options)
    {
        snprintf(number, sizeof number, "%g", option->valuedouble);
        if (length > 0 && strncmp(number, digits, length) == 0)
            return true;
    }
    return !options && length > 0;
}

double deciding_token_round(double log_probability)
{
    return fabs(log_probability) < 1e9 ? round(1e5 * log_probability) / 1e5 : log_probability;
}

/* To its digits, " 40," is 40, and to as many of its log probability as a journal holds. */
static void trim(cJSON *item)
{
    cJSON *const said = cJSON_GetObjectItemCaseSensitive(item, "logprob");
    const char *const words = words_of(item);
    const char *const digits = words + strcspn(words, "0123456789");
    char number[NUMBER_ROOM];

    snprintf(number, sizeof number, "%.*s", (int)strspn(digits, "0123456789"), digits);
    cJSON_ReplaceItemInObjectCaseSensitive(item, "token", cJSON_CreateString(number));
    if (cJSON_IsNumber(said))
        cJSON_SetNumberValue(said, deciding_token_round(said->valuedouble));
}

void deciding_token_keep(cJSON *tokens, const char *quoted_key, const char *schema)
{
    const cJSON *const deciding = find(tokens, quoted_key);
    cJSON *const root = schema ? cJSON_Parse(schema) : NULL;
    const cJSON *const options = options_in(root, quoted_key);

    for (cJSON *token = tokens ? tokens->child : NULL, *next = NULL; token; token = next) {
        cJSON *const list = cJSON_GetObjectItemCaseSensitive(token, "top_logprobs");

        next = token->next;
        if (token != deciding) {
            cJSON_Delete(cJSON_DetachItemViaPointer(tokens, token));
            continue;
        }
        trim(token);
        for (cJSON *item = list ? list->child : NULL, *other = NULL; item; item = other) {
            other = item->next;
            if (may_be_option(words_of(item), options))
                trim(item);
            else
                cJSON_Delete(cJSON_DetachItemViaPointer(list, item));
        }
    }
    cJSON_Delete(root);
}
