/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/settings.c: values that were given, defaults for the rest, and looking them up. */
#include "config/settings.h"

#include "config/json_print.h"
#include "config/settings_check.h"
#include "config/settings_internal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum status settings_begin(struct settings **settings, struct setting_list *list, struct error *err)
{
    *settings = calloc(1, sizeof **settings);
    if (!*settings)
        return error_set(err, STATUS_NO_MEMORY, "no memory for settings");
    (*settings)->list = setting_list_share(list);
    return STATUS_OK;
}

static struct settings_given *slot_of(struct settings *settings, const struct setting_entry *entry)
{
    for (size_t i = 0; i < settings->num_given; i++)
        if (settings->given[i].entry == entry)
            return &settings->given[i];
    if (settings->num_given == settings->capacity_given) {
        const size_t capacity = 2 * settings->capacity_given + 32;
        struct settings_given *const grown = realloc(settings->given, capacity * sizeof *grown);

        if (!grown)
            return NULL;
        settings->given = grown;
        settings->capacity_given = capacity;
    }
    settings->given[settings->num_given] = (struct settings_given){.entry = entry};
    return &settings->given[settings->num_given++];
}

enum status settings_give_take(struct settings *settings, const struct setting_entry *entry,
                               cJSON *value, const char *origin, struct error *err)
{
    char *const origin_copy = strdup(origin);
    struct settings_given *const slot = value && origin_copy ? slot_of(settings, entry) : NULL;

    if (!slot) {
        cJSON_Delete(value);
        free(origin_copy);
        return error_set(err, STATUS_NO_MEMORY, "no memory for settings");
    }
    if (settings->lender && slot->value && !slot->is_lent) {
        cJSON_Delete(value);
        free(origin_copy);
        return STATUS_OK;
    }
    cJSON_Delete(slot->value);
    free(slot->origin);
    slot->is_lent = settings->lender != NULL;
    slot->value = value;
    slot->origin = origin_copy;
    return STATUS_OK;
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

void settings_anchor_paths(const struct settings *settings, const struct setting_entry *entry,
                           cJSON *value, const char *folder)
{
    cJSON *element = NULL;

    if (entry->setting->is_path)
        anchor_path(value, folder);
    if (entry->setting->type != SETTING_OBJECTS)
        return;
    for (size_t i = 0; i < settings->list->count; i++) {
        const struct setting_entry *const key = settings->list->entries[i];

        if (key->list == entry && key->setting->is_path)
            cJSON_ArrayForEach(element, value)
                anchor_path(cJSON_GetObjectItemCaseSensitive(element, setting_entry_key(key)),
                            folder);
    }
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

static cJSON *default_of(const struct setting_entry *entry)
{
    return cJSON_Parse(entry->setting->default_json ? entry->setting->default_json : "null");
}

/* A list of objects with the defaults of its keys filled in, in the order of the table. */
static cJSON *complete_list(const struct settings *settings, const struct setting_entry *list,
                            const cJSON *given)
{
    cJSON *const result = cJSON_CreateArray();
    const cJSON *element = NULL;

    cJSON_ArrayForEach(element, given)
    {
        cJSON *const object = cJSON_CreateObject();

        for (size_t i = 0; i < settings->list->count; i++) {
            const struct setting_entry *const entry = settings->list->entries[i];
            const char *const key = setting_entry_key(entry);

            if (entry->list != list)
                continue;
            const cJSON *const value = cJSON_GetObjectItemCaseSensitive(element, key);

            cJSON_AddItemToObject(object, key,
                                  value ? cJSON_Duplicate(value, true) : default_of(entry));
        }
        cJSON_AddItemToArray(result, object);
    }
    return result;
}

static const cJSON *given_value(const struct settings *settings, const struct setting_entry *entry)
{
    for (size_t i = 0; i < settings->num_given; i++)
        if (settings->given[i].entry == entry)
            return settings->given[i].value;
    return NULL;
}

enum status settings_resolve(struct settings *settings, struct complaints *complaints,
                             struct error *err)
{
    settings->root = cJSON_CreateObject();
    for (size_t i = 0; i < settings->list->count; i++) {
        const struct setting_entry *const entry = settings->list->entries[i];
        const cJSON *const value = given_value(settings, entry);
        const char *last = NULL;

        if (entry->list)
            continue;
        if (!value && !entry->setting->default_json) {
            complaints_add(complaints, "%s: must be given", entry->path);
            continue;
        }
        cJSON *const resolved = entry->setting->type == SETTING_OBJECTS
                                    ? complete_list(settings, entry, value)
                                : value ? cJSON_Duplicate(value, true)
                                        : default_of(entry);
        cJSON *const parent = make_parents(settings->root, entry->path, &last);

        if (!resolved || !parent || !cJSON_AddItemToObject(parent, last, resolved))
            return error_set(err, STATUS_NO_MEMORY, "no memory for settings");
    }
    return complaints_raise(complaints, err);
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
    setting_list_release(settings->list);
    free(settings);
}

static cJSON *item_below(cJSON *root, const char *path)
{
    cJSON *item = root;

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
    return item;
}

/* The resolved item at "a.b" or "a.list[2].key". */
const cJSON *settings_item(const struct settings *settings, const char *path)
{
    return item_below(settings->root, path);
}

static const cJSON *item_at(const struct settings *settings, const char *path)
{
    const cJSON *const item = settings_item(settings, path);

    assert(item && "no setting has this path");
    return item;
}

char *settings_to_json(const struct settings *settings, bool indent)
{
    struct text text = {0};
    cJSON *const copy = cJSON_Duplicate(settings->root, true);

    settings_forget_secrets(settings, copy);
    if (copy)
        json_print_document(&text, copy, indent);
    cJSON_Delete(copy);
    return text.bytes;
}

void settings_forget_secrets(const struct settings *settings, cJSON *root)
{
    for (size_t i = 0; i < settings->list->count; i++) {
        const struct setting_entry *const entry = settings->list->entries[i];
        cJSON *const members = entry->setting->is_secret ? item_below(root, entry->path) : NULL;
        cJSON *member = members ? members->child : NULL;

        for (; member; member = member->next)
            if (cJSON_IsString(member) && strncmp(member->valuestring, "env:", 4) != 0) {
                explicit_bzero(member->valuestring, strlen(member->valuestring));
                cJSON_free(member->valuestring);
                member->valuestring = NULL;
                member->type = cJSON_NULL;
            }
    }
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

const struct cJSON *settings_json(const struct settings *settings, const char *path)
{
    return item_at(settings, path);
}

/* The table's entry of a path with or without indices. */
static const struct setting_entry *entry_of(const struct settings *settings, const char *path)
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
    return setting_list_find(settings->list, plain);
}

const char *settings_unit(const struct settings *settings, const char *path)
{
    const struct setting_entry *const entry = entry_of(settings, path);

    return entry && entry->setting->unit ? entry->setting->unit : "1";
}

int settings_choice(const struct settings *settings, const char *path)
{
    const struct setting_entry *const entry = entry_of(settings, path);

    assert(entry && entry->setting->type == SETTING_CHOICE);
    return settings_check_choice_index(entry->choices, settings_string(settings, path));
}

bool settings_is(const struct settings *settings, const char *path, const char *word)
{
    return strcmp(settings_string(settings, path), word) == 0;
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
