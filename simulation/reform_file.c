/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation/reform_file.h"

#include "base/files.h"
#include "base/text.h"
#include "config/jsonc.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "no memory for reforms");
}

static enum status fill(struct named_reform *reform, const char *name, const char *summary,
                        const cJSON *set, struct error *err)
{
    *reform = (struct named_reform){.name = strdup(name),
                                    .summary = strdup(summary),
                                    .set = cJSON_Duplicate(set, true)};
    return reform->name && reform->summary && reform->set ? STATUS_OK : no_memory(err);
}

static enum status add_reform(struct named_reforms *reforms, const cJSON *item, const char *path,
                              struct error *err)
{
    const cJSON *const summary = cJSON_GetObjectItemCaseSensitive(item, "summary");
    const cJSON *const set = cJSON_GetObjectItemCaseSensitive(item, "set");

    if (!cJSON_IsString(summary) || !cJSON_IsObject(set) || cJSON_GetArraySize(item) != 2)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: %s: expected {\"summary\": words, \"set\": {settings}}", path,
                         item->string);
    for (size_t k = 0; k < reforms->count; k++)
        if (strcmp(reforms->reform[k].name, item->string) == 0)
            return error_set(err, STATUS_INVALID_INPUT,
                             "%s: %s: expected a name that no other reform has", path,
                             item->string);
    struct named_reform *const grown =
        realloc(reforms->reform, (reforms->count + 1) * sizeof *grown);

    if (!grown)
        return no_memory(err);
    reforms->reform = grown;
    struct named_reform *const reform = &grown[reforms->count++];

    return fill(reform, item->string, summary->valuestring, set, err);
}

static enum status read_family(struct named_reforms *reforms, const char *path, struct error *err)
{
    struct jsonc document;
    char *text = NULL;
    size_t length = 0;

    TRY(file_read_all(path, JSONC_MAX_BYTES, &text, &length, err));
    enum status status = jsonc_parse(&document, path, text, length, err);

    free(text);
    TRY(status);
    const cJSON *const family = cJSON_GetObjectItemCaseSensitive(document.root, "reforms");
    const cJSON *item;

    if (!cJSON_IsObject(family) || cJSON_GetArraySize(document.root) != 1)
        status =
            error_set(err, STATUS_INVALID_INPUT, "%s: expected {\"reforms\": {NAME: ...}}", path);
    cJSON_ArrayForEach(item, family) if (!status) status = add_reform(reforms, item, path, err);
    jsonc_free(&document);
    return status;
}

static int is_family(const struct dirent *entry)
{
    const size_t length = strlen(entry->d_name);

    return length > 5 && strcmp(entry->d_name + length - 5, ".json") == 0 &&
           strcmp(entry->d_name, "base.json") != 0;
}

enum status named_reforms_read(struct named_reforms *reforms, const char *folder, struct error *err)
{
    struct dirent **entry = NULL;
    const int count = scandir(folder, &entry, is_family, alphasort);
    enum status status =
        count < 0 ? error_set_errno(err, STATUS_MISSING_INPUT, "%s", folder) : STATUS_OK;

    *reforms = (struct named_reforms){0};
    for (int e = 0; e < count; e++) {
        char path[FILES_MAX_PATH];

        if (!status)
            status = path_join(path, folder, entry[e]->d_name, err);
        if (!status)
            status = read_family(reforms, path, err);
        free(entry[e]);
    }
    free(entry);
    if (status)
        named_reforms_free(reforms);
    return status;
}

void named_reform_free(struct named_reform *reform)
{
    free(reform->name);
    free(reform->summary);
    cJSON_Delete(reform->set);
    *reform = (struct named_reform){0};
}

enum status named_reform_copy(struct named_reform *copy, const struct named_reform *reform,
                              struct error *err)
{
    const enum status status = fill(copy, reform->name, reform->summary, reform->set, err);

    if (status)
        named_reform_free(copy);
    return status;
}

void named_reforms_free(struct named_reforms *reforms)
{
    for (size_t k = 0; k < reforms->count; k++)
        named_reform_free(&reforms->reform[k]);
    free(reforms->reform);
    *reforms = (struct named_reforms){0};
}

void named_reform_add(struct settings_overrides *overrides, const struct named_reform *reform)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, reform->set)
        SETTINGS_ADD(overrides, OVERRIDE_JSON(item->string, item));
}

enum status named_reforms_find(const struct named_reform **found,
                               const struct named_reforms *reforms, const char *name,
                               struct error *err)
{
    const char **const names = calloc(reforms->count + 1, sizeof *names);

    *found = NULL;
    if (!names)
        return no_memory(err);
    for (size_t k = 0; k < reforms->count; k++) {
        names[k] = reforms->reform[k].name;
        if (strcmp(names[k], name) == 0)
            *found = &reforms->reform[k];
    }
    const char *const nearest = text_nearest(name, names, reforms->count);

    free(names);
    return *found ? STATUS_OK
                  : error_set(err, STATUS_MISSING_INPUT, "no tax system is called '%s'%s%s%s", name,
                              nearest ? "; did you mean '" : "", nearest ? nearest : "",
                              nearest ? "'?" : "");
}
