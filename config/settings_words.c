/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/settings_words.c: words and objects that stand for a list of objects (setting.spell_out). */
#include "config/key_like.h"
#include "config/settings_check.h"
#include "config/settings_internal.h"

bool settings_are_words(const struct setting_entry *entry, const cJSON *value)
{
    const cJSON *element;

    if (!entry->setting->spell_out)
        return false;
    if (cJSON_IsString(value) || cJSON_IsObject(value))
        return true;
    cJSON_ArrayForEach(element, value) if (cJSON_IsString(element)) return true;
    return false;
}

cJSON *settings_spell_out(const struct settings *settings, const struct setting_entry *entry,
                          cJSON *value, const char *folder, const char *origin,
                          struct complaints *complaints)
{
    const size_t before = complaints->count;
    struct error why = {0};
    cJSON *list = NULL;

    if (!value)
        complaints_add(complaints, "%s: no memory", origin);
    else if (key_like_value(value)) /* before anything shows it */
        settings_check_value(complaints, settings->list, entry, value,
                             &(struct setting_place){.prefix = origin});
    else if (entry->setting->spell_out(&list, value, folder, &why))
        complaints_add(complaints, "%s: %s: %s", origin, entry->path, why.message);
    else
        settings_check_value(complaints, settings->list, entry, list,
                             &(struct setting_place){.prefix = origin});
    cJSON_Delete(value);
    if (complaints->count == before)
        return list;
    cJSON_Delete(list);
    return NULL;
}
