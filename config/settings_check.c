/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/settings_check.c: a config against the table: every error, with its place. */
#include "config/settings_internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DESCRIBED = 100 };

void complain(struct complaints *complaints, const char *format, ...)
{
    va_list arguments;

    if (++complaints->count > MAX_DESCRIBED)
        return;
    if (complaints->count > 1)
        text_append(&complaints->text, "\n");
    va_start(arguments, format);
    text_append_list(&complaints->text, format, arguments);
    va_end(arguments);
}

const struct setting *settings_find_entry(const struct setting_table *table, const char *path)
{
    for (const struct setting *entry = table->entries; entry->path; entry++)
        if (strcmp(entry->path, path) == 0)
            return entry;
    return NULL;
}

bool settings_is_section(const struct setting_table *table, const char *path)
{
    const size_t length = strlen(path);

    for (const struct setting *entry = table->entries; entry->path; entry++)
        if (strncmp(entry->path, path, length) == 0 && entry->path[length] == '.')
            return true;
    return false;
}

const char *settings_choice_at(const char *choices, int index, size_t *length)
{
    while (index-- > 0) {
        choices = strchr(choices, '|');
        if (!choices)
            return NULL;
        choices++;
    }
    *length = strcspn(choices, "|");
    return choices;
}

int settings_choice_index(const char *choices, const char *word)
{
    size_t length = 0;

    for (int i = 0;; i++) {
        const char *const choice = settings_choice_at(choices, i, &length);

        if (!choice)
            return -1;
        if (strlen(word) == length && memcmp(choice, word, length) == 0)
            return i;
    }
}

void settings_describe(struct text *text, const struct setting *entry)
{
    switch (entry->type) {
    case SETTING_BOOL:
        text_append(text, "true or false");
        break;
    case SETTING_INTEGER:
        text_append(text, "integer in [%.16g, %.16g]", entry->min, entry->max);
        break;
    case SETTING_NUMBER:
        text_append(text, "number in [%g, %g]", entry->min, entry->max);
        break;
    case SETTING_STRING:
        text_append(text, "text");
        break;
    case SETTING_CHOICE:
        text_append(text, "one of ");
        for (const char *c = entry->choices; *c; c++)
            text_append(text, *c == '|' ? ", " : "%c", *c);
        break;
    case SETTING_NUMBERS:
        text_append(text, "list of numbers in [%g, %g], at least one", entry->min, entry->max);
        break;
    case SETTING_OBJECTS:
        text_append(text, "list of %g to %g objects", entry->min, entry->max);
        break;
    }
    if (entry->unit && strcmp(entry->unit, "1") != 0)
        text_append(text, " (%s)", entry->unit);
    if (entry->default_json && strcmp(entry->default_json, "null") == 0)
        text_append(text, " or null");
}

static bool is_number_in(const cJSON *value, double min, double max)
{
    return cJSON_IsNumber(value) && value->valuedouble >= min && value->valuedouble <= max;
}

static bool are_numbers_in(const cJSON *list, double min, double max)
{
    const cJSON *element = NULL;

    if (!cJSON_IsArray(list) || !list->child)
        return false;
    cJSON_ArrayForEach(element, list) if (!is_number_in(element, min, max)) return false;
    return true;
}

static bool fits(const struct setting *entry, const cJSON *value)
{
    if (cJSON_IsNull(value))
        return entry->default_json && strcmp(entry->default_json, "null") == 0;
    switch (entry->type) {
    case SETTING_BOOL:
        return cJSON_IsBool(value);
    case SETTING_INTEGER:
        return is_number_in(value, entry->min, entry->max) &&
               value->valuedouble == floor(value->valuedouble) &&
               fabs(value->valuedouble) <= 9007199254740991.0;
    case SETTING_NUMBER:
        return is_number_in(value, entry->min, entry->max);
    case SETTING_STRING:
        return cJSON_IsString(value);
    case SETTING_CHOICE:
        return cJSON_IsString(value) &&
               settings_choice_index(entry->choices, value->valuestring) >= 0;
    case SETTING_NUMBERS:
        return are_numbers_in(value, entry->min, entry->max);
    case SETTING_OBJECTS:
        return cJSON_IsArray(value) && cJSON_GetArraySize(value) >= entry->min &&
               cJSON_GetArraySize(value) <= entry->max;
    }
    return false;
}

/* "demo.json:3:14: " or "--set: ". */
static void append_place(struct text *text, const struct jsonc *document, size_t offset,
                         const char *prefix)
{
    int line;
    int column;

    if (!document) {
        text_append(text, "%s: ", prefix);
        return;
    }
    jsonc_place(document, offset, &line, &column);
    text_append(text, "%s:%d:%d: ", document->name, line, column);
}

static void append_value(struct text *text, const cJSON *value)
{
    struct text printed = {0};

    settings_print_item(&printed, value, 0, false);
    if (printed.length > 60)
        text_append(text, "%.57s...", printed.bytes);
    else
        text_append(text, "%s", printed.bytes ? printed.bytes : "?");
    text_free(&printed);
}

static const char *nearest_choice(const char *choices, const char *word, char room[static 64])
{
    const char *names[64];
    char words[1024];
    size_t count = 0;
    char *rest = words;

    snprintf(words, sizeof words, "%s", choices);
    while (rest && count < 64)
        names[count++] = strsep(&rest, "|");
    const char *const nearest = text_nearest(word, names, count);

    if (nearest)
        snprintf(room, 64, "%s", nearest);
    return nearest ? room : NULL;
}

static void complain_of_value(struct complaints *complaints, const struct setting *entry,
                              const char *path, const cJSON *value, const struct jsonc *document,
                              size_t offset, const char *prefix)
{
    struct text line = {0};
    char room[64];

    append_place(&line, document, offset, prefix);
    text_append(&line, "%s: expected ", path);
    settings_describe(&line, entry);
    text_append(&line, ", got ");
    append_value(&line, value);
    if (entry->type == SETTING_CHOICE && cJSON_IsString(value) &&
        nearest_choice(entry->choices, value->valuestring, room))
        text_append(&line, "; did you mean '%s'?", room);
    complain(complaints, "%s", line.bytes ? line.bytes : path);
    text_free(&line);
}

/* How many nodes an item takes in preorder. */
static uint32_t count_nodes(const cJSON *item)
{
    uint32_t count = 1;
    const cJSON *child = NULL;

    cJSON_ArrayForEach(child, item) count += count_nodes(child);
    return count;
}

void settings_suggest(struct text *text, const struct setting_table *table, const char *path)
{
    const char *names[512] = {0};
    size_t count = 0;
    const char *const dot = strrchr(path, '.');
    const char *nearest = NULL;
    enum { ROOM = 64 };
    char room[ROOM];

    for (const struct setting *entry = table->entries; entry->path && count < 512; entry++)
        names[count++] = entry->path;
    nearest = text_nearest(path, names, count);
    /* A group by its first segment: "planer" for "planner". */
    for (size_t i = 0; i < count && !nearest && !dot; i++) {
        const size_t length = strcspn(names[i], ".[");
        const char *const segment = room;

        if (names[i][length] == '\0' || length >= ROOM)
            continue;
        snprintf(room, ROOM, "%.*s", (int)length, names[i]);
        nearest = text_nearest(path, &segment, 1);
    }
    /* The right word in the wrong place: compare last segments. */
    for (int pass = 0; pass < 2 && !nearest; pass++) {
        const char *const word = dot ? dot + 1 : path;

        for (size_t i = 0; i < count && !nearest; i++) {
            const char *const last = strrchr(names[i], '.');
            const char *const segment = last ? last + 1 : names[i];

            if (pass == 0 ? strcmp(segment, word) == 0 : text_nearest(word, &segment, 1) != NULL)
                nearest = names[i];
        }
    }
    if (nearest)
        text_append(text, "; did you mean '%s'?", nearest);
}

static void complain_of_key(struct complaints *complaints, const struct setting_table *table,
                            const char *path, const struct jsonc *document, size_t offset,
                            const char *prefix)
{
    struct text line = {0};

    if (complaints->count >= MAX_DESCRIBED) { /* a hostile file must not cost minutes */
        complaints->count++;
        return;
    }
    append_place(&line, document, offset, prefix);
    text_append(&line, "%s: no setting has this name", path);
    settings_suggest(&line, table, path);
    complain(complaints, "%s", line.bytes ? line.bytes : path);
    text_free(&line);
}

/* Keys of one object in a list: element entries are "list[].key". */
static void check_element(struct complaints *complaints, const struct setting_table *table,
                          const struct setting *list, int index, const cJSON *object,
                          const struct jsonc *document, uint32_t node, const char *prefix)
{
    char path[SETTINGS_MAX_PATH];
    char shown[SETTINGS_MAX_PATH];
    const size_t list_length = strlen(list->path);
    uint32_t child_node = node + 1;
    const cJSON *child = NULL;

    cJSON_ArrayForEach(child, object)
    {
        snprintf(path, sizeof path, "%s[].%s", list->path, child->string);
        snprintf(shown, sizeof shown, "%s[%d].%s", list->path, index, child->string);
        const struct setting *const entry = settings_find_entry(table, path);
        const size_t key_at = document ? document->nodes[child_node].key_offset : 0;
        const size_t value_at = document ? document->nodes[child_node].value_offset : 0;

        if (!entry)
            complain_of_key(complaints, table, path, document, key_at, prefix);
        else if (!fits(entry, child))
            complain_of_value(complaints, entry, shown, child, document, value_at, prefix);
        child_node += count_nodes(child);
    }
    for (const struct setting *entry = table->entries; entry->path; entry++)
        if (strncmp(entry->path, list->path, list_length) == 0 &&
            strncmp(entry->path + list_length, "[].", 3) == 0 && !entry->default_json &&
            !cJSON_GetObjectItemCaseSensitive(object, entry->path + list_length + 3)) {
            struct text line = {0};

            append_place(&line, document, document ? document->nodes[node].value_offset : 0,
                         prefix);
            text_append(&line, "%s[%d].%s: must be given: ", list->path, index,
                        entry->path + list_length + 3);
            settings_describe(&line, entry);
            complain(complaints, "%s", line.bytes ? line.bytes : list->path);
            text_free(&line);
        }
}

void settings_check_value(struct complaints *complaints, const struct setting_table *table,
                          const struct setting *entry, const cJSON *value,
                          const struct jsonc *document, uint32_t node, const char *prefix)
{
    const size_t offset = document ? document->nodes[node].value_offset : 0;
    const cJSON *element = NULL;
    uint32_t element_node = node + 1;
    int index = 0;

    if (!fits(entry, value)) {
        complain_of_value(complaints, entry, entry->path, value, document, offset, prefix);
        return;
    }
    if (entry->type != SETTING_OBJECTS)
        return;
    cJSON_ArrayForEach(element, value)
    {
        if (cJSON_IsObject(element)) {
            check_element(complaints, table, entry, index, element, document, element_node, prefix);
        } else {
            struct text line = {0};

            append_place(&line, document, document ? document->nodes[element_node].value_offset : 0,
                         prefix);
            text_append(&line, "%s[%d]: expected an object, got ", entry->path, index);
            append_value(&line, element);
            complain(complaints, "%s", line.bytes ? line.bytes : entry->path);
            text_free(&line);
        }
        element_node += count_nodes(element);
        index++;
    }
}

static void anchor_path(cJSON *value, const char *folder)
{
    struct text joined = {0};

    if (!cJSON_IsString(value) || *value->valuestring == '/')
        return;
    text_append(&joined, "%s/%s", folder, value->valuestring);
    if (joined.bytes)
        cJSON_SetValuestring(value, joined.bytes);
    text_free(&joined);
}

void settings_anchor_paths(const struct setting_table *table, const struct setting *entry,
                           cJSON *value, const char *folder)
{
    const size_t length = strlen(entry->path);
    cJSON *element = NULL;

    if (entry->is_path)
        anchor_path(value, folder);
    if (entry->type != SETTING_OBJECTS)
        return;
    for (const struct setting *key = table->entries; key->path; key++)
        if (key->is_path && strncmp(key->path, entry->path, length) == 0 &&
            strncmp(key->path + length, "[].", 3) == 0)
            cJSON_ArrayForEach(element, value)
                anchor_path(cJSON_GetObjectItemCaseSensitive(element, key->path + length + 3),
                            folder);
}

/* Give a checked value of a file to the settings. */
static void give_copy(struct complaints *complaints, struct settings *settings,
                      const struct setting *entry, const cJSON *value, const char *origin,
                      const char *folder)
{
    cJSON *const copy = cJSON_Duplicate(value, true);

    if (copy)
        settings_anchor_paths(settings->table, entry, copy, folder);
    if (!copy || settings_give_take(settings, entry, copy, origin, NULL))
        complain(complaints, "%s: no memory", origin);
}

static void check_object(struct complaints *complaints, struct settings *settings,
                         const struct jsonc *document, const cJSON *object, uint32_t node,
                         const char *section, const char *folder)
{
    char path[SETTINGS_MAX_PATH];
    char origin[1024];
    uint32_t child_node = node + 1;
    const cJSON *child = NULL;

    cJSON_ArrayForEach(child, object)
    {
        const uint32_t here = child_node;
        int line;
        int column;

        child_node += count_nodes(child);
        snprintf(path, sizeof path, "%s%s%s", section, *section ? "." : "", child->string);
        if (!*section && (strcmp(path, "$schema") == 0 || strcmp(path, "extends") == 0) &&
            cJSON_IsString(child))
            continue;
        const struct setting *const entry = settings_find_entry(settings->table, path);

        jsonc_place(document, document->nodes[here].value_offset, &line, &column);
        snprintf(origin, sizeof origin, "%s:%d:%d", document->name, line, column);
        if (entry) {
            const size_t before = complaints->count;

            settings_check_value(complaints, settings->table, entry, child, document, here, NULL);
            if (complaints->count == before)
                give_copy(complaints, settings, entry, child, origin, folder);
        } else if (!settings_is_section(settings->table, path)) {
            complain_of_key(complaints, settings->table, path, document,
                            document->nodes[here].key_offset, NULL);
        } else if (!cJSON_IsObject(child)) {
            struct text text = {0};

            append_value(&text, child);
            complain(complaints, "%s: %s: expected an object of settings, got %s", origin, path,
                     text.bytes ? text.bytes : "?");
            text_free(&text);
        } else {
            check_object(complaints, settings, document, child, here, path, folder);
        }
    }
}

void settings_check_document(struct complaints *complaints, struct settings *settings,
                             const struct jsonc *document, const char *folder)
{
    if (cJSON_IsObject(document->root))
        check_object(complaints, settings, document, document->root, 0, "", folder);
    else
        complain(complaints, "%s:1:1: a config is an object: { ... }", document->name);
}
