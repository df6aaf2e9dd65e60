/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/chat_normal.h"

#include "llm/reply.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ALL_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

enum { MAX_UNIT = 24 };

static const cJSON *keyword_of(const cJSON *schema, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(schema, name);
}

static bool is_type(const cJSON *schema, const char *type)
{
    const cJSON *const said = keyword_of(schema, "type");

    return cJSON_IsString(said) && strcmp(said->valuestring, type) == 0;
}

/* "8 hours a day", "30 or 40": no number of what was asked for. */
static bool is_of_another_kind(const char *unit)
{
    static const char *const words[] = {"day",   "daily", "month", "year", "minute",
                                        "weeks", "or",    "and",   "to",   "half"};
    char word[MAX_UNIT + 1];

    for (const char *at = unit; *at; at += strspn(at, ALL_LETTERS) ? strspn(at, ALL_LETTERS) : 1) {
        const size_t length = strspn(at, ALL_LETTERS);

        snprintf(word, sizeof word, "%.*s", (int)length, at);
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            if (strcasecmp(word, words[k]) == 0 ||
                (word[0] && word[length - 1] == 's' && strlen(words[k]) == length - 1 &&
                 strncasecmp(word, words[k], length - 1) == 0))
                return true;
    }
    return false;
}

bool chat_normal_number(const char *text, double *number)
{
    static const char unit[] = ALL_LETTERS " %/.\t\r\n";
    const char *const from = text + strspn(text, " \t\r\n$");
    char *end = NULL;

    if (from[0] == '\0' || strspn(from, "+-0123456789.") == 0)
        return false; /* strtod() takes words, too: "infinity" */
    if (from[0] == '0' && (from[1] == 'x' || from[1] == 'X'))
        return false;
    *number = strtod(from, &end);
    return end != from && isfinite(*number) && strlen(end) <= MAX_UNIT &&
           end[strspn(end, unit)] == '\0' && !is_of_another_kind(end);
}

static void make_number(cJSON *value, unsigned *repairs)
{
    double number = 0.0;

    if (!cJSON_IsString(value) || !chat_normal_number(value->valuestring, &number))
        return;
    cJSON_free(value->valuestring);
    value->valuestring = NULL;
    value->type = cJSON_Number;
    cJSON_SetNumberValue(value, number);
    *repairs |= 1U << LLM_REPAIR_NUMBER;
}

static void make_truth(cJSON *value, unsigned *repairs)
{
    static const char *const words[][2] = {{"false", "true"}, {"no", "yes"}};

    for (int k = 0; cJSON_IsString(value) && k < 4; k++) {
        const bool is_true = k % 2;

        if (strcasecmp(value->valuestring, words[k / 2][is_true]) != 0)
            continue;
        cJSON_free(value->valuestring);
        value->valuestring = NULL;
        value->type = is_true ? cJSON_True : cJSON_False;
        *repairs |= 1U << LLM_REPAIR_CASE;
    }
}

/* In the letters of the word that is allowed. */
static void make_word(cJSON *value, const cJSON *allowed, unsigned *repairs)
{
    const cJSON *word = NULL;

    cJSON_ArrayForEach(word, allowed)
    {
        if (!cJSON_IsString(word) || strcasecmp(word->valuestring, value->valuestring) != 0 ||
            strcmp(word->valuestring, value->valuestring) == 0)
            continue;
        if (cJSON_SetValuestring(value, word->valuestring))
            *repairs |= 1U << LLM_REPAIR_CASE;
        return;
    }
}

/* Keys in the letters of the schema, and none besides. */
static void make_keys(cJSON *object, const cJSON *properties, bool may_have_others,
                      unsigned *repairs)
{
    const cJSON *property = NULL;

    cJSON_ArrayForEach(property, properties)
    {
        cJSON *const other = cJSON_GetObjectItem(object, property->string); /* in any letters */

        if (!other || cJSON_GetObjectItemCaseSensitive(object, property->string))
            continue;
        cJSON *const item = cJSON_DetachItemViaPointer(object, other);

        if (cJSON_AddItemToObject(object, property->string, item))
            *repairs |= 1U << LLM_REPAIR_CASE;
    }
    for (cJSON *member = object->child, *next = NULL; member && !may_have_others; member = next) {
        next = member->next;
        if (cJSON_GetObjectItemCaseSensitive(properties, member->string))
            continue;
        cJSON_Delete(cJSON_DetachItemViaPointer(object, member));
        *repairs |= 1U << LLM_REPAIR_KEYS;
    }
}

static void make_object(cJSON *object, const cJSON *schema, unsigned *repairs)
{
    const cJSON *const properties = keyword_of(schema, "properties");

    make_keys(object, properties, !cJSON_IsFalse(keyword_of(schema, "additionalProperties")),
              repairs);
    for (cJSON *member = object->child; member; member = member->next)
        chat_normal_make(member, cJSON_GetObjectItemCaseSensitive(properties, member->string),
                         repairs);
}

void chat_normal_make(cJSON *value, const cJSON *schema, unsigned *repairs)
{
    if (!value || !schema)
        return;
    if (is_type(schema, "number") || is_type(schema, "integer"))
        make_number(value, repairs);
    else if (is_type(schema, "boolean"))
        make_truth(value, repairs);
    else if (cJSON_IsString(value))
        make_word(value, keyword_of(schema, "enum"), repairs);
    else if (cJSON_IsArray(value))
        for (cJSON *item = value->child; item; item = item->next)
            chat_normal_make(item, keyword_of(schema, "items"), repairs);
    else if (cJSON_IsObject(value))
        make_object(value, schema, repairs);
}
