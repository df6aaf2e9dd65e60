/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/sweep/words.h"

#include "base/files.h"
#include "simulation/tax_system_words.h"

#include <unistd.h>

static enum status spell_out_all(cJSON *spelled, const struct setting *setting, const char *key,
                                 const cJSON *values, const char *path, struct error *err)
{
    char folder[FILES_MAX_PATH];
    const cJSON *value;

    if (!getcwd(folder, sizeof folder))
        return error_set_errno(err, STATUS_CANNOT_CREATE, "the working folder");
    cJSON_ArrayForEach(value, values)
    {
        cJSON *list = NULL;

        if (setting->spell_out(&list, value, folder, err))
            return error_add_context(err, "while reading the values of '%s' in %s", key, path);
        cJSON_AddItemToArray(spelled, list);
    }
    return STATUS_OK;
}

enum status sweep_words_spell_out(cJSON **spelled, const struct setting_list *list, const char *key,
                                  const cJSON *values, const char *path, struct error *err)
{
    const struct setting_entry *const entry = setting_list_find(list, key);

    *spelled = NULL;
    if (!entry || !entry->setting->spell_out || !cJSON_IsArray(values))
        return STATUS_OK;
    *spelled = cJSON_CreateArray();
    const enum status status = *spelled
                                   ? spell_out_all(*spelled, entry->setting, key, values, path, err)
                                   : error_set(err, STATUS_NO_MEMORY, "no memory for a sweep");

    if (status) {
        cJSON_Delete(*spelled);
        *spelled = NULL;
    }
    return status;
}

void sweep_words_name(struct text *name, const char *json)
{
    cJSON *const components = json[0] == '[' ? cJSON_Parse(json) : NULL;

    if (tax_system_words_has_name(components))
        tax_system_words_label(name, components);
    cJSON_Delete(components);
}
