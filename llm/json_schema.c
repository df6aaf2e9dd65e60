/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/json_schema.h"

#include "llm/reprompt.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PATH_ROOM = 256 };

static const char *const keywords[] = {
    "type",        "properties", "required",  "additionalProperties",
    "enum",        "minimum",    "maximum",   "items",
    "minItems",    "maxItems",   "minLength", "maxLength",
    "description", NULL,
};

static bool is_known(const char *keyword)
{
    for (const char *const *known = keywords; *known; known++)
        if (strcmp(*known, keyword) == 0)
            return true;
    return false;
}

static bool has_type(const char *type, const cJSON *value)
{
    if (strcmp(type, "object") == 0)
        return cJSON_IsObject(value);
    if (strcmp(type, "array") == 0)
        return cJSON_IsArray(value);
    if (strcmp(type, "string") == 0)
        return cJSON_IsString(value);
    if (strcmp(type, "boolean") == 0)
        return cJSON_IsBool(value);
    if (strcmp(type, "number") == 0)
        return cJSON_IsNumber(value) && isfinite(value->valuedouble);
    return strcmp(type, "integer") == 0 && cJSON_IsNumber(value) && isfinite(value->valuedouble) &&
           value->valuedouble == floor(value->valuedouble);
}

static const cJSON *keyword_of(const cJSON *schema, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(schema, name);
}

/* Where what is wrong is said, and in which words. */
struct saying {
    const struct prompt *words;
    struct text *why;
};

static bool say(const struct saying *saying, enum reprompt_part part, const char *const *values)
{
    prompt_fill(saying->why, saying->words, (int)part, values);
    return false;
}

static bool number_holds(const cJSON *schema, const cJSON *value, const char *path,
                         const struct saying *saying)
{
    const cJSON *const low = keyword_of(schema, "minimum");
    const cJSON *const high = keyword_of(schema, "maximum");
    const cJSON *const bound = low && value->valuedouble < low->valuedouble ? low : high;
    char limit[PROMPT_NUMBER_ROOM];
    char found[PROMPT_NUMBER_ROOM];

    if (!bound || (bound == high && value->valuedouble <= high->valuedouble))
        return true;
    prompt_number(limit, "%g", bound->valuedouble);
    prompt_number(found, "%g", value->valuedouble);
    return say(saying, bound == high ? REPROMPT_TOO_HIGH : REPROMPT_TOO_LOW,
               (const char *[]){path, limit, found});
}

static bool length_holds(const cJSON *schema, const char *least, const char *most, size_t length,
                         const char *path, enum reprompt_part part, const struct saying *saying)
{
    const cJSON *const low = keyword_of(schema, least);
    const cJSON *const high = keyword_of(schema, most);
    char room[3][PROMPT_NUMBER_ROOM];

    if ((!low || (double)length >= low->valuedouble) &&
        (!high || (double)length <= high->valuedouble))
        return true;
    return say(saying, part,
               (const char *[]){path, prompt_number(room[0], "%zu", length),
                                prompt_number(room[1], "%g", low ? low->valuedouble : 0.0),
                                prompt_number(room[2], "%g", high ? high->valuedouble : INFINITY)});
}

static bool is_one_of(const cJSON *options, const cJSON *value, const char *path,
                      const struct saying *saying)
{
    struct text values = {0};
    const cJSON *option = NULL;

    cJSON_ArrayForEach(option, options) if (cJSON_Compare(option, value, true)) return true;
    cJSON_ArrayForEach(option, options)
    {
        text_append(&values, "%s", option == options->child ? "" : " ");
        if (cJSON_IsString(option))
            text_append(&values, "\"%s\"", option->valuestring);
        else
            text_append(&values, "%g", option->valuedouble);
    }
    say(saying, REPROMPT_OTHER_VALUE, (const char *[]){path, prompt_value(&values)});
    text_free(&values);
    return false;
}

/* Characters of UTF-8, as JSON Schema counts. */
static size_t count_characters(const char *text)
{
    size_t count = 0;

    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

static bool holds(const cJSON *schema, const cJSON *value, const char *path,
                  const struct saying *saying);

static bool object_holds(const cJSON *schema, const cJSON *value, const char *path,
                         const struct saying *saying)
{
    const cJSON *const properties = keyword_of(schema, "properties");
    const cJSON *const others = keyword_of(schema, "additionalProperties");
    const cJSON *item = NULL;

    if (others && !cJSON_IsBool(others)) {
        text_append(saying->why,
                    "the schema uses 'additionalProperties' with a schema, which is not checked");
        return false;
    }

    cJSON_ArrayForEach(item, keyword_of(schema, "required"))
    {
        if (!cJSON_GetObjectItemCaseSensitive(value, item->valuestring))
            return say(saying, REPROMPT_LACKS_KEY, (const char *[]){path, item->valuestring});
    }
    cJSON_ArrayForEach(item, value)
    {
        const cJSON *const expected = cJSON_GetObjectItemCaseSensitive(properties, item->string);
        char below[PATH_ROOM];

        if (!expected) {
            if (!cJSON_IsFalse(others))
                continue;
            snprintf(below, sizeof below, "%.60s", item->string);
            return say(saying, REPROMPT_UNWANTED_KEY, (const char *[]){path, below});
        }
        snprintf(below, sizeof below, "%s.%s", path, item->string);
        if (!holds(expected, item, below, saying))
            return false;
    }
    return true;
}

static bool array_holds(const cJSON *schema, const cJSON *value, const char *path,
                        const struct saying *saying)
{
    const cJSON *const items = keyword_of(schema, "items");
    const cJSON *item = NULL;
    int index = 0;

    if (!length_holds(schema, "minItems", "maxItems", (size_t)cJSON_GetArraySize(value), path,
                      REPROMPT_WRONG_LENGTH, saying))
        return false;
    cJSON_ArrayForEach(item, value)
    {
        char below[PATH_ROOM];

        snprintf(below, sizeof below, "%s[%d]", path, index++);
        if (items && !holds(items, item, below, saying))
            return false;
    }
    return true;
}

static bool holds(const cJSON *schema, const cJSON *value, const char *path,
                  const struct saying *saying)
{
    const cJSON *const type = keyword_of(schema, "type");
    const cJSON *const options = keyword_of(schema, "enum");
    const cJSON *keyword = NULL;

    cJSON_ArrayForEach(keyword, schema)
    {
        if (!is_known(keyword->string)) {
            text_append(saying->why, "the schema uses '%s', which is not checked", keyword->string);
            return false;
        }
    }
    if (type && !has_type(type->valuestring, value))
        return say(saying, REPROMPT_WRONG_TYPE, (const char *[]){path, type->valuestring});
    if (options && !is_one_of(options, value, path, saying))
        return false;
    if (cJSON_IsNumber(value))
        return number_holds(schema, value, path, saying);
    if (cJSON_IsString(value))
        return length_holds(schema, "minLength", "maxLength", count_characters(value->valuestring),
                            path, REPROMPT_WRONG_SIZE, saying);
    if (cJSON_IsArray(value))
        return array_holds(schema, value, path, saying);
    return !cJSON_IsObject(value) || object_holds(schema, value, path, saying);
}

bool json_schema_holds(const cJSON *schema, const cJSON *value, const struct prompt *words,
                       struct text *why)
{
    const struct saying saying = {words, why};

    return holds(schema, value, prompt_words(words, REPROMPT_REPLY), &saying);
}
