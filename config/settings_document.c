/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/settings_document.c: JSON Schema 2020-12, commented defaults, reference page. */
#include "config/settings_document.h"

#include "base/text.h"
#include "config/settings_check.h"
#include "config/settings_effect.h"

#include <stdio.h>
#include <string.h>

/* The tree of sections as a stream: the table is in order, so neighbours share prefixes.  Calls
 * open/close for sections and leaf for entries. */
struct writer {
    struct text *text;
    void (*open)(struct text *text, const char *name, int depth, bool is_first);
    void (*close)(struct text *text, int depth);
    void (*leaf)(struct text *text, const struct setting_list *list,
                 const struct setting_entry *entry, const char *name, int depth, bool is_first);
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

static void write_tree(const struct writer *writer, const struct setting_list *list)
{
    const char *previous = "";
    int depth = 0;
    char room[SETTINGS_MAX_PATH];

    for (size_t i = 0; i < list->count; i++) {
        const struct setting_entry *const entry = list->entries[i];

        if (entry->list)
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
        writer->leaf(writer->text, list, entry, segment(entry->path, sections, room), depth + 1,
                     is_first);
        previous = entry->path;
    }
    while (depth > 0)
        writer->close(writer->text, depth--);
}

/* JSON Schema. */
static void schema_type(struct text *text, const struct setting_entry *entry)
{
    const bool is_nullable =
        entry->setting->default_json && strcmp(entry->setting->default_json, "null") == 0;
    static const char *const types[] = {"boolean", "integer", "number", "string",
                                        "string",  "array",   "array"};

    if (is_nullable)
        text_append(text, "\"type\": [\"%s\", \"null\"]", types[entry->setting->type]);
    else
        text_append(text, "\"type\": \"%s\"", types[entry->setting->type]);
}

static void schema_range(struct text *text, const struct setting_entry *entry)
{
    text_append(text, ", \"minimum\": ");
    text_append_number(text, entry->setting->min);
    text_append(text, ", \"maximum\": ");
    text_append_number(text, entry->setting->max);
}

static void schema_entry(struct text *text, const struct setting_list *list,
                         const struct setting_entry *entry, int depth);

static void schema_elements(struct text *text, const struct setting_list *list,
                            const struct setting_entry *objects, int depth)
{
    struct text required = {0};
    bool is_first = true;

    text_append(text,
                ", \"minItems\": %g, \"maxItems\": %g, \"items\": {\"type\": \"object\", "
                "\"additionalProperties\": false, \"properties\": {",
                objects->setting->min, objects->setting->max);
    for (size_t i = 0; i < list->count; i++) {
        const struct setting_entry *const entry = list->entries[i];

        if (entry->list != objects)
            continue;
        text_append(text, "%s\n%*s", is_first ? "" : ",", 2 * depth + 2, "");
        text_append_json_string(text, setting_entry_key(entry));
        text_append(text, ": ");
        schema_entry(text, list, entry, depth + 1);
        if (!entry->setting->default_json) {
            text_append(&required, "%s", required.length ? ", " : "");
            text_append_json_string(&required, setting_entry_key(entry));
        }
        is_first = false;
    }
    text_append(text, "}, \"required\": [%s]}", required.bytes ? required.bytes : "");
    text_free(&required);
}

static void schema_entry(struct text *text, const struct setting_list *list,
                         const struct setting_entry *entry, int depth)
{
    size_t length = 0;

    text_append(text, "{");
    schema_type(text, entry);
    if (entry->setting->type == SETTING_INTEGER || entry->setting->type == SETTING_NUMBER)
        schema_range(text, entry);
    if (entry->setting->type == SETTING_CHOICE) {
        text_append(text, ", \"enum\": [");
        for (int i = 0;; i++) {
            const char *const choice = settings_check_choice_at(entry->choices, i, &length);

            if (!choice)
                break;
            text_append(text, "%s\"%.*s\"", i ? ", " : "", (int)length, choice);
        }
        text_append(text, "]");
    }
    if (entry->setting->type == SETTING_NUMBERS) {
        text_append(text, ", \"minItems\": 1, \"items\": {\"type\": \"number\"");
        schema_range(text, entry);
        text_append(text, "}");
    }
    if (entry->setting->type == SETTING_OBJECTS)
        schema_elements(text, list, entry, depth);
    if (entry->setting->default_json)
        text_append(text, ", \"default\": %s", entry->setting->default_json);
    text_append(text, ", \"description\": ");
    struct text description = {0};

    text_append(&description, "%s", entry->setting->text);
    if (entry->setting->unit)
        text_append(&description, " [%s]", entry->setting->unit);
    text_append_json_string(text, description.bytes ? description.bytes : entry->setting->text);
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

static void schema_leaf(struct text *text, const struct setting_list *list,
                        const struct setting_entry *entry, const char *name, int depth,
                        bool is_first)
{
    text_append(text, "%s\n%*s\"%s\": ", is_first ? "" : ",", 2 * depth, "", name);
    schema_entry(text, list, entry, depth);
}

char *settings_document_schema(const struct setting_list *list)
{
    struct text text = {0};
    const struct writer writer = {&text, schema_open, schema_close, schema_leaf};

    text_append(&text,
                "{\n\"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
                "\"title\": \"%s\",\n\"type\": \"object\",\n"
                "\"additionalProperties\": false,\n\"properties\": {\n"
                "  \"$schema\": {\"type\": \"string\"},\n"
                "  \"extends\": {\"type\": \"string\"},",
                list->table->title);
    write_tree(&writer, list);
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

static void defaults_leaf(struct text *text, const struct setting_list *list,
                          const struct setting_entry *entry, const char *name, int depth,
                          bool is_first)
{
    struct text range = {0};

    (void)list;
    (void)is_first;
    settings_check_describe(&range, entry);
    text_append(text, "%*s// %s  %s.\n", 2 * depth, "", entry->setting->text,
                range.bytes ? range.bytes : "");
    text_append(text, "%*s%s\"%s\": %s,\n", 2 * depth, "",
                entry->setting->default_json ? "" : "// ", name,
                entry->setting->default_json ? entry->setting->default_json : "...");
    text_free(&range);
}

char *settings_document_defaults(const struct setting_list *list)
{
    struct text text = {0};
    const struct writer writer = {&text, defaults_open, defaults_close, defaults_leaf};

    text_append(&text, "// %s: every setting with its default.\n{\n", list->table->title);
    write_tree(&writer, list);
    text_append(&text, "}\n");
    return text.bytes;
}

/* Reference page. */
static void append_cell(struct text *text, const char *words)
{
    for (const char *c = words; *c; c++)
        text_append(text, *c == '|' ? "\\|" : "%c", *c);
}

static void append_when(struct text *text, const struct setting_entry *entry)
{
    struct text when = {0};

    settings_effect_write_when(&when, entry);
    append_cell(text, when.bytes ? when.bytes : "always");
    text_free(&when);
    if (entry->setting->is_outside_results)
        text_append(text, "; moves no result");
}

char *settings_document_reference(const struct setting_list *list)
{
    struct text text = {0};
    char section[SETTINGS_MAX_PATH] = "?";

    text_append(&text,
                "# %s\n\nMade by `fisc config reference` from the table in the code; do not "
                "edit.  A config is JSON with comments and trailing commas; every key may "
                "be left out.\n",
                list->table->title);
    for (size_t i = 0; i < list->count; i++) {
        const struct setting_entry *const entry = list->entries[i];
        char here[SETTINGS_MAX_PATH];
        struct text range = {0};

        snprintf(here, sizeof here, "%.*s",
                 strchr(entry->path, '.') ? (int)strcspn(entry->path, ".[") : 0, entry->path);
        if (strcmp(here, section) != 0) {
            snprintf(section, sizeof section, "%s", here);
            text_append(
                &text,
                "\n## %s\n| setting | what it takes | default | meaning | has an effect where |\n"
                "| --- | --- | --- | --- | --- |\n",
                *here ? here : "The run");
        }
        settings_check_describe(&range, entry);
        text_append(&text, "| `%s` | ", entry->path);
        append_cell(&text, range.bytes ? range.bytes : "");
        text_append(&text, " | %s%s%s | ", entry->setting->default_json ? "`" : "",
                    entry->setting->default_json ? entry->setting->default_json : "must be given",
                    entry->setting->default_json ? "`" : "");
        append_cell(&text, entry->setting->text);
        text_append(&text, " | ");
        append_when(&text, entry);
        text_append(&text, " |\n");
        text_free(&range);
    }
    return text.bytes;
}
