/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/settings_effect.c: from who reads a setting, and when, to what has an effect. */
#include "config/settings_effect.h"

#include "config/condition.h"
#include "config/json_print.h"
#include "config/settings_check.h"
#include "config/settings_internal.h"

#include <stdio.h>
#include <string.h>

/* The values that conditions speak of: keys without a dot are those of the element, if there is one.
 * What nothing reads holds no condition. */
struct values {
    const struct settings *settings;
    const cJSON *element; /* of a list of objects; NULL at the top */
};

static bool is_read(const struct values *values, const struct setting_entry *entry);

static const cJSON *value_of(const void *context, const char *key)
{
    const struct values *const values = context;

    if (values->element && !strchr(key, '.'))
        return cJSON_GetObjectItemCaseSensitive(values->element, key);
    const struct setting_entry *const entry = setting_list_find(values->settings->list, key);

    return entry && is_read(values, entry) ? settings_item(values->settings, key) : NULL;
}

static const cJSON *value_of_entry(const struct values *values, const struct setting_entry *entry)
{
    return entry->list ? cJSON_GetObjectItemCaseSensitive(values->element, setting_entry_key(entry))
                       : settings_item(values->settings, entry->path);
}

/* Does the chooser's value name one of the kinds that read? */
static bool reads(const struct values *values, const struct setting_read_by *by)
{
    if (!by->chooser)
        return condition_holds(by->when, value_of, values);
    const cJSON *const value = value_of_entry(values, by->chooser);
    const int kind = cJSON_IsString(value)
                         ? settings_check_choice_index(by->chooser->choices, value->valuestring)
                         : -1;

    return kind >= 0 && (by->kinds >> kind & 1) && is_read(values, by->chooser);
}

static bool is_read(const struct values *values, const struct setting_entry *entry)
{
    if (entry->setting->when && !condition_holds(entry->setting->when, value_of, values))
        return false;
    for (size_t k = 0; k < entry->num_read_by; k++)
        if (reads(values, &entry->read_by[k]))
            return true;
    return entry->num_read_by == 0 && !entry->setting->is_read_by_kinds;
}

static bool is_in_scope(const struct values *values, const struct setting_entry *entry,
                        enum settings_scope scope)
{
    return is_read(values, entry) &&
           (scope == SETTINGS_THAT_ARE_READ || !entry->setting->is_outside_results);
}

/* ---- JSON -------------------------------------------------------------------------------------- */

static cJSON *copy_element(const struct settings *settings, const struct setting_entry *list,
                           const cJSON *element, enum settings_scope scope)
{
    const struct values values = {settings, element};
    cJSON *const copy = cJSON_CreateObject();

    for (size_t i = 0; i < settings->list->count; i++) {
        const struct setting_entry *const entry = settings->list->entries[i];

        if (entry->list == list && is_in_scope(&values, entry, scope))
            cJSON_AddItemToObject(copy, setting_entry_key(entry),
                                  cJSON_Duplicate(value_of_entry(&values, entry), true));
    }
    return copy;
}

static cJSON *copy_value(const struct settings *settings, const struct setting_entry *entry,
                         enum settings_scope scope)
{
    const cJSON *const value = settings_item(settings, entry->path);
    const cJSON *element = NULL;

    if (entry->setting->type != SETTING_OBJECTS)
        return cJSON_Duplicate(value, true);
    cJSON *const list = cJSON_CreateArray();

    cJSON_ArrayForEach(element, value)
        cJSON_AddItemToArray(list, copy_element(settings, entry, element, scope));
    return list;
}

/* The object that holds the path's last segment, made on the way. */
static cJSON *parent_of(cJSON *root, const char *path)
{
    cJSON *object = root;

    for (const char *dot; object && (dot = strchr(path, '.')); path = dot + 1) {
        char name[SETTINGS_MAX_PATH];

        snprintf(name, sizeof name, "%.*s", (int)(dot - path), path);
        cJSON *const child = cJSON_GetObjectItemCaseSensitive(object, name);

        object = child ? child : cJSON_AddObjectToObject(object, name);
    }
    return object;
}

char *settings_effect_json(const struct settings *settings, enum settings_scope scope, bool indent)
{
    const struct values values = {settings, NULL};
    cJSON *const root = cJSON_CreateObject();
    struct text text = {0};
    bool failed = !root;

    for (size_t i = 0; !failed && i < settings->list->count; i++) {
        const struct setting_entry *const entry = settings->list->entries[i];

        if (entry->list || !is_in_scope(&values, entry, scope))
            continue;
        cJSON *const parent = parent_of(root, entry->path);

        failed = !parent || !cJSON_AddItemToObject(parent, setting_entry_key(entry),
                                                   copy_value(settings, entry, scope));
    }
    settings_forget_secrets(settings, root);
    json_print_document(&text, root, indent);
    cJSON_Delete(root);
    if (failed || text.failed)
        text_free(&text);
    return text.bytes;
}

/* ---- for people -------------------------------------------------------------------------------- */

static void write_kinds(struct text *text, const struct setting_read_by *by, const char *last_joint)
{
    const char *choice;
    size_t length = 0;
    int left = 0;

    for (uint64_t kinds = by->kinds; kinds; kinds &= kinds - 1)
        left++;
    for (int k = 0; (choice = settings_check_choice_at(by->chooser->choices, k, &length)); k++)
        if (by->kinds >> k & 1) {
            left--;
            text_append(text, "%.*s%s", (int)length, choice,
                        left == 0   ? ""
                        : left == 1 ? last_joint
                                    : ", ");
        }
}

static bool is_one_kind(const struct setting_read_by *by)
{
    return (by->kinds & (by->kinds - 1)) == 0;
}

static void write_reason(struct text *text, const struct values *values,
                         const struct setting_entry *entry)
{
    if (entry->setting->when && !condition_holds(entry->setting->when, value_of, values)) {
        text_append(text, "it is read where ");
        condition_write(text, entry->setting->when);
        return;
    }
    for (size_t k = 0; k < entry->num_read_by; k++) {
        const struct setting_read_by *const by = &entry->read_by[k];
        const cJSON *const value = by->chooser ? value_of_entry(values, by->chooser) : NULL;

        text_append(text, k ? "; " : "");
        if (!by->chooser) {
            text_append(text, "it is read where ");
            condition_write(text, by->when);
            continue;
        }
        if (is_read(values, by->chooser)) {
            text_append(text, "%s is %s; ",
                        by->chooser->list ? setting_entry_key(by->chooser) : by->chooser->path,
                        cJSON_IsString(value) ? value->valuestring : "not set");
            write_kinds(text, by, " and ");
            text_append(text, is_one_kind(by) ? " reads it" : " read it");
        } else {
            text_append(text, "%s has no effect either: ", by->chooser->path);
            write_reason(text, values, by->chooser);
        }
    }
}

bool settings_effect_reads(const struct settings *settings, const char *path)
{
    const struct values values = {settings, NULL};
    const struct setting_entry *const entry = setting_list_find(settings->list, path);

    return entry && is_read(&values, entry);
}

void settings_effect_write_reason(struct text *text, const struct settings *settings,
                                  const char *path)
{
    const struct values values = {settings, NULL};
    const struct setting_entry *const entry = setting_list_find(settings->list, path);

    if (entry)
        write_reason(text, &values, entry);
}

struct telling {
    void (*tell)(void *context, const char *line);
    void *context;
};

static void tell_line(const struct telling *telling, const struct values *values,
                      const struct setting_entry *entry, const char *origin, const char *shown)
{
    struct text line = {0};

    text_append(&line, "%s: %s has no effect: ", origin, shown);
    write_reason(&line, values, entry);
    telling->tell(telling->context, line.bytes ? line.bytes : shown);
    text_free(&line);
}

/* Keys that an object of a list gives. */
static void tell_elements(const struct telling *telling, const struct settings *settings,
                          const struct settings_given *given)
{
    const cJSON *const resolved = settings_item(settings, given->entry->path);
    const cJSON *element = NULL;
    const cJSON *key = NULL;
    int index = 0;

    cJSON_ArrayForEach(element, given->value)
    {
        const struct values values = {settings, cJSON_GetArrayItem(resolved, index)};

        cJSON_ArrayForEach(key, element)
        {
            char path[SETTINGS_MAX_PATH];
            char shown[SETTINGS_MAX_PATH];

            snprintf(path, sizeof path, "%s[].%s", given->entry->path, key->string);
            snprintf(shown, sizeof shown, "%s[%d].%s", given->entry->path, index, key->string);
            const struct setting_entry *const entry = setting_list_find(settings->list, path);

            if (entry && !is_read(&values, entry))
                tell_line(telling, &values, entry, given->origin, shown);
        }
        index++;
    }
}

void settings_effect_tell_unread(const struct settings *settings,
                                 void (*tell)(void *context, const char *line), void *context)
{
    const struct values values = {settings, NULL};
    const struct telling telling = {tell, context};

    for (size_t i = 0; i < settings->num_given; i++) {
        const struct settings_given *const given = &settings->given[i];

        if (!is_read(&values, given->entry))
            tell_line(&telling, &values, given->entry, given->origin, given->entry->path);
        else if (given->entry->setting->type == SETTING_OBJECTS)
            tell_elements(&telling, settings, given);
    }
}

void settings_effect_write_when(struct text *text, const struct setting_entry *entry)
{
    for (size_t k = 0; k < entry->num_read_by; k++) {
        const struct setting_read_by *const by = &entry->read_by[k];

        text_append(text, k ? ", or " : "");
        if (!by->chooser) {
            condition_write(text, by->when);
            continue;
        }
        text_append(text, "%s is ",
                    by->chooser->list ? setting_entry_key(by->chooser) : by->chooser->path);
        write_kinds(text, by, " or ");
    }
    if (!entry->setting->when)
        return;
    text_append(text, entry->num_read_by > 0 ? ", and only where " : "");
    condition_write(text, entry->setting->when);
}
