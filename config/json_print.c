/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/json_print.c: canonical JSON of parsed values. */
#include "config/json_print.h"

static void new_line(struct text *text, int indent, bool is_indented)
{
    if (is_indented)
        text_append(text, "\n%*s", 2 * indent, "");
}

static bool holds_containers(const cJSON *item)
{
    const cJSON *child = NULL;

    cJSON_ArrayForEach(child, item) if (cJSON_IsObject(child) || cJSON_IsArray(child)) return true;
    return false;
}

void json_print_item(struct text *text, const cJSON *item, int indent, bool is_indented)
{
    const cJSON *child = NULL;

    if (cJSON_IsNumber(item)) {
        text_append_number(text, item->valuedouble);
    } else if (cJSON_IsString(item)) {
        text_append_json_string(text, item->valuestring);
    } else if (cJSON_IsArray(item) || cJSON_IsObject(item)) {
        const bool breaks =
            is_indented && (cJSON_IsObject(item) || holds_containers(item)) && item->child;

        text_append(text, cJSON_IsArray(item) ? "[" : "{");
        cJSON_ArrayForEach(child, item)
        {
            new_line(text, indent + 1, breaks);
            if (cJSON_IsObject(item)) {
                text_append_json_string(text, child->string);
                text_append(text, is_indented ? ": " : ":");
            }
            json_print_item(text, child, indent + 1, is_indented);
            if (child->next)
                text_append(text, is_indented && !breaks ? ", " : ",");
        }
        new_line(text, indent, breaks);
        text_append(text, cJSON_IsArray(item) ? "]" : "}");
    } else {
        text_append(text, cJSON_IsTrue(item) ? "true" : cJSON_IsFalse(item) ? "false" : "null");
    }
}
