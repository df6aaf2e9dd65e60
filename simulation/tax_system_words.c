/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation/tax_system_words.h"

#include "base/shipped.h"
#include "config/jsonc.h"
#include "simulation/tax_components.h"
#include "simulation/tax_system_json.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_DEPTH = 8 };

/* Where the reading is: files may name files. */
struct reading {
    cJSON *components;
    const char *folder; /* where relative files begin */
    int depth;
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "no memory for a tax system");
}

static const char *text_of(const cJSON *object, const char *key)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
}

/* ---- labels ------------------------------------------------------------------------------------ */

bool tax_system_words_has_name(const cJSON *components)
{
    const cJSON *component;

    cJSON_ArrayForEach(component, components) if (text_of(component, "name")) return true;
    return false;
}

void tax_system_words_label(struct text *label, const cJSON *components)
{
    const char *const key = tax_system_words_has_name(components) ? "name" : "component";
    const cJSON *component;
    bool is_first = true;

    cJSON_ArrayForEach(component, components)
    {
        const char *const word = text_of(component, key);

        if (word)
            text_append(label, "%s%s", is_first ? "" : "+", word);
        is_first = is_first && !word;
    }
}

/* The components from `first` on are called so: a name that stands outside counts, not those within. */
static enum status give_name(cJSON *components, int first, const char *name, struct error *err)
{
    cJSON *const begin = cJSON_GetArrayItem(components, first);

    for (cJSON *component = begin; component; component = component->next)
        cJSON_DeleteItemFromObjectCaseSensitive(component, "name");
    return !cJSON_IsObject(begin) || cJSON_AddStringToObject(begin, "name", name) ? STATUS_OK
                                                                                  : no_memory(err);
}

/* What was said without a name beside other things is called by its kinds. */
static enum status name_by_kinds(cJSON *components, int first, struct error *err)
{
    struct text kinds = {0};
    enum status status = STATUS_OK;
    bool has_name = false;

    for (const cJSON *item = cJSON_GetArrayItem(components, first); item; item = item->next) {
        has_name |= text_of(item, "name") != NULL;
        if (text_of(item, "component"))
            text_append(&kinds, "%s%s", kinds.length ? "+" : "", text_of(item, "component"));
    }
    if (!has_name && kinds.bytes)
        status = give_name(components, first, kinds.bytes, err);
    text_free(&kinds);
    return status;
}

/* ---- names ------------------------------------------------------------------------------------- */

static enum status read_reforms(struct named_reforms *reforms, struct error *err)
{
    char folder[FILES_MAX_PATH];

    TRY(shipped_folder(folder, "reforms", err));
    return named_reforms_read(reforms, folder, err);
}

static enum status refuse_name(const char *name, struct error *err)
{
    const struct kind *kind;

    for (size_t k = 0; (kind = tax_component_family.at(k)); k++)
        if (strcmp(kind->name, name) == 0)
            return error_set(err, STATUS_INVALID_INPUT,
                             "'%s' is a kind of component: expected {\"component\": \"%s\", ...}",
                             name, name);
    return error_add_context(
        err, "expected a name of 'fisc reform list', FILE.json, FILE.csv or components as JSON");
}

static enum status add_value(const struct reading *reading, const cJSON *value, struct error *err);

static enum status add_reform(const struct reading *reading, const char *name, const cJSON *set,
                              struct error *err)
{
    const cJSON *const tax_system = cJSON_GetObjectItemCaseSensitive(set, "planner.tax_system");
    const int first = cJSON_GetArraySize(reading->components);

    if (!tax_system)
        return error_set(err, STATUS_USAGE,
                         "%s: this reform is found by a planner: expected one that says its "
                         "tax system; 'fisc reform show %s' prints the rates",
                         name, name);
    TRY(add_value(reading, tax_system, err));
    return give_name(reading->components, first, name, err);
}

static enum status add_named(const struct reading *reading, const char *name, struct error *err)
{
    const struct named_reform *reform = NULL;
    struct named_reforms reforms;

    TRY(read_reforms(&reforms, err));
    const enum status status = named_reforms_find(&reform, &reforms, name, err)
                                   ? refuse_name(name, err)
                                   : add_reform(reading, reform->name, reform->set, err);

    named_reforms_free(&reforms);
    return status;
}

/* ---- files ------------------------------------------------------------------------------------- */

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text);

    return length > strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

static bool is_file(const char *term)
{
    return strchr(term, '/') || ends_with(term, ".json") || ends_with(term, ".csv");
}

/* "reforms/mine.json" is called mine. */
static enum status name_by_file(cJSON *components, int first, const char *path, struct error *err)
{
    const char *const slash = strrchr(path, '/');
    const char *const begin = slash ? slash + 1 : path;
    const char *const dot = strrchr(begin, '.');
    char *const name = strndup(begin, dot && dot > begin ? (size_t)(dot - begin) : strlen(begin));
    const enum status status = name ? give_name(components, first, name, err) : no_memory(err);

    free(name);
    return status;
}

static enum status add_brackets(const struct reading *reading, const char *path, struct error *err)
{
    struct tax_schedule schedule;
    cJSON *item;

    TRY(tax_component_file_schedule(&schedule, path, err));
    cJSON *const components = tax_system_json(&schedule);

    if (!components)
        return no_memory(err);
    while ((item = cJSON_DetachItemFromArray(components, 0)))
        cJSON_AddItemToArray(reading->components, item);
    cJSON_Delete(components);
    return STATUS_OK;
}

/* Does a file say what its tax system is called? */
static bool is_called(const cJSON *root)
{
    return text_of(root, "name") || cJSON_GetObjectItemCaseSensitive(root, "reforms");
}

static enum status add_json(const struct reading *reading, const char *path, bool *has_name,
                            struct error *err)
{
    struct jsonc document;
    char *text = NULL;
    size_t length = 0;
    char *const folder = strndup(path, (size_t)(strrchr(path, '/') - path + 1));
    struct reading inside = {reading->components, folder, reading->depth};
    enum status status = folder ? STATUS_OK : no_memory(err);

    if (!status)
        status = file_read_all(path, JSONC_MAX_BYTES, &text, &length, err);
    if (!status)
        status = jsonc_parse(&document, path, text, length, err);
    if (!status) {
        *has_name = is_called(document.root);
        if (add_value(&inside, document.root, err))
            status = error_add_context(err, "in the tax system of '%s'", path);
        jsonc_free(&document);
    }
    free(text);
    free(folder);
    return status;
}

static enum status add_file(const struct reading *reading, const char *term, struct error *err)
{
    const int first = cJSON_GetArraySize(reading->components);
    char path[FILES_MAX_PATH];
    bool has_name = false;

    if (term[0] == '/')
        TRY(path_join(path, "", term + 1, err));
    else
        TRY(path_join(path, reading->folder, term, err));
    TRY(ends_with(term, ".csv") ? add_brackets(reading, path, err)
                                : add_json(reading, path, &has_name, err));
    return has_name ? STATUS_OK : name_by_file(reading->components, first, term, err);
}

/* ---- JSON -------------------------------------------------------------------------------------- */

/* Files that a component names begin where the component stands. */
static enum status anchor_file(const struct reading *reading, cJSON *component, struct error *err)
{
    cJSON *const path = cJSON_GetObjectItemCaseSensitive(component, "path");
    char joined[FILES_MAX_PATH];

    if (!cJSON_IsString(path) || path->valuestring[0] == '/')
        return STATUS_OK;
    TRY(path_join(joined, reading->folder, path->valuestring, err));
    return cJSON_SetValuestring(path, joined) ? STATUS_OK : no_memory(err);
}

static enum status add_component(const struct reading *reading, const cJSON *component,
                                 struct error *err)
{
    cJSON *const copy = cJSON_Duplicate(component, true);

    return copy && cJSON_AddItemToArray(reading->components, copy) ? anchor_file(reading, copy, err)
                                                                   : no_memory(err);
}

static enum status refuse_key(const cJSON *item, struct error *err)
{
    return error_set(err, STATUS_INVALID_INPUT,
                     "'%s': expected a component {\"component\": KIND, ...}, or {\"name\": WORDS, "
                     "\"summary\": WORDS, \"tax_system\": COMPONENTS}",
                     item->string);
}

/* {"name": ..., "tax_system": ...} */
static enum status add_called(const struct reading *reading, const cJSON *object, struct error *err)
{
    const int first = cJSON_GetArraySize(reading->components);
    const char *const name = text_of(object, "name");
    const cJSON *item;

    cJSON_ArrayForEach(item, object) if (strcmp(item->string, "name") != 0 &&
                                         strcmp(item->string, "summary") != 0 &&
                                         strcmp(item->string, "tax_system") !=
                                             0) return refuse_key(item, err);
    TRY(add_value(reading, cJSON_GetObjectItemCaseSensitive(object, "tax_system"), err));
    return name ? give_name(reading->components, first, name, err) : STATUS_OK;
}

static enum status add_object(const struct reading *reading, const cJSON *object, struct error *err)
{
    const cJSON *const reforms = cJSON_GetObjectItemCaseSensitive(object, "reforms");

    if (cJSON_IsObject(reforms) && cJSON_GetArraySize(reforms) == 1)
        return add_reform(reading, reforms->child->string,
                          cJSON_GetObjectItemCaseSensitive(reforms->child, "set"), err);
    if (reforms)
        return error_set(err, STATUS_INVALID_INPUT,
                         "'reforms': expected one reform where a tax system is asked for");
    return cJSON_GetObjectItemCaseSensitive(object, "tax_system")
               ? add_called(reading, object, err)
               : add_component(reading, object, err);
}

static enum status add_json_text(const struct reading *reading, const char *text, struct error *err)
{
    struct jsonc document;

    TRY(jsonc_parse(&document, "tax system", text, strlen(text), err));
    const enum status status = add_value(reading, document.root, err);

    jsonc_free(&document);
    return status;
}

/* ---- terms ------------------------------------------------------------------------------------- */

/* Up to the next '+' that is in no JSON. */
static size_t length_of_term(const char *text)
{
    int depth = 0;
    bool is_quoted = false;
    size_t k = 0;

    for (; text[k] && (text[k] != '+' || depth > 0); k++) {
        if (is_quoted && text[k] == '\\' && text[k + 1])
            k++;
        else if (depth > 0 && text[k] == '"')
            is_quoted = !is_quoted;
        else if (!is_quoted && strchr("{[", text[k]))
            depth++;
        else if (!is_quoted && strchr("}]", text[k]))
            depth--;
    }
    return k;
}

static enum status add_term(const struct reading *reading, const char *term, bool is_alone,
                            struct error *err)
{
    const int first = cJSON_GetArraySize(reading->components);

    if (term[0] == '\0')
        return error_set(err, STATUS_INVALID_INPUT,
                         "expected a tax system: a name of 'fisc reform list', FILE.json, "
                         "FILE.csv or components as JSON, with '+' between several");
    if (term[0] != '{' && term[0] != '[')
        return is_file(term) ? add_file(reading, term, err) : add_named(reading, term, err);
    TRY(add_json_text(reading, term, err));
    return is_alone ? STATUS_OK : name_by_kinds(reading->components, first, err);
}

static enum status add_words(const struct reading *reading, const char *words, struct error *err)
{
    const bool is_alone = words[length_of_term(words)] == '\0';

    for (;;) {
        const size_t length = length_of_term(words);
        const size_t begin = strspn(words, " \t\n");
        size_t end = length;

        while (end > begin && strchr(" \t\n", words[end - 1]))
            end--;
        char *const term = end > begin ? strndup(words + begin, end - begin) : strdup("");
        const enum status status = term ? add_term(reading, term, is_alone, err) : no_memory(err);

        free(term);
        TRY(status);
        if (words[length] == '\0')
            return STATUS_OK;
        words += length + 1;
    }
}

static enum status add_value(const struct reading *reading, const cJSON *value, struct error *err)
{
    const struct reading deeper = {reading->components, reading->folder, reading->depth + 1};
    const cJSON *item;

    if (reading->depth == MAX_DEPTH)
        return error_set(err, STATUS_INVALID_INPUT,
                         "a tax system that names others %d deep: do files name each other?",
                         MAX_DEPTH);
    if (cJSON_IsString(value))
        return add_words(&deeper, value->valuestring, err);
    if (cJSON_IsObject(value))
        return add_object(&deeper, value, err);
    if (!cJSON_IsArray(value))
        return error_set(err, STATUS_INVALID_INPUT,
                         "expected components of a tax system, or words that name it");
    cJSON_ArrayForEach(item, value) TRY(add_value(&deeper, item, err));
    return STATUS_OK;
}

/* ---- asking ------------------------------------------------------------------------------------ */

enum status tax_system_words_components(cJSON **components, const cJSON *value, const char *folder,
                                        struct error *err)
{
    const struct reading reading = {cJSON_CreateArray(), folder, 0};

    *components = reading.components;
    const enum status status = *components ? add_value(&reading, value, err) : no_memory(err);

    if (status) {
        cJSON_Delete(*components);
        *components = NULL;
    }
    return status;
}

enum status tax_system_words_typed(cJSON **components, const char *typed, struct error *err)
{
    cJSON *const value = cJSON_CreateString(typed);
    const enum status status =
        value ? tax_system_words_components(components, value, ".", err) : no_memory(err);

    if (!value)
        *components = NULL;
    cJSON_Delete(value);
    return status;
}

static enum status reform_of_components(struct named_reform *reform, const char *typed,
                                        struct error *err)
{
    struct text label = {0};
    cJSON *components = NULL;

    TRY(tax_system_words_typed(&components, typed, err));
    tax_system_words_label(&label, components);
    *reform = (struct named_reform){.name = strdup(label.bytes ? label.bytes : "no tax"),
                                    .summary = strdup("as given"),
                                    .set = cJSON_CreateObject()};
    text_free(&label);
    if (reform->name && reform->summary && reform->set &&
        cJSON_AddItemToObject(reform->set, "planner.tax_system", components))
        return STATUS_OK;
    cJSON_Delete(components);
    named_reform_free(reform);
    return no_memory(err);
}

enum status tax_system_words_reform(struct named_reform *reform, const char *typed,
                                    struct error *err)
{
    const struct named_reform *found = NULL;
    struct named_reforms reforms;

    *reform = (struct named_reform){0};
    TRY(read_reforms(&reforms, err));
    enum status status = STATUS_OK;

    if (named_reforms_find(&found, &reforms, typed, NULL) == STATUS_OK)
        status = named_reform_copy(reform, found, err);
    else
        status = reform_of_components(reform, typed, err);
    named_reforms_free(&reforms);
    return status;
}
