/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/settings_document.c: documents made from the table: canonical JSON, JSON Schema 2020-12,
 * commented defaults, reference page. */
#include "config/settings_internal.h"

#include <stdio.h>
#include <string.h>

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

void settings_print_item(struct text *text, const cJSON *item, int indent, bool is_indented)
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
            settings_print_item(text, child, indent + 1, is_indented);
            if (child->next)
                text_append(text, is_indented && !breaks ? ", " : ",");
        }
        new_line(text, indent, breaks);
        text_append(text, cJSON_IsArray(item) ? "]" : "}");
    } else {
        text_append(text, cJSON_IsTrue(item) ? "true" : cJSON_IsFalse(item) ? "false" : "null");
    }
}

char *settings_to_json(const struct settings *settings, bool indent)
{
    struct text text = {0};

    settings_print_item(&text, settings->root, 0, indent);
    if (indent)
        text_append(&text, "\n");
    return text.bytes;
}

/* The tree of sections as a stream: the table is in order, so neighbours share prefixes.  Calls
 * open/close for sections and leaf for entries. */
struct writer {
    struct text *text;
    void (*open)(struct text *text, const char *name, int depth, bool is_first);
    void (*close)(struct text *text, int depth);
    void (*leaf)(struct text *text, const struct setting_table *table, const struct setting *entry,
                 const char *name, int depth, bool is_first);
};

static int count_dots(const char *path)
{
    int dots = 0;

    for (; *path; path++)
        dots += *path == '.';
    return dots;
}

/* How many leading sections two paths share. */
static int shared_sections(const char *a, const char *b)
{
    int shared = 0;

    for (; *a && *a == *b; a++, b++)
        shared += *a == '.';
    return shared;
}

static const char *segment(const char *path, int index, char room[static SETTINGS_MAX_PATH])
{
    while (index-- > 0)
        path = strchr(path, '.') + 1;
    snprintf(room, SETTINGS_MAX_PATH, "%.*s", (int)strcspn(path, "."), path);
    return room;
}

static void write_tree(const struct writer *writer, const struct setting_table *table)
{
    const char *previous = "";
    int depth = 0;
    char room[SETTINGS_MAX_PATH];

    for (const struct setting *entry = table->entries; entry->path; entry++) {
        if (strstr(entry->path, "[]"))
            continue;
        const int shared = shared_sections(previous, entry->path);
        const int sections = count_dots(entry->path);
        bool is_first = *previous == '\0';

        while (depth > shared)
            writer->close(writer->text, depth--);
        while (depth < sections) {
            writer->open(writer->text, segment(entry->path, depth, room), depth + 1, is_first);
            is_first = true;
            depth++;
        }
        writer->leaf(writer->text, table, entry, segment(entry->path, sections, room), depth + 1,
                     is_first);
        previous = entry->path;
    }
    while (depth > 0)
        writer->close(writer->text, depth--);
}

/* JSON Schema. */
static void schema_type(struct text *text, const struct setting *entry)
{
    const bool is_nullable = entry->default_json && strcmp(entry->default_json, "null") == 0;
    static const char *const types[] = {"boolean", "integer", "number", "string",
                                        "string",  "array",   "array"};

    if (is_nullable)
        text_append(text, "\"type\": [\"%s\", \"null\"]", types[entry->type]);
    else
        text_append(text, "\"type\": \"%s\"", types[entry->type]);
}

static void schema_range(struct text *text, const struct setting *entry)
{
    text_append(text, ", \"minimum\": ");
    text_append_number(text, entry->min);
    text_append(text, ", \"maximum\": ");
    text_append_number(text, entry->max);
}

static void schema_entry(struct text *text, const struct setting_table *table,
                         const struct setting *entry, int depth);

static void schema_elements(struct text *text, const struct setting_table *table,
                            const struct setting *list, int depth)
{
    const size_t length = strlen(list->path);
    struct text required = {0};
    bool is_first = true;

    text_append(text,
                ", \"minItems\": %g, \"maxItems\": %g, \"items\": {\"type\": \"object\", "
                "\"additionalProperties\": false, \"properties\": {",
                list->min, list->max);
    for (const struct setting *entry = table->entries; entry->path; entry++) {
        if (strncmp(entry->path, list->path, length) != 0 ||
            strncmp(entry->path + length, "[].", 3) != 0)
            continue;
        text_append(text, "%s\n%*s", is_first ? "" : ",", 2 * depth + 2, "");
        text_append_json_string(text, entry->path + length + 3);
        text_append(text, ": ");
        schema_entry(text, table, entry, depth + 1);
        if (!entry->default_json) {
            text_append(&required, "%s", required.length ? ", " : "");
            text_append_json_string(&required, entry->path + length + 3);
        }
        is_first = false;
    }
    text_append(text, "}, \"required\": [%s]}", required.bytes ? required.bytes : "");
    text_free(&required);
}

static void schema_entry(struct text *text, const struct setting_table *table,
                         const struct setting *entry, int depth)
{
    size_t length = 0;

    text_append(text, "{");
    schema_type(text, entry);
    if (entry->type == SETTING_INTEGER || entry->type == SETTING_NUMBER)
        schema_range(text, entry);
    if (entry->type == SETTING_CHOICE) {
        text_append(text, ", \"enum\": [");
        for (int i = 0;; i++) {
            const char *const choice = settings_choice_at(entry->choices, i, &length);

            if (!choice)
                break;
            text_append(text, "%s\"%.*s\"", i ? ", " : "", (int)length, choice);
        }
        text_append(text, "]");
    }
    if (entry->type == SETTING_NUMBERS) {
        text_append(text, ", \"minItems\": 1, \"items\": {\"type\": \"number\"");
        schema_range(text, entry);
        text_append(text, "}");
    }
    if (entry->type == SETTING_OBJECTS)
        schema_elements(text, table, entry, depth);
    if (entry->default_json)
        text_append(text, ", \"default\": %s", entry->default_json);
    text_append(text, ", \"description\": ");
    struct text description = {0};

    text_append(&description, "%s", entry->text);
    if (entry->unit)
        text_append(&description, " [%s]", entry->unit);
    text_append_json_string(text, description.bytes ? description.bytes : entry->text);
    text_free(&description);
    text_append(text, "}");
}

static void schema_open(struct text *text, const char *name, int depth, bool is_first)
{
    text_append(text,
                "%s\n%*s\"%s\": {\"type\": \"object\", \"additionalProperties\": false, "
                "\"properties\": {",
                is_first ? "" : ",", 2 * depth, "", name);
}

static void schema_close(struct text *text, int depth)
{
    text_append(text, "\n%*s}}", 2 * depth, "");
}

static void schema_leaf(struct text *text, const struct setting_table *table,
                        const struct setting *entry, const char *name, int depth, bool is_first)
{
    text_append(text, "%s\n%*s\"%s\": ", is_first ? "" : ",", 2 * depth, "", name);
    schema_entry(text, table, entry, depth);
}

char *setting_table_schema(const struct setting_table *table)
{
    struct text text = {0};
    const struct writer writer = {&text, schema_open, schema_close, schema_leaf};

    text_append(&text,
                "{\n\"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
                "\"title\": \"%s\",\n\"type\": \"object\",\n"
                "\"additionalProperties\": false,\n\"properties\": {\n"
                "  \"$schema\": {\"type\": \"string\"},\n"
                "  \"extends\": {\"type\": \"string\"},",
                table->title);
    write_tree(&writer, table);
    text_append(&text, "\n}\n}\n");
    return text.bytes;
}

/* Defaults with comments. */
static void defaults_open(struct text *text, const char *name, int depth, bool is_first)
{
    (void)is_first;
    text_append(text, "\n%*s\"%s\": {\n", 2 * depth, "", name);
}

static void defaults_close(struct text *text, int depth)
{
    text_append(text, "%*s},\n", 2 * depth, "");
}

static void defaults_leaf(struct text *text, const struct setting_table *table,
                          const struct setting *entry, const char *name, int depth, bool is_first)
{
    struct text range = {0};

    (void)table;
    (void)is_first;
    settings_describe(&range, entry);
    text_append(text, "%*s// %s  %s.\n", 2 * depth, "", entry->text,
                range.bytes ? range.bytes : "");
    text_append(text, "%*s%s\"%s\": %s,\n", 2 * depth, "", entry->default_json ? "" : "// ", name,
                entry->default_json ? entry->default_json : "...");
    text_free(&range);
}

char *setting_table_defaults(const struct setting_table *table)
{
    struct text text = {0};
    const struct writer writer = {&text, defaults_open, defaults_close, defaults_leaf};

    text_append(&text, "// %s: every setting with its default.\n{\n", table->title);
    write_tree(&writer, table);
    text_append(&text, "}\n");
    return text.bytes;
}

/* Reference page. */
static void append_cell(struct text *text, const char *words)
{
    for (const char *c = words; *c; c++)
        text_append(text, *c == '|' ? "\\|" : "%c", *c);
}

char *setting_table_reference(const struct setting_table *table)
{
    struct text text = {0};
    char section[SETTINGS_MAX_PATH] = "?";

    text_append(&text,
                "# %s\n\nMade by `fisc config reference` from the table in the code; do not "
                "edit.  A config is JSON with comments and trailing commas; every key may "
                "be left out.\n",
                table->title);
    for (const struct setting *entry = table->entries; entry->path; entry++) {
        char here[SETTINGS_MAX_PATH];
        struct text range = {0};

        snprintf(here, sizeof here, "%.*s",
                 strchr(entry->path, '.') ? (int)strcspn(entry->path, ".[") : 0, entry->path);
        if (strcmp(here, section) != 0) {
            snprintf(section, sizeof section, "%s", here);
            text_append(&text,
                        "\n## %s\n| setting | what it takes | default | meaning |\n"
                        "| --- | --- | --- | --- |\n",
                        *here ? here : "The run");
        }
        settings_describe(&range, entry);
        text_append(&text, "| `%s` | ", entry->path);
        append_cell(&text, range.bytes ? range.bytes : "");
        text_append(&text, " | %s%s%s | ", entry->default_json ? "`" : "",
                    entry->default_json ? entry->default_json : "must be given",
                    entry->default_json ? "`" : "");
        append_cell(&text, entry->text);
        text_append(&text, " |\n");
        text_free(&range);
    }
    return text.bytes;
}
