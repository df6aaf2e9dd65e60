/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/json_print.c: from cJSON to the writer. */
#include "config/json_print.h"

void json_print_item(struct json_writer *json, const char *key, const cJSON *item)
{
    const cJSON *child = NULL;

    if (cJSON_IsNumber(item)) {
        json_number(json, key, item->valuedouble);
    } else if (cJSON_IsString(item)) {
        json_string(json, key, item->valuestring);
    } else if (cJSON_IsBool(item)) {
        json_bool(json, key, cJSON_IsTrue(item));
    } else if (cJSON_IsArray(item)) {
        json_open_array(json, key);
        cJSON_ArrayForEach(child, item) json_print_item(json, NULL, child);
        json_close(json);
    } else if (cJSON_IsObject(item)) {
        json_open_object(json, key);
        cJSON_ArrayForEach(child, item) json_print_item(json, child->string, child);
        json_close(json);
    } else {
        json_null(json, key);
    }
}

void json_print_document(struct text *text, const cJSON *root, bool is_indented)
{
    struct json_writer json = json_writer_of(text, is_indented ? JSON_INDENTED : JSON_COMPACT);

    json_print_item(&json, NULL, root);
    if (is_indented)
        text_append(text, "\n");
}
