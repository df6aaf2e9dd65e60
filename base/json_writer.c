/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/json_writer.c: what stands between the values of JSON. */
#include "base/json_writer.h"

#include <assert.h>
#include <stdarg.h>

struct json_writer json_writer_of(struct text *text, enum json_style style)
{
    return (struct json_writer){.text = text, .style = style};
}

/* The bit of the innermost container. */
static uint64_t innermost(const struct json_writer *json)
{
    return json->depth > 0 ? UINT64_C(1) << (json->depth - 1) : 0;
}

static void new_line(struct json_writer *json)
{
    text_append(json->text, "\n%*s", 2 * json->depth, "");
}

/* Arrays of numbers stay on their line; the first element decides, since nothing is written twice. */
static bool breaks(struct json_writer *json, bool is_container)
{
    const uint64_t bit = innermost(json);

    if (json->style == JSON_INDENTED && !(json->has_items & bit) &&
        (!(json->is_array & bit) || is_container))
        json->is_broken |= bit;
    return json->is_broken & bit;
}

/* Everything before a value: comma, line, key. */
static void begin(struct json_writer *json, const char *key, bool is_container)
{
    const uint64_t bit = innermost(json);

    assert(!bit || !(json->is_array & bit) == (key != NULL));
    if (bit) {
        const bool on_a_line_of_its_own = breaks(json, is_container);

        if (json->has_items & bit)
            text_append_bytes(json->text, ",", 1);
        if (on_a_line_of_its_own)
            new_line(json);
        else if ((json->has_items & bit) && json->style != JSON_COMPACT)
            text_append_bytes(json->text, " ", 1);
        json->has_items |= bit;
    }
    if (key) {
        text_append_json_string(json->text, key);
        text_append_bytes(json->text, ": ", json->style == JSON_COMPACT ? 1 : 2);
    }
}

static void open(struct json_writer *json, const char *key, bool is_array)
{
    assert(json->depth < JSON_WRITER_MAX_DEPTH);
    begin(json, key, true);
    text_append_bytes(json->text, is_array ? "[" : "{", 1);
    json->depth++;
    const uint64_t bit = innermost(json);

    json->has_items &= ~bit;
    json->is_broken &= ~bit;
    json->is_array = is_array ? json->is_array | bit : json->is_array & ~bit;
}

void json_open_object(struct json_writer *json, const char *key)
{
    open(json, key, false);
}

void json_open_array(struct json_writer *json, const char *key)
{
    open(json, key, true);
}

void json_close(struct json_writer *json)
{
    const uint64_t bit = innermost(json);

    assert(json->depth > 0);
    json->depth--;
    if (json->is_broken & bit)
        new_line(json);
    text_append_bytes(json->text, json->is_array & bit ? "]" : "}", 1);
}

void json_raw(struct json_writer *json, const char *key, const char *value, size_t length)
{
    begin(json, key, false);
    text_append_bytes(json->text, value, length);
}

void json_string(struct json_writer *json, const char *key, const char *value)
{
    if (!value) {
        json_null(json, key);
        return;
    }
    begin(json, key, false);
    text_append_json_string(json->text, value);
}

void json_number(struct json_writer *json, const char *key, double value)
{
    begin(json, key, false);
    text_append_number(json->text, value);
}

void json_integer(struct json_writer *json, const char *key, int64_t value)
{
    begin(json, key, false);
    text_append_integer(json->text, value);
}

void json_bool(struct json_writer *json, const char *key, bool value)
{
    json_raw(json, key, value ? "true" : "false", value ? 4 : 5);
}

void json_null(struct json_writer *json, const char *key)
{
    json_raw(json, key, "null", 4);
}

void json_numbers(struct json_writer *json, const char *key, const double *values, size_t count)
{
    json_open_array(json, key);
    for (size_t k = 0; k < count; k++)
        json_number(json, NULL, values[k]);
    json_close(json);
}

void json_print(struct json_writer *json, const char *key, const char *format, ...)
{
    va_list arguments;

    begin(json, key, false);
    va_start(arguments, format);
    text_append_list(json->text, format, arguments);
    va_end(arguments);
}
