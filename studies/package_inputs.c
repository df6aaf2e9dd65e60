/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/package_inputs.h"

#include "base/process.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_CONFIG_BYTES = 16 << 20, MAX_INPUTS = 64 };

enum status package_copy(const char *path, const char *folder, const char *name,
                         const volatile sig_atomic_t *stop, struct error *err)
{
    char target[FILES_MAX_PATH];
    const char *const copy[] = {"cp", "-rL", "--", path, target, NULL};
    const struct process_options options = {.stop = stop};

    TRY(path_join(target, folder, name, err));
    return process_must_run(copy, &options, err);
}

enum status package_take_replies(const char *run, const char *folder, const char *name,
                                 const volatile sig_atomic_t *stop, struct error *err)
{
    char source[FILES_MAX_PATH], target[FILES_MAX_PATH];

    TRY(path_join(source, run, "replies.jnl", err));
    if (!file_exists(source))
        return STATUS_OK;
    TRY(path_join(target, folder, name, err));
    TRY(folder_create(target, err));
    return package_copy(source, target, "replies.jnl", stop, err);
}

enum status package_take_replies_of_points(const char *runs, const char *folder,
                                           const volatile sig_atomic_t *stop, struct error *err)
{
    char run[FILES_MAX_PATH];
    struct dirent **entry = NULL;
    enum status status = STATUS_OK;
    const int count = scandir(runs, &entry, NULL, alphasort);

    for (int e = 0; e < count; e++) {
        if (!status && entry[e]->d_name[0] != '.') {
            status = path_join(run, runs, entry[e]->d_name, err);
            if (!status)
                status = package_take_replies(run, folder, entry[e]->d_name, stop, err);
        }
        free(entry[e]);
    }
    free(entry);
    return status;
}

enum status package_read_json(cJSON **root, const char *path, struct error *err)
{
    char *text = NULL;
    size_t length = 0;

    TRY(file_read_all(path, MAX_CONFIG_BYTES, &text, &length, err));
    *root = cJSON_ParseWithLength(text, length);
    free(text);
    if (cJSON_IsObject(*root))
        return STATUS_OK;
    cJSON_Delete(*root);
    *root = NULL;
    return error_set(err, STATUS_INVALID_INPUT, "%s: expected a JSON object", path);
}

enum status package_results_hash(char hash[FILES_MAX_PATH], const char *folder, struct error *err)
{
    char path[FILES_MAX_PATH];
    cJSON *root = NULL;

    TRY(path_join(path, folder, "MANIFEST.json", err));
    TRY(package_read_json(&root, path, err));
    const char *const found =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(root, "results_hash"));

    snprintf(hash, FILES_MAX_PATH, "%s", found ? found : "");
    cJSON_Delete(root);
    return hash[0] ? STATUS_OK
                   : error_set(err, STATUS_INVALID_INPUT, "%s: expected \"results_hash\"", path);
}

/* ---- files that a config names ------------------------------------------------------------------ */

struct taking {
    const char *path, *folder; /* of the config; of the archive */
    bool may_change;
    size_t num_inputs;
    const volatile sig_atomic_t *stop;
};

/* How a language model is reached: no result hangs on it once replies are there. */
static bool is_about_reaching(const char *key)
{
    static const char *const keys[] = {"transcript", "store_folder", "key_file", "ca_file"};

    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
        if (strcmp(keys[k], key) == 0)
            return true;
    return false;
}

/* The resolved config has absolute paths, and no other text in it begins with '/'. */
static enum status take_file(struct taking *taking, cJSON *item, struct error *err)
{
    char name[64], inputs[FILES_MAX_PATH], stored[128];

    if (!taking->may_change)
        return error_set(
            err, STATUS_INVALID_INPUT,
            "%s: \"%s\" names the file %s: expected a sweep whose base names no files, since its "
            "plan holds the base's hash; package its runs one by one",
            taking->path, item->string, item->valuestring);
    const char *const base = strrchr(item->valuestring, '/') + 1;

    snprintf(name, sizeof name, "%zu-%.40s", ++taking->num_inputs, base);
    snprintf(stored, sizeof stored, "inputs/%s", name);
    TRY(path_join(inputs, taking->folder, "inputs", err));
    TRY(folder_create(inputs, err));
    TRY(package_copy(item->valuestring, inputs, name, taking->stop, err));
    return cJSON_SetValuestring(item, stored)
               ? STATUS_OK
               : error_set(err, STATUS_NO_MEMORY, "no memory for a config");
}

static enum status take_files(struct taking *taking, cJSON *parent, struct error *err)
{
    for (cJSON *item = parent->child; item; item = item->next) {
        const bool is_name = item->string && strcmp(item->string, "name") == 0;

        if (cJSON_IsString(item) && item->valuestring[0] == '/' && item->string && !is_name) {
            if (!is_about_reaching(item->string))
                TRY(take_file(taking, item, err));
            else if (taking->may_change)
                item->type = cJSON_NULL | (item->type & cJSON_StringIsConst);
        } else if (item->child) {
            TRY(take_files(taking, item, err));
        }
    }
    return STATUS_OK;
}

enum status package_take_config(const char *path, const char *folder, const char *name,
                                bool may_change, const volatile sig_atomic_t *stop,
                                struct error *err)
{
    struct taking taking = {path, folder, may_change, 0, stop};
    char target[FILES_MAX_PATH];
    cJSON *root = NULL;

    TRY(path_join(target, folder, name, err));
    TRY(package_read_json(&root, path, err));
    enum status status = take_files(&taking, root, err);
    char *const json = !status && may_change ? cJSON_Print(root) : NULL;

    if (!status && may_change)
        status = json ? file_write_whole(target, json, strlen(json), err)
                      : error_set(err, STATUS_NO_MEMORY, "no memory for a config");
    else if (!status)
        status = package_copy(path, folder, name, stop, err);
    free(json);
    cJSON_Delete(root);
    return status;
}
