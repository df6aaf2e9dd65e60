/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/settings_load.c: settings from files, what they extend, and what was said with --set. */
#include "base/files.h"
#include "base/shipped.h"
#include "config/key_like.h"
#include "config/settings.h"
#include "config/settings_check.h"
#include "config/settings_internal.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_EXTENDS = 8 };

static enum status read_config(const char *path, char **text, size_t *length, struct error *err)
{
    if (strcmp(path, "-") == 0)
        return file_read_stream(stdin, "standard input", JSONC_MAX_BYTES, text, length, err);
    return file_read_all(path, JSONC_MAX_BYTES, text, length, err);
}

/* Give a checked value of a file to the settings. */
static void give_copy(struct complaints *complaints, struct settings *settings,
                      const struct setting_entry *entry, const cJSON *value, const char *origin,
                      const char *folder)
{
    cJSON *const copy = cJSON_Duplicate(value, true);

    if (copy)
        settings_anchor_paths(settings, entry, copy, folder);
    if (!copy || settings_give_take(settings, entry, copy, origin, NULL))
        complaints_add(complaints, "%s: no memory", origin);
}

/* The list that words of a file stand for. */
static void give_words(struct complaints *complaints, struct settings *settings,
                       const struct setting_entry *entry, const cJSON *value, const char *origin,
                       const char *folder)
{
    cJSON *const list = settings_spell_out(settings, entry, cJSON_Duplicate(value, true), folder,
                                           origin, complaints);

    if (list && settings_give_take(settings, entry, list, origin, NULL))
        complaints_add(complaints, "%s: no memory", origin);
}

/* What is asked, never who is asked, or with what key. */
static bool may_be_lent(const struct setting *lender, const struct setting_entry *entry)
{
    return strncmp(entry->path, lender->gives, strlen(lender->gives)) == 0 &&
           !entry->setting->is_outside_results && !entry->setting->is_path;
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
        const struct setting_place place = {.document = document, .node = child_node};
        int line;
        int column;

        child_node += settings_check_count_nodes(child);
        snprintf(path, sizeof path, "%s%s%s", section, *section ? "." : "", child->string);
        if (!*section && (strcmp(path, "$schema") == 0 || strcmp(path, "extends") == 0) &&
            cJSON_IsString(child))
            continue;
        const struct setting_entry *const entry = setting_list_find(settings->list, path);

        jsonc_place(document, document->nodes[place.node].value_offset, &line, &column);
        snprintf(origin, sizeof origin, "%s:%d:%d", document->name, line, column);
        if (entry && settings->lender && !may_be_lent(settings->lender, entry)) {
            complaints_add(complaints, "%s: %s is nothing that a file of %s says", origin, path,
                           settings->lender->path);
        } else if (entry && settings_are_words(entry, child)) {
            give_words(complaints, settings, entry, child, origin, folder);
        } else if (entry) {
            const size_t before = complaints->count;

            settings_check_value(complaints, settings->list, entry, child, &place);
            if (complaints->count == before)
                give_copy(complaints, settings, entry, child, origin, folder);
        } else if (!setting_list_is_section(settings->list, path)) {
            settings_check_unknown(complaints, settings->list, path, &place);
        } else if (!cJSON_IsObject(child)) {
            complaints_add(complaints, "%s: %s: expected an object of settings", origin, path);
        } else {
            check_object(complaints, settings, document, child, place.node, path, folder);
        }
    }
}

static void check_document(struct complaints *complaints, struct settings *settings,
                           const struct jsonc *document, const char *folder)
{
    if (cJSON_IsObject(document->root))
        check_object(complaints, settings, document, document->root, 0, "", folder);
    else
        complaints_add(complaints, "%s:1:1: a config is an object: { ... }", document->name);
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
        check_document(complaints, settings, &document, folder);
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
static void give_text(struct settings *settings, const char *typed, const char *origin,
                      struct complaints *complaints)
{
    const char *const equals = strchr(typed, '=');
    char key[SETTINGS_MAX_PATH];
    struct jsonc document = {0};
    struct error ignored = {0};

    if (!equals || (size_t)(equals - typed) >= sizeof key) {
        complaints_add(complaints, "%s: expected key=value", origin);
        return;
    }
    snprintf(key, sizeof key, "%.*s", (int)(equals - typed), typed);
    const struct setting_entry *const entry = setting_list_find(settings->list, key);

    const struct setting_place place = {.prefix = origin};

    if (!entry || entry->list) {
        settings_check_unknown(complaints, settings->list, key, &place);
        return;
    }
    const bool takes_words =
        entry->setting->type == SETTING_STRING || entry->setting->type == SETTING_CHOICE;
    char folder[FILES_MAX_PATH];
    cJSON *value = NULL;

    if (jsonc_parse(&document, origin, equals + 1, strlen(equals + 1), &ignored) == STATUS_OK)
        value = cJSON_Duplicate(document.root, true);
    if (takes_words && (!value || !(cJSON_IsString(value) || cJSON_IsNull(value)))) {
        cJSON_Delete(value);
        value = cJSON_CreateString(equals + 1);
    }
    if (entry->setting->spell_out && !value)
        value = cJSON_CreateString(equals + 1);
    jsonc_free(&document);
    const size_t before = complaints->count;

    find_folder(folder, NULL);
    if (value && settings_are_words(entry, value))
        value = settings_spell_out(settings, entry, value, folder, origin, complaints);
    else if (!value)
        complaints_add(complaints, "%s: the value is no JSON (%s)", origin, ignored.message);
    else
        settings_check_value(complaints, settings->list, entry, value, &place);
    if (complaints->count > before) {
        cJSON_Delete(value);
        return;
    }
    settings_anchor_paths(settings, entry, value, folder);
    if (settings_give_take(settings, entry, value, origin, NULL))
        complaints_add(complaints, "%s: no memory", origin);
}

void settings_give_text(struct settings *settings, const char *typed, struct complaints *complaints)
{
    struct text origin = {0};
    char key[SETTINGS_MAX_PATH];

    snprintf(key, sizeof key, "%.*s", (int)strcspn(typed, "="), typed);
    const struct setting_entry *const entry = setting_list_find(settings->list, key);

    const bool may_be_secret =
        (entry && (entry->setting->is_secret || entry->setting->fault)) || key_like_text(typed);

    text_append(&origin, "--set%s%s", key_like_text(key) ? "" : " ",
                key_like_text(key) ? ""
                : may_be_secret    ? key
                                   : typed);
    give_text(settings, typed, origin.bytes ? origin.bytes : typed, complaints);
    text_free(&origin);
}

/* Its values count where nobody gave others; then it is part of the settings, and needed no more. */
static void take_file(struct settings *settings, size_t given, struct complaints *complaints)
{
    char *const path = strdup(settings->given[given].value->valuestring);
    struct error why = {0};

    settings->lender = settings->given[given].entry->setting;
    cJSON_Delete(settings->given[given].value);
    settings->given[given].value = cJSON_CreateNull();
    if (!path || load_file(settings, path, complaints, MAX_EXTENDS, &why))
        complaints_add(complaints, "%s: %s", settings->lender->path,
                       why.message[0] ? why.message : "no memory");
    settings->lender = NULL;
    free(path);
}

void settings_take_files(struct settings *settings, struct complaints *complaints)
{
    const size_t count = settings->num_given;

    for (size_t k = 0; k < count; k++)
        if (settings->given[k].entry->setting->gives && cJSON_IsString(settings->given[k].value))
            take_file(settings, k, complaints);
}

/* Overrides, defaults; frees what it was given on failure. */
static enum status finish(struct settings **settings, struct settings *created, enum status status,
                          const char *const *overrides, size_t num_overrides,
                          struct complaints *complaints, struct error *err)
{
    for (size_t i = 0; !status && i < num_overrides; i++)
        settings_give_text(created, overrides[i], complaints);
    if (!status)
        settings_take_files(created, complaints);
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

static enum status create(struct settings **settings, const struct setting_table *table,
                          struct error *err)
{
    struct setting_list *list = NULL;

    *settings = NULL;
    TRY(setting_list_create(&list, table, err));
    const enum status status = settings_begin(settings, list, err);

    setting_list_release(list);
    return status;
}

enum status settings_load(struct settings **settings, const struct setting_table *table,
                          const char *path, const char *const *overrides, size_t num_overrides,
                          struct error *err)
{
    struct settings *created = NULL;
    struct complaints complaints = {0};
    char found[FILES_MAX_PATH];

    *settings = NULL;
    TRY(create(&created, table, err));
    if (path)
        shipped_file(found, "configs", path);
    const enum status status = path ? load_file(created, found, &complaints, 0, err) : STATUS_OK;

    return finish(settings, created, status, overrides, num_overrides, &complaints, err);
}

static enum status parse(struct settings **settings, const struct setting_table *table,
                         const char *name, const char *path, const char *text, size_t length,
                         const char *const *overrides, size_t num_overrides, struct error *err)
{
    struct settings *created = NULL;
    struct complaints complaints = {0};

    *settings = NULL;
    TRY(create(&created, table, err));
    const enum status status = load_text(created, name, path, text, length, &complaints, 0, err);

    return finish(settings, created, status, overrides, num_overrides, &complaints, err);
}

enum status settings_parse(struct settings **settings, const struct setting_table *table,
                           const char *name, const char *text, size_t length,
                           const char *const *overrides, size_t num_overrides, struct error *err)
{
    return parse(settings, table, name, NULL, text, length, overrides, num_overrides, err);
}

enum status settings_parse_part(struct settings **settings, const struct setting_table *table,
                                const char *path, const char *text, struct error *err)
{
    return parse(settings, table, path, path, text, strlen(text), NULL, 0, err);
}
