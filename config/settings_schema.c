/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/settings_schema.c: JSON Schema 2020-12 of the table, for editors and checkers. */
#include "base/json_writer.h"
#include "config/setting_tree.h"
#include "config/settings_check.h"
#include "config/settings_document.h"

#include <string.h>

struct schema {
    struct json_writer json;
    const struct setting_list *list;
};

static bool is_nullable(const struct setting *setting)
{
    return setting->default_json && strcmp(setting->default_json, "null") == 0;
}

static void write_type(struct json_writer *json, const struct setting *setting)
{
    static const char *const types[] = {"boolean", "integer", "number", "string", "string",
                                        "array",   "array",   "array",  "object", "object"};

    if (!is_nullable(setting) && !setting->spell_out) {
        json_string(json, "type", types[setting->type]);
        return;
    }
    json_open_array(json, "type");
    json_string(json, NULL, types[setting->type]);
    if (is_nullable(setting))
        json_string(json, NULL, "null");
    if (setting->spell_out) { /* words, or one object */
        json_string(json, NULL, "string");
        json_string(json, NULL, "object");
    }
    json_close(json);
}

static void write_range(struct json_writer *json, const struct setting *setting)
{
    json_number(json, "minimum", setting->min);
    json_number(json, "maximum", setting->max);
}

static void write_choices(struct json_writer *json, const char *choices, bool is_nullable)
{
    const char *choice = NULL;
    size_t length = 0;

    json_open_array(json, "enum");
    for (int k = 0; (choice = settings_check_choice_at(choices, k, &length)); k++)
        json_print(json, NULL, "\"%.*s\"", (int)length, choice);
    if (is_nullable)
        json_null(json, NULL);
    json_close(json);
}

static void open_object(struct json_writer *json, const char *name, bool may_be_words)
{
    json_open_object(json, name);
    if (may_be_words) {
        json_open_array(json, "type");
        json_string(json, NULL, "object");
        json_string(json, NULL, "string");
        json_close(json);
    } else {
        json_string(json, "type", "object");
    }
    json_bool(json, "additionalProperties", false);
}

static void open_section(struct json_writer *json, const char *name)
{
    open_object(json, name, false);
}

static void write_entry(struct schema *schema, const struct setting_entry *entry, const char *name);

static void write_elements(struct schema *schema, const struct setting_entry *objects)
{
    struct json_writer *const json = &schema->json;
    const struct setting_list *const list = schema->list;

    json_number(json, "minItems", objects->setting->min);
    json_number(json, "maxItems", objects->setting->max);
    open_object(json, "items", objects->setting->spell_out != NULL);
    json_open_object(json, "properties");
    for (size_t i = 0; i < list->count; i++)
        if (list->entries[i]->list == objects)
            write_entry(schema, list->entries[i], setting_entry_key(list->entries[i]));
    json_close(json);
    json_open_array(json, "required");
    for (size_t i = 0; i < list->count; i++)
        if (list->entries[i]->list == objects && !list->entries[i]->setting->default_json)
            json_string(json, NULL, setting_entry_key(list->entries[i]));
    json_close(json);
    json_close(json);
}

static void write_description(struct json_writer *json, const struct setting *setting)
{
    struct text description = {0};

    text_append(&description, "%s", setting->text);
    if (setting->unit)
        text_append(&description, " [%s]", setting->unit);
    json_string(json, "description", description.bytes ? description.bytes : setting->text);
    text_free(&description);
}

static void write_entry(struct schema *schema, const struct setting_entry *entry, const char *name)
{
    struct json_writer *const json = &schema->json;
    const struct setting *const setting = entry->setting;

    json_open_object(json, name);
    write_type(json, setting);
    if (setting->type == SETTING_INTEGER || setting->type == SETTING_NUMBER)
        write_range(json, setting);
    if (setting->type == SETTING_CHOICE)
        write_choices(json, entry->choices, is_nullable(setting));
    if (setting->type == SETTING_NUMBERS) {
        json_integer(json, "minItems", 1);
        json_open_object(json, "items");
        json_string(json, "type", "number");
        write_range(json, setting);
        json_close(json);
    }
    if (setting->type == SETTING_WORD_LIST) {
        json_open_object(json, "items");
        json_string(json, "type", "string");
        json_close(json);
    }
    if (setting->type == SETTING_OBJECTS)
        write_elements(schema, entry);
    if (setting->default_json)
        json_raw(json, "default", setting->default_json, strlen(setting->default_json));
    write_description(json, setting);
    json_close(json);
}

static void on_open(void *context, const char *name, int depth)
{
    struct schema *const schema = context;

    (void)depth;
    open_section(&schema->json, name);
    json_open_object(&schema->json, "properties");
}

static void on_close(void *context, int depth)
{
    struct schema *const schema = context;

    (void)depth;
    json_close(&schema->json);
    json_close(&schema->json);
}

static void on_leaf(void *context, const struct setting_entry *entry, const char *name, int depth)
{
    (void)depth;
    write_entry(context, entry, name);
}

char *settings_document_schema(const struct setting_list *list)
{
    static const char *const allowed[] = {"$schema", "extends"};
    struct text text = {0};
    struct schema schema = {.json = json_writer_of(&text, JSON_INDENTED), .list = list};
    const struct setting_tree_visitor visitor = {&schema, on_open, on_close, on_leaf};
    struct json_writer *const json = &schema.json;

    json_open_object(json, NULL);
    json_string(json, "$schema", "https://json-schema.org/draft/2020-12/schema");
    json_string(json, "title", list->table->title);
    json_string(json, "type", "object");
    json_bool(json, "additionalProperties", false);
    json_open_object(json, "properties");
    for (size_t k = 0; k < sizeof allowed / sizeof *allowed; k++) {
        json_open_object(json, allowed[k]);
        json_string(json, "type", "string");
        json_close(json);
    }
    setting_tree_walk(list, &visitor);
    json_close(json);
    json_close(json);
    text_append(&text, "\n");
    if (text.failed)
        text_free(&text);
    return text.bytes;
}
