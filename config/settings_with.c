/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/settings_with.c: what was given once more, and values over it. */
#include "config/settings_with.h"

#include "config/settings_check.h"
#include "config/settings_internal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- lists ------------------------------------------------------------------------------------- */

void settings_overrides_add(struct settings_overrides *overrides,
                            const struct settings_override *items, size_t count)
{
    if (overrides->count + count > overrides->capacity) {
        const size_t capacity = 2 * overrides->capacity + count + 16;
        struct settings_override *const grown = realloc(overrides->items, capacity * sizeof *grown);

        if (!grown) {
            overrides->failed = true;
            return;
        }
        overrides->items = grown;
        overrides->capacity = capacity;
    }
    for (size_t k = 0; k < count; k++)
        overrides->items[overrides->count++] = items[k];
}

void settings_overrides_add_text(struct settings_overrides *overrides, const char *const *typed,
                                 size_t count)
{
    for (size_t k = 0; k < count; k++)
        SETTINGS_ADD(overrides, OVERRIDE_TEXT(typed[k]));
}

void settings_overrides_free(struct settings_overrides *overrides)
{
    free(overrides->items);
    *overrides = (struct settings_overrides){0};
}

/* ---- values ------------------------------------------------------------------------------------ */

bool settings_override_begins(const struct settings_override *override, const char *beginning)
{
    const char *const key = override->key ? override->key : override->value.words;

    return strncmp(key, beginning, strlen(beginning)) == 0;
}

static cJSON *json_of_typed(const char *typed)
{
    const char *const sign = strchr(typed, '=');
    const char *const value = sign ? sign + 1 : typed;
    cJSON *const json = cJSON_Parse(value);

    return json ? json : cJSON_CreateString(value);
}

cJSON *settings_override_json(const struct settings_override *override)
{
    switch (override->type) {
    case SETTINGS_OVERRIDE_NULL:
        return cJSON_CreateNull();
    case SETTINGS_OVERRIDE_BOOL:
        return cJSON_CreateBool(override->value.truth);
    case SETTINGS_OVERRIDE_INTEGER:
        return cJSON_CreateNumber((double) override->value.integer);
    case SETTINGS_OVERRIDE_NUMBER:
        return cJSON_CreateNumber(override->value.number);
    case SETTINGS_OVERRIDE_WORDS:
        return cJSON_CreateString(override->value.words);
    case SETTINGS_OVERRIDE_NUMBERS:
        return cJSON_CreateDoubleArray(override->value.numbers.values,
                                       (int) override->value.numbers.count);
    case SETTINGS_OVERRIDE_JSON:
        return cJSON_Duplicate(override->value.json, true);
    case SETTINGS_OVERRIDE_TEXT:
        return json_of_typed(override->value.words);
    }
    return NULL;
}

/* ---- settings from settings -------------------------------------------------------------------- */

static void give(struct settings *settings, const struct settings_override *override,
                 const char *folder, struct complaints *complaints)
{
    const struct setting_entry *const entry = setting_list_find(settings->list, override->key);
    cJSON *value = settings_override_json(override);
    const size_t before = complaints->count;
    struct text origin = {0};

    text_append(&origin, "%s (set by this command)", override->key);
    const struct setting_place place = {.prefix = "set by this command"};

    if (!entry || entry->list)
        settings_check_unknown(complaints, settings->list, override->key, &place);
    else if (!value)
        complaints_add(complaints, "%s: no memory", override->key);
    else if (settings_are_words(entry, value))
        value = settings_spell_out(settings, entry, value, folder, place.prefix, complaints);
    else
        settings_check_value(complaints, settings->list, entry, value, &place);
    if (complaints->count > before) {
        cJSON_Delete(value);
    } else {
        settings_anchor_paths(settings, entry, value, folder);
        if (settings_give_take(settings, entry, value, origin.bytes ? origin.bytes : override->key,
                               NULL))
            complaints_add(complaints, "%s: no memory", override->key);
    }
    text_free(&origin);
}

static enum status copy_given(struct settings *settings, const struct settings *base,
                              struct error *err)
{
    for (size_t k = 0; k < base->num_given; k++) {
        TRY(settings_give_take(settings, base->given[k].entry,
                               cJSON_Duplicate(base->given[k].value, true), base->given[k].origin,
                               err));
        settings->given[settings->num_given - 1].is_lent = base->given[k].is_lent;
    }
    return STATUS_OK;
}

enum status settings_with(struct settings **settings, const struct settings *base,
                          const struct settings_override *overrides, size_t count,
                          struct error *err)
{
    char *const folder = getcwd(NULL, 0); /* where relative paths start */
    struct complaints complaints = {0};
    struct settings *made = NULL;

    *settings = NULL;
    enum status status = settings_begin(&made, base->list, err);

    if (!status)
        status = copy_given(made, base, err);
    for (size_t k = 0; !status && k < count; k++)
        if (overrides[k].type == SETTINGS_OVERRIDE_TEXT)
            settings_give_text(made, overrides[k].value.words, &complaints);
        else
            give(made, &overrides[k], folder ? folder : ".", &complaints);
    settings_take_files(made, &complaints);
    if (!status)
        status = settings_resolve(made, &complaints, err);
    text_free(&complaints.text);
    free(folder);
    if (status)
        settings_free(made);
    else
        *settings = made;
    return status;
}

enum status settings_with_list(struct settings **settings, const struct settings *base,
                               const struct settings_overrides *overrides, struct error *err)
{
    *settings = NULL;
    if (overrides->failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for overrides");
    return settings_with(settings, base, overrides->items, overrides->count, err);
}
