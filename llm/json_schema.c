/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/json_schema.h"

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

static bool number_holds(const cJSON *schema, const cJSON *value, const char *path,
                         struct text *why)
{
    const cJSON *const low = keyword_of(schema, "minimum");
    const cJSON *const high = keyword_of(schema, "maximum");

    if (low && value->valuedouble < low->valuedouble) {
        text_append(why, "%s must be at least %g, not %g", path, low->valuedouble,
                    value->valuedouble);
        return false;
    }
    if (high && value->valuedouble > high->valuedouble) {
        text_append(why, "%s must be at most %g, not %g", path, high->valuedouble,
                    value->valuedouble);
        return false;
    }
    return true;
}

static bool length_holds(const cJSON *schema, const char *least, const char *most, size_t length,
                         const char *path, const char *unit, struct text *why)
{
    const cJSON *const low = keyword_of(schema, least);
    const cJSON *const high = keyword_of(schema, most);

    if ((low && (double)length < low->valuedouble) ||
        (high && (double)length > high->valuedouble)) {
        text_append(why, "%s has %zu %s; expected %g to %g", path, length, unit,
                    low ? low->valuedouble : 0.0, high ? high->valuedouble : INFINITY);
        return false;
    }
    return true;
}

static bool is_one_of(const cJSON *options, const cJSON *value, const char *path, struct text *why)
{
    const cJSON *option = NULL;

    cJSON_ArrayForEach(option, options) if (cJSON_Compare(option, value, true)) return true;
    text_append(why, "%s must be one of", path);
    cJSON_ArrayForEach(option, options)
    {
        if (cJSON_IsString(option))
            text_append(why, " \"%s\"", option->valuestring);
        else
            text_append(why, " %g", option->valuedouble);
    }
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

static bool holds(const cJSON *schema, const cJSON *value, const char *path, struct text *why);

static bool object_holds(const cJSON *schema, const cJSON *value, const char *path,
                         struct text *why)
{
    const cJSON *const properties = keyword_of(schema, "properties");
    const cJSON *const others = keyword_of(schema, "additionalProperties");
    const cJSON *item = NULL;

    if (others && !cJSON_IsBool(others)) {
        text_append(why,
                    "the schema uses 'additionalProperties' with a schema, which is not checked");
        return false;
    }

    cJSON_ArrayForEach(item, keyword_of(schema, "required"))
    {
        if (!cJSON_GetObjectItemCaseSensitive(value, item->valuestring)) {
            text_append(why, "%s lacks the key \"%s\"", path, item->valuestring);
            return false;
        }
    }
    cJSON_ArrayForEach(item, value)
    {
        const cJSON *const expected = cJSON_GetObjectItemCaseSensitive(properties, item->string);
        char below[PATH_ROOM];

        if (!expected) {
            if (!cJSON_IsFalse(others))
                continue;
            text_append(why, "%s has a key \"%.60s\" that was not asked for", path, item->string);
            return false;
        }
        snprintf(below, sizeof below, "%s.%s", path, item->string);
        if (!holds(expected, item, below, why))
            return false;
    }
    return true;
}

static bool array_holds(const cJSON *schema, const cJSON *value, const char *path, struct text *why)
{
    const cJSON *const items = keyword_of(schema, "items");
    const cJSON *item = NULL;
    int index = 0;

    if (!length_holds(schema, "minItems", "maxItems", (size_t)cJSON_GetArraySize(value), path,
                      "elements", why))
        return false;
    cJSON_ArrayForEach(item, value)
    {
        char below[PATH_ROOM];

        snprintf(below, sizeof below, "%s[%d]", path, index++);
        if (items && !holds(items, item, below, why))
            return false;
    }
    return true;
}

static bool holds(const cJSON *schema, const cJSON *value, const char *path, struct text *why)
{
    const cJSON *const type = keyword_of(schema, "type");
    const cJSON *const options = keyword_of(schema, "enum");
    const cJSON *keyword = NULL;

    cJSON_ArrayForEach(keyword, schema)
    {
        if (!is_known(keyword->string)) {
            text_append(why, "the schema uses '%s', which is not checked", keyword->string);
            return false;
        }
    }
    if (type && !has_type(type->valuestring, value)) {
        text_append(why, "%s must be of type %s", path, type->valuestring);
        return false;
    }
    if (options && !is_one_of(options, value, path, why))
        return false;
    if (cJSON_IsNumber(value))
        return number_holds(schema, value, path, why);
    if (cJSON_IsString(value))
        return length_holds(schema, "minLength", "maxLength", count_characters(value->valuestring),
                            path, "characters", why);
    if (cJSON_IsArray(value))
        return array_holds(schema, value, path, why);
    return !cJSON_IsObject(value) || object_holds(schema, value, path, why);
}

bool json_schema_holds(const cJSON *schema, const cJSON *value, struct text *why)
{
    return holds(schema, value, "the reply", why);
}
