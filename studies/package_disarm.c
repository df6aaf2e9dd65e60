/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/package_disarm.c: what a stranger's config may name (studies/package_disarm.h). */
#include "studies/package_disarm.h"

#include "base/files.h"
#include "config/setting_list.h"
#include "simulation/run_settings.h"
#include "studies/package_inputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_PLAN_BYTES = 1 << 30 };

/* Where a path may begin in a text: tax systems in words hold several, and JSON. */
static bool begins_path(const char *text, const char *at)
{
    return at == text || strchr("+\"'[{,: \t\n", at[-1]);
}

/* "http://" */
static bool is_behind_scheme(const char *text, const char *at)
{
    return at > text + 1 && at[-1] == ':' && at[1] == '/';
}

/* JSON in words, in which a path could be written with other letters. */
static bool hides_letters(const char *text)
{
    return strchr(text, '\\') && strpbrk(text, "{[");
}

/* Does a text lead out of the folder that the config is in, if it is a path, or words with paths? */
static bool leads_out(const char *text)
{
    for (const char *at = text; *at; at++)
        if ((*at == '/' || *at == '~') && begins_path(text, at) && !is_behind_scheme(text, at))
            return true;
    for (const char *at = text; (at = strstr(at, "..")); at += 2) {
        const bool begins = begins_path(text, at) || at[-1] == '/';

        if (begins && (at[2] == '/' || at[2] == '\0'))
            return true;
    }
    return false;
}

/* Names are for people, and no file is opened by one. */
static bool is_for_people(const char *key)
{
    return key && strcmp(key, "name") == 0;
}

static enum status check_texts(const char *file, const cJSON *item, const char *key,
                               struct error *err)
{
    const cJSON *child;

    if (cJSON_IsString(item) && !is_for_people(key) &&
        (leads_out(item->valuestring) || hides_letters(item->valuestring)))
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: \"%s\" leads out of the archive: expected files inside it", file,
                         key ? key : "");
    cJSON_ArrayForEach(child, item)
        TRY(check_texts(file, child, child->string ? child->string : key, err));
    return STATUS_OK;
}

/* Is this how a language model is reached: servers, keys, proxies, stores, speed?  No result hangs on it, and a
 * replay looks at none.  A file of settings is looked at by whoever reads the config. */
static bool is_reach(const struct setting_list *list, const char *path)
{
    const struct setting_entry *const entry = setting_list_find(list, path);

    return strncmp(path, "llm.", 4) == 0 && entry && entry->setting->is_outside_results &&
           !entry->setting->gives;
}

static void clear_reach_below(cJSON *section, const char *beginning,
                              const struct setting_list *list)
{
    for (cJSON *item = section ? section->child : NULL, *next; item; item = next) {
        char path[SETTINGS_MAX_PATH];

        next = item->next;
        snprintf(path, sizeof path, "%s.%s", beginning, item->string);
        if (is_reach(list, path))
            cJSON_Delete(cJSON_DetachItemViaPointer(section, item));
        else if (cJSON_IsObject(item) && setting_list_is_section(list, path))
            clear_reach_below(item, path, list);
    }
}

/* "llm.url" is short for a key within "llm", which fisc never writes: what is looked for here has one way to be said. */
static enum status refuse_short_keys(const char *file, const cJSON *section, const char *beginning,
                                     const struct setting_list *list, struct error *err)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, section)
    {
        char path[SETTINGS_MAX_PATH];

        if (strchr(item->string, '.'))
            return error_set(err, STATUS_INVALID_INPUT,
                             "%s: \"%s\": expected keys in sections, as fisc writes them", file,
                             item->string);
        snprintf(path, sizeof path, "%s%s%s", beginning, *beginning ? "." : "", item->string);
        if (cJSON_IsObject(item) && setting_list_is_section(list, path))
            TRY(refuse_short_keys(file, item, path, list, err));
    }
    return STATUS_OK;
}

static void clear_reach(cJSON *section, const struct setting_list *list)
{
    clear_reach_below(section, "llm", list);
}

static enum status disarm(cJSON *root, const char *config, const struct setting_list *list,
                          struct error *err)
{
    cJSON *section = cJSON_GetObjectItemCaseSensitive(root, "llm");

    if (cJSON_GetObjectItemCaseSensitive(root, "extends"))
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: \"extends\" names another config: expected a whole one", config);
    TRY(refuse_short_keys(config, root, "", list, err));
    if (!section)
        section = cJSON_AddObjectToObject(root, "llm");
    if (!cJSON_IsObject(section))
        return error_set(err, STATUS_INVALID_INPUT, "%s: \"llm\": expected an object", config);
    clear_reach(section, list);
    cJSON_DeleteItemFromObjectCaseSensitive(section, "mode");
    if (!cJSON_AddStringToObject(section, "mode", "replay"))
        return error_set(err, STATUS_NO_MEMORY, "no memory for a config");
    return check_texts(config, root, NULL, err);
}

enum status package_disarm_run(const char *config, struct error *err)
{
    struct setting_list *list = NULL;
    cJSON *root = NULL;

    TRY(setting_list_create(&list, &run_setting_table, err));
    enum status status = package_read_json(&root, config, err);

    if (!status)
        status = disarm(root, config, list, err);
    char *const json = status ? NULL : cJSON_Print(root);

    if (!status)
        status = json ? file_write_whole(config, json, strlen(json), err)
                      : error_set(err, STATUS_NO_MEMORY, "no memory for a config");
    free(json);
    cJSON_Delete(root);
    setting_list_release(list);
    return status;
}

/* "key=value" with a value of JSON, or a word. */
static enum status check_override(const char *plan, const char *override,
                                  const struct setting_list *list, struct error *err)
{
    const char *const value = strchr(override, '=');
    char key[SETTINGS_MAX_PATH];

    if (!value)
        return error_set(err, STATUS_INVALID_INPUT, "%s: expected overrides \"key=value\"", plan);
    snprintf(key, sizeof key, "%.*s", (int)(value - override), override);
    if (is_for_people(key) || is_reach(list, key))
        return STATUS_OK;
    if (leads_out(value + 1))
        return error_set(err, STATUS_INVALID_INPUT, "%s: \"%s\" leads out of the archive", plan,
                         key);
    cJSON *const json = cJSON_Parse(value + 1);
    const enum status status = json ? check_texts(plan, json, key, err) : STATUS_OK;

    cJSON_Delete(json);
    return status;
}

static enum status check_line(const char *plan, const char *line, size_t length,
                              const struct setting_list *list, struct error *err)
{
    cJSON *const root = cJSON_ParseWithLength(line, length);
    const cJSON *const overrides = cJSON_GetObjectItemCaseSensitive(root, "overrides");
    const cJSON *override;
    enum status status =
        root ? STATUS_OK : error_set(err, STATUS_INVALID_INPUT, "%s: expected JSON", plan);

    cJSON_ArrayForEach(override, overrides) if (!status && cJSON_IsString(override)) status =
        check_override(plan, override->valuestring, list, err);
    cJSON_Delete(root);
    return status;
}

static enum status check_base(const char *base, const struct setting_list *list, struct error *err)
{
    cJSON *root = NULL;

    TRY(package_read_json(&root, base, err));
    clear_reach(cJSON_GetObjectItemCaseSensitive(root, "llm"), list);
    enum status status = refuse_short_keys(base, root, "", list, err);

    if (!status)
        status = check_texts(base, root, NULL, err);
    cJSON_Delete(root);
    return status;
}

enum status package_check_sweep(const char *base, const char *plan, struct error *err)
{
    struct setting_list *list = NULL;
    char *text = NULL;
    size_t length = 0;

    TRY(setting_list_create(&list, &run_setting_table, err));
    enum status status = check_base(base, list, err);

    if (!status)
        status = file_read_all(plan, MAX_PLAN_BYTES, &text, &length, err);
    for (const char *line = text; !status && line && *line;) {
        const char *const end = strchr(line, '\n');
        const size_t bytes = end ? (size_t)(end - line) : strlen(line);

        status = check_line(plan, line, bytes, list, err);
        line += bytes + (end != NULL);
    }
    free(text);
    setting_list_release(list);
    return status;
}
