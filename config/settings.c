/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/settings.c: from files, overrides and defaults to resolved values. */
#include "base/files.h"
#include "config/settings_internal.h"

#include <assert.h>
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_EXTENDS = 8 };

enum status settings_give_take(struct settings *settings, const struct setting *entry, cJSON *value,
                               const char *origin, struct error *err)
{
    struct given *slot = NULL;

    for (size_t i = 0; i < settings->num_given; i++)
        if (settings->given[i].entry == entry)
            slot = &settings->given[i];
    if (!slot && settings->num_given == settings->capacity_given) {
        const size_t capacity = 2 * settings->capacity_given + 32;
        struct given *const given = realloc(settings->given, capacity * sizeof *given);

        if (!given) {
            cJSON_Delete(value);
            return error_set(err, STATUS_NO_MEMORY, "no memory for settings");
        }
        settings->given = given;
        settings->capacity_given = capacity;
    }
    if (!slot) {
        slot = &settings->given[settings->num_given++];
        *slot = (struct given){.entry = entry};
    }
    cJSON_Delete(slot->value);
    free(slot->origin);
    slot->value = value;
    slot->origin = strdup(origin);
    return value && slot->origin ? STATUS_OK
                                 : error_set(err, STATUS_NO_MEMORY, "no memory for settings");
}

/* All complaints as one error; as many whole lines as fit. */
static enum status raise_complaints(struct complaints *complaints, struct error *err)
{
    if (complaints->count == 0)
        return STATUS_OK;
    error_set_lines(err, STATUS_INVALID_INPUT,
                    complaints->text.bytes ? complaints->text.bytes : "no memory",
                    complaints->count);
    text_free(&complaints->text);
    return STATUS_INVALID_INPUT;
}

static enum status read_config(const char *path, char **text, size_t *length, struct error *err)
{
    if (strcmp(path, "-") == 0)
        return file_read_stream(stdin, "standard input", JSONC_MAX_BYTES, text, length, err);
    return file_read_all(path, JSONC_MAX_BYTES, text, length, err);
}

static enum status load_file(struct settings *settings, const char *path,
                             struct complaints *complaints, int depth, struct error *err);

/* The file that a config extends gives its values first. */
static enum status load_extended(struct settings *settings, const char *path,
                                 const struct jsonc *document, struct complaints *complaints,
                                 int depth, struct error *err)
{
    const cJSON *const extends = cJSON_GetObjectItemCaseSensitive(document->root, "extends");
    char *const copy = strdup(path);
    char base[4096];

    if (!cJSON_IsString(extends) || !copy) {
        free(copy);
        return STATUS_OK;
    }
    const char *const relative = extends->valuestring;

    snprintf(base, sizeof base, "%s%s%s", *relative == '/' ? "" : dirname(copy),
             *relative == '/' ? "" : "/", relative);
    free(copy);
    if (depth == MAX_EXTENDS)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: extends more than %d files in a row: do they extend each other?",
                         document->name, MAX_EXTENDS);
    const enum status status = load_file(settings, base, complaints, depth + 1, err);

    return status ? error_add_context(err, "extended by %s", document->name) : STATUS_OK;
}

/* Where relative paths in this file start: its folder; the working one if there is no file. */
static void find_folder(char folder[FILES_MAX_PATH], const char *path)
{
    char *const copy = strdup(path ? path : "");
    char *const found = realpath(copy && path ? dirname(copy) : ".", NULL);

    snprintf(folder, FILES_MAX_PATH, "%s", found ? found : ".");
    free(found);
    free(copy);
}

static enum status load_text(struct settings *settings, const char *name, const char *path,
                             const char *text, size_t length, struct complaints *complaints,
                             int depth, struct error *err)
{
    struct jsonc document;

    TRY(jsonc_parse(&document, name, text, length, err));
    const enum status status =
        path ? load_extended(settings, path, &document, complaints, depth, err) : STATUS_OK;

    if (!status) {
        char folder[FILES_MAX_PATH];

        find_folder(folder, path);
        settings_check_document(complaints, settings, &document, folder);
    }
    jsonc_free(&document);
    return status;
}

static enum status load_file(struct settings *settings, const char *path,
                             struct complaints *complaints, int depth, struct error *err)
{
    char *text = NULL;
    size_t length = 0;

    TRY(read_config(path, &text, &length, err));
    const enum status status =
        load_text(settings, strcmp(path, "-") == 0 ? "standard input" : path,
                  strcmp(path, "-") == 0 ? NULL : path, text, length, complaints, depth, err);

    free(text);
    return status;
}

/* "key=value": the value is JSON; a plain word where the key takes words. */
void settings_give_text(struct settings *settings, const char *override,
                        struct complaints *complaints)
{
    const char *const equals = strchr(override, '=');
    char key[SETTINGS_MAX_PATH];
    char origin[512];
    struct jsonc document = {0};
    struct error ignored = {0};

    snprintf(origin, sizeof origin, "--set %.480s", override);
    if (!equals || (size_t)(equals - override) >= sizeof key) {
        complain(complaints, "%s: expected key=value", origin);
        return;
    }
    snprintf(key, sizeof key, "%.*s", (int)(equals - override), override);
    const struct setting *const entry = settings_find_entry(settings->table, key);

    if (!entry || strstr(key, "[]")) {
        struct text line = {0};

        text_append(&line, "%s: no setting has the name '%s'", origin, key);
        settings_suggest(&line, settings->table, key);
        complain(complaints, "%s", line.bytes ? line.bytes : origin);
        text_free(&line);
        return;
    }
    const bool takes_words = entry->type == SETTING_STRING || entry->type == SETTING_CHOICE;
    cJSON *value = NULL;

    if (jsonc_parse(&document, origin, equals + 1, strlen(equals + 1), &ignored) == STATUS_OK)
        value = cJSON_Duplicate(document.root, true);
    if (takes_words && (!value || !(cJSON_IsString(value) || cJSON_IsNull(value)))) {
        cJSON_Delete(value);
        value = cJSON_CreateString(equals + 1);
    }
    jsonc_free(&document);
    const size_t before = complaints->count;

    if (!value)
        complain(complaints, "%s: the value is no JSON (%s)", origin, ignored.message);
    else
        settings_check_value(complaints, settings->table, entry, value, NULL, 0, origin);
    if (complaints->count > before) {
        cJSON_Delete(value);
        return;
    }
    char folder[FILES_MAX_PATH];

    find_folder(folder, NULL);
    settings_anchor_paths(settings->table, entry, value, folder);
    if (settings_give_take(settings, entry, value, origin, NULL))
        complain(complaints, "%s: no memory", origin);
}

/* The object that holds `path`'s last segment, made on the way. */
static cJSON *make_parents(cJSON *root, const char *path, const char **last)
{
    cJSON *object = root;
    const char *segment = path;

    for (const char *dot; object && (dot = strchr(segment, '.')); segment = dot + 1) {
        char name[SETTINGS_MAX_PATH];

        snprintf(name, sizeof name, "%.*s", (int)(dot - segment), segment);
        cJSON *const child = cJSON_GetObjectItemCaseSensitive(object, name);

        object = child ? child : cJSON_AddObjectToObject(object, name);
    }
    *last = segment;
    return object;
}

static cJSON *default_of(const struct setting *entry)
{
    return cJSON_Parse(entry->default_json ? entry->default_json : "null");
}

/* A list of objects with the defaults of its keys filled in, in the order of the table. */
static cJSON *complete_list(const struct setting_table *table, const struct setting *list,
                            const cJSON *given)
{
    cJSON *const result = cJSON_CreateArray();
    const size_t length = strlen(list->path);
    const cJSON *element = NULL;

    cJSON_ArrayForEach(element, given)
    {
        cJSON *const object = cJSON_CreateObject();

        for (const struct setting *entry = table->entries; entry->path; entry++) {
            if (strncmp(entry->path, list->path, length) != 0 ||
                strncmp(entry->path + length, "[].", 3) != 0)
                continue;
            const char *const key = entry->path + length + 3;
            const cJSON *const value = cJSON_GetObjectItemCaseSensitive(element, key);

            cJSON_AddItemToObject(object, key,
                                  value ? cJSON_Duplicate(value, true) : default_of(entry));
        }
        cJSON_AddItemToArray(result, object);
    }
    return result;
}

enum status settings_resolve(struct settings *settings, struct complaints *complaints,
                             struct error *err)
{
    settings->root = cJSON_CreateObject();
    for (const struct setting *entry = settings->table->entries; entry->path; entry++) {
        const cJSON *value = NULL;
        const char *last = NULL;

        if (strstr(entry->path, "[]"))
            continue;
        for (size_t i = 0; i < settings->num_given; i++)
            if (settings->given[i].entry == entry)
                value = settings->given[i].value;
        if (!value && !entry->default_json) {
            complain(complaints, "%s: must be given", entry->path);
            continue;
        }
        cJSON *const resolved = entry->type == SETTING_OBJECTS
                                    ? complete_list(settings->table, entry, value)
                                : value ? cJSON_Duplicate(value, true)
                                        : default_of(entry);
        cJSON *const parent = make_parents(settings->root, entry->path, &last);

        if (!resolved || !parent || !cJSON_AddItemToObject(parent, last, resolved))
            return error_set(err, STATUS_NO_MEMORY, "no memory for settings");
    }
    return raise_complaints(complaints, err);
}

static enum status finish(struct settings **settings, struct settings *created, enum status status,
                          const char *const *overrides, size_t num_overrides,
                          struct complaints *complaints, struct error *err)
{
    for (size_t i = 0; !status && i < num_overrides; i++)
        settings_give_text(created, overrides[i], complaints);
    if (!status)
        status = settings_resolve(created, complaints, err);
    text_free(&complaints->text);
    if (status) {
        settings_free(created);
        created = NULL;
    }
    *settings = created;
    return status;
}

enum status settings_begin(struct settings **settings, const struct setting_table *table,
                           struct error *err)
{
    *settings = calloc(1, sizeof **settings);
    if (!*settings)
        return error_set(err, STATUS_NO_MEMORY, "no memory for settings");
    (*settings)->table = table;
    return STATUS_OK;
}

enum status settings_load(struct settings **settings, const struct setting_table *table,
                          const char *path, const char *const *overrides, size_t num_overrides,
                          struct error *err)
{
    struct settings *created = NULL;
    struct complaints complaints = {0};

    *settings = NULL;
    TRY(settings_begin(&created, table, err));
    const enum status status = path ? load_file(created, path, &complaints, 0, err) : STATUS_OK;

    return finish(settings, created, status, overrides, num_overrides, &complaints, err);
}

enum status settings_parse(struct settings **settings, const struct setting_table *table,
                           const char *name, const char *text, size_t length,
                           const char *const *overrides, size_t num_overrides, struct error *err)
{
    struct settings *created = NULL;
    struct complaints complaints = {0};

    *settings = NULL;
    TRY(settings_begin(&created, table, err));
    const enum status status = load_text(created, name, NULL, text, length, &complaints, 0, err);

    return finish(settings, created, status, overrides, num_overrides, &complaints, err);
}

void settings_free(struct settings *settings)
{
    if (!settings)
        return;
    for (size_t i = 0; i < settings->num_given; i++) {
        cJSON_Delete(settings->given[i].value);
        free(settings->given[i].origin);
    }
    free(settings->given);
    cJSON_Delete(settings->root);
    free(settings);
}

/* The resolved item at "a.b" or "a.list[2].key". */
static const cJSON *item_at(const struct settings *settings, const char *path)
{
    const cJSON *item = settings->root;

    while (item && *path) {
        char name[SETTINGS_MAX_PATH];
        const size_t length = strcspn(path, ".[");

        snprintf(name, sizeof name, "%.*s", (int)length, path);
        item = cJSON_GetObjectItemCaseSensitive(item, name);
        path += length;
        if (item && *path == '[') {
            item = cJSON_GetArrayItem(item, atoi(path + 1));
            path += strcspn(path, "]") + 1;
        }
        path += *path == '.';
    }
    assert(item && "no setting has this path");
    return item;
}

bool settings_bool(const struct settings *settings, const char *path)
{
    const cJSON *const item = item_at(settings, path);

    assert(cJSON_IsBool(item));
    return cJSON_IsTrue(item);
}

double settings_number(const struct settings *settings, const char *path)
{
    const cJSON *const item = item_at(settings, path);

    assert(cJSON_IsNumber(item));
    return item->valuedouble;
}

int64_t settings_integer(const struct settings *settings, const char *path)
{
    return (int64_t)settings_number(settings, path);
}

const char *settings_string(const struct settings *settings, const char *path)
{
    const cJSON *const item = item_at(settings, path);

    assert(cJSON_IsString(item) || cJSON_IsNull(item));
    return cJSON_IsString(item) ? item->valuestring : NULL;
}

/* The table's entry of a path with or without indices. */
static const struct setting *entry_of(const struct settings *settings, const char *path)
{
    char plain[SETTINGS_MAX_PATH];
    size_t length = 0;

    for (const char *c = path; *c && length + 3 < sizeof plain; c++) {
        plain[length++] = *c;
        if (*c == '[') {
            c += strcspn(c, "]");
            plain[length++] = ']';
        }
    }
    plain[length] = '\0';
    return settings_find_entry(settings->table, plain);
}

int settings_choice(const struct settings *settings, const char *path)
{
    const struct setting *const entry = entry_of(settings, path);

    assert(entry && entry->type == SETTING_CHOICE);
    return settings_choice_index(entry->choices, settings_string(settings, path));
}

bool settings_is_set(const struct settings *settings, const char *path)
{
    return !cJSON_IsNull(item_at(settings, path));
}

size_t settings_length(const struct settings *settings, const char *path)
{
    const cJSON *const item = item_at(settings, path);

    assert(cJSON_IsArray(item));
    return (size_t)cJSON_GetArraySize(item);
}

size_t settings_numbers(const struct settings *settings, const char *path, double *values,
                        size_t capacity)
{
    const cJSON *element = NULL;
    size_t count = 0;

    cJSON_ArrayForEach(element, item_at(settings, path))
    {
        if (count < capacity)
            values[count] = element->valuedouble;
        count++;
    }
    return count;
}

const char *settings_origin(const struct settings *settings, const char *path)
{
    const size_t list_length = strcspn(path, "[");

    for (size_t i = 0; i < settings->num_given; i++)
        if (strlen(settings->given[i].entry->path) == list_length &&
            strncmp(settings->given[i].entry->path, path, list_length) == 0)
            return settings->given[i].origin;
    return "a default";
}
