/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/reply_schema.h"

struct json_writer reply_schema_open(struct text *schema)
{
    struct json_writer json = json_writer_of(schema, JSON_COMPACT);

    json_open_object(&json, NULL);
    json_string(&json, "type", "object");
    json_open_object(&json, "properties");
    return json;
}

void reply_schema_words(struct json_writer *schema, const char *key)
{
    json_open_object(schema, key);
    json_string(schema, "type", "string");
    json_close(schema);
}

void reply_schema_number(struct json_writer *schema, const char *key, struct reply_numbers numbers)
{
    json_open_object(schema, key);
    json_string(schema, "type", "integer");
    if (numbers.choice) {
        json_open_array(schema, "enum");
        for (size_t k = 0; k < numbers.num_choices; k++)
            json_print(schema, NULL, "%g", numbers.choice[k]);
        json_close(schema);
    } else {
        json_print(schema, "minimum", "%.0f", numbers.min);
        json_print(schema, "maximum", "%.0f", numbers.max);
    }
    json_close(schema);
}

void reply_schema_numbers(struct json_writer *schema, const char *key, int count,
                          struct reply_numbers numbers)
{
    json_open_object(schema, key);
    json_string(schema, "type", "array");
    reply_schema_number(schema, "items", numbers);
    json_integer(schema, "minItems", count);
    json_integer(schema, "maxItems", count);
    json_close(schema);
}

void reply_schema_close(struct json_writer *schema, const char *const *keys)
{
    json_close(schema);
    json_open_array(schema, "required");
    for (; *keys; keys++)
        json_string(schema, NULL, *keys);
    json_close(schema);
    json_bool(schema, "additionalProperties", false);
    json_close(schema);
}
