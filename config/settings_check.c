/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/settings_check.c: what fits a setting, and what is said of what does not. */
#include "config/settings_check.h"

#include "base/shown.h"
#include "config/json_print.h"
#include "config/key_like.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *settings_check_choice_at(const char *choices, int index, size_t *length)
{
    while (index-- > 0) {
        choices = strchr(choices, '|');
        if (!choices)
            return NULL;
        choices++;
    }
    *length = strcspn(choices, "|");
    return choices;
}

int settings_check_choice_index(const char *choices, const char *word)
{
    size_t length = 0;

    for (int i = 0;; i++) {
        const char *const choice = settings_check_choice_at(choices, i, &length);

        if (!choice)
            return -1;
        if (strlen(word) == length && memcmp(choice, word, length) == 0)
            return i;
    }
}

static bool is_nullable(const struct setting *setting)
{
    return setting->default_json && strcmp(setting->default_json, "null") == 0;
}

void settings_check_describe(struct text *text, const struct setting_entry *entry)
{
    const struct setting *const setting = entry->setting;

    switch (setting->type) {
    case SETTING_BOOL:
        text_append(text, "true or false");
        break;
    case SETTING_INTEGER:
        text_append(text, "integer in [%.16g, %.16g]", setting->min, setting->max);
        break;
    case SETTING_NUMBER:
        text_append(text, "number in [%g, %g]", setting->min, setting->max);
        break;
    case SETTING_STRING:
        text_append(text, setting->is_path ? "text" : "text without control characters");
        break;
    case SETTING_CHOICE:
        text_append(text, "one of ");
        for (const char *c = entry->choices; *c; c++)
            text_append(text, *c == '|' ? ", " : "%c", *c);
        break;
    case SETTING_NUMBERS:
        text_append(text, "list of numbers in [%g, %g], at least one", setting->min, setting->max);
        break;
    case SETTING_OBJECTS:
        text_append(text, "list of %g to %g objects%s", setting->min, setting->max,
                    setting->spell_out ? ", or words for one" : "");
        break;
    case SETTING_WORD_LIST:
        text_append(text, "list of words");
        break;
    case SETTING_MEMBERS:
        text_append(text, "object");
        break;
    case SETTING_WORD_MEMBERS:
        text_append(text, "object of words without control characters");
        break;
    }
    if (setting->unit && strcmp(setting->unit, "1") != 0)
        text_append(text, " (%s)", setting->unit);
    if (is_nullable(setting))
        text_append(text, " or null");
}

static bool is_number_in(const cJSON *value, double min, double max)
{
    return cJSON_IsNumber(value) && value->valuedouble >= min && value->valuedouble <= max;
}

static bool are_numbers_in(const cJSON *list, double min, double max)
{
    const cJSON *element = NULL;

    if (!cJSON_IsArray(list) || !list->child)
        return false;
    cJSON_ArrayForEach(element, list) if (!is_number_in(element, min, max)) return false;
    return true;
}

static bool are_words(const cJSON *list, bool may_be_null)
{
    const cJSON *element = NULL;

    cJSON_ArrayForEach(element, list) if (!(may_be_null && cJSON_IsNull(element)) &&
                                          (!cJSON_IsString(element) ||
                                           shown_has_control(element->valuestring))) return false;
    return true;
}

/* Of the first that has one, or NULL. */
static const char *fault_of_members(const struct setting *setting, const cJSON *object)
{
    const cJSON *member = NULL;

    cJSON_ArrayForEach(member, object)
    {
        const char *const fault =
            setting->fault && cJSON_IsString(member) ? setting->fault(member->valuestring) : NULL;

        if (fault)
            return fault;
    }
    return NULL;
}

static bool fits(const struct setting_entry *entry, const cJSON *value)
{
    const struct setting *const setting = entry->setting;

    if (cJSON_IsNull(value))
        return is_nullable(setting);
    switch (setting->type) {
    case SETTING_BOOL:
        return cJSON_IsBool(value);
    case SETTING_INTEGER:
        return is_number_in(value, setting->min, setting->max) &&
               value->valuedouble == floor(value->valuedouble) &&
               fabs(value->valuedouble) <= 9007199254740991.0;
    case SETTING_NUMBER:
        return is_number_in(value, setting->min, setting->max);
    case SETTING_STRING:
        return cJSON_IsString(value) &&
               (setting->is_path || !shown_has_control(value->valuestring)) &&
               (!setting->fault || !setting->fault(value->valuestring));
    case SETTING_CHOICE:
        return cJSON_IsString(value) &&
               settings_check_choice_index(entry->choices, value->valuestring) >= 0;
    case SETTING_NUMBERS:
        return are_numbers_in(value, setting->min, setting->max);
    case SETTING_OBJECTS:
        return cJSON_IsArray(value) && cJSON_GetArraySize(value) >= setting->min &&
               cJSON_GetArraySize(value) <= setting->max;
    case SETTING_WORD_LIST:
        return cJSON_IsArray(value) && are_words(value, false);
    case SETTING_MEMBERS:
        return cJSON_IsObject(value);
    case SETTING_WORD_MEMBERS:
        return cJSON_IsObject(value) && are_words(value, true) && !fault_of_members(setting, value);
    }
    return false;
}

/* ---- complaints -------------------------------------------------------------------------------- */

static size_t value_offset(const struct setting_place *place)
{
    return place->document ? place->document->nodes[place->node].value_offset : 0;
}

static size_t key_offset(const struct setting_place *place)
{
    return place->document ? place->document->nodes[place->node].key_offset : 0;
}

/* "demo.json:3:14: " or "--set: ". */
static void append_place(struct text *text, const struct setting_place *place, size_t offset)
{
    int line;
    int column;

    if (!place->document) {
        text_append(text, "%s: ", place->prefix);
        return;
    }
    jsonc_place(place->document, offset, &line, &column);
    text_append(text, "%s:%d:%d: ", place->document->name, line, column);
}

static void append_value(struct text *text, const cJSON *value)
{
    struct text printed = {0};

    json_print_document(&printed, value, false);
    if (printed.length > 60)
        text_append(text, "%.*s...", (int)text_utf8_length(printed.bytes, 57), printed.bytes);
    else
        text_append(text, "%s", printed.bytes ? printed.bytes : "?");
    text_free(&printed);
}

static void add_line(struct complaints *complaints, struct text *line)
{
    complaints_add(complaints, "%s", line->bytes ? line->bytes : "no memory");
    text_free(line);
}

/* What a key, or "key=word" of a choice, is called now; NULL if it was never renamed. */
static const char *renamed(const struct setting_list *list, const char *old_name)
{
    for (const struct setting_rename *const *names = list->table->renames; names && *names; names++)
        for (const struct setting_rename *rename = *names; rename->old_name; rename++)
            if (strcmp(rename->old_name, old_name) == 0)
                return rename->new_name;
    return NULL;
}

/* The word of the choices, or what an old one is called now, that is meant. */
static void append_choice_meant(struct text *line, const struct setting_list *list,
                                const struct setting_entry *entry, const char *word)
{
    const char *names[FAMILY_MAX_KINDS];
    size_t count = 0;
    char old_name[2 * SETTINGS_MAX_PATH];

    snprintf(old_name, sizeof old_name, "%s=%s", entry->path, word);
    const char *const new_name = renamed(list, old_name);

    if (new_name) {
        text_append(line, "; it is called '%s' now ('fisc config upgrade' writes it)",
                    strchr(new_name, '=') + 1);
        return;
    }
    char *const words = strdup(entry->choices);
    char *rest = words;

    while (rest && count < FAMILY_MAX_KINDS)
        names[count++] = strsep(&rest, "|");
    const char *const nearest = text_nearest(word, names, count);

    if (nearest)
        text_append(line, "; did you mean '%s'?", nearest);
    free(words);
}

static void complain_of_value(struct complaints *complaints, const struct setting_list *list,
                              const struct setting_entry *entry, const char *path,
                              const cJSON *value, const struct setting_place *place)
{
    struct text line = {0};

    append_place(&line, place, value_offset(place));
    text_append(&line, "%s: expected ", path);
    if (entry->setting->fault && cJSON_IsString(value) && !shown_has_control(value->valuestring)) {
        text_append(&line, "%s", entry->setting->fault(value->valuestring));
        add_line(complaints, &line);
        return;
    }
    if (cJSON_IsObject(value) && fault_of_members(entry->setting, value)) {
        text_append(&line, "%s", fault_of_members(entry->setting, value));
        add_line(complaints, &line);
        return;
    }
    settings_check_describe(&line, entry);
    text_append(&line, ", got ");
    if (entry->setting->is_secret)
        text_append(&line, "what is not shown");
    else
        append_value(&line, value);
    if (entry->setting->type == SETTING_CHOICE && cJSON_IsString(value))
        append_choice_meant(&line, list, entry, value->valuestring);
    add_line(complaints, &line);
}

/* Configs are stored with every run and given to others. */
static void complain_of_key(struct complaints *complaints, const char *path,
                            const struct setting_place *place)
{
    struct text line = {0};

    append_place(&line, place, value_offset(place));
    text_append(&line,
                "%s: this looks like a key, and a config is no place for one: put it into the "
                "environment variable that llm.key_env names, or into the file of llm.key_file",
                path);
    add_line(complaints, &line);
}

/* A group by its first segment: "planer" for "planner". */
static const char *nearest_section(const struct setting_list *list, const char *path,
                                   char room[static 64])
{
    const char *const segment = room;

    for (size_t i = 0; i < list->count; i++) {
        const char *const name = list->entries[i]->path;
        const size_t length = strcspn(name, ".[");

        if (name[length] == '\0' || length >= 64)
            continue;
        snprintf(room, 64, "%.*s", (int)length, name);
        if (text_nearest(path, &segment, 1))
            return room;
    }
    return NULL;
}

/* The right word in the wrong place: compare last segments, exactly and then by distance. */
static const char *nearest_elsewhere(const struct setting_list *list, const char *word)
{
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < list->count; i++) {
            const char *const key = setting_entry_key(list->entries[i]);

            if (pass == 0 ? strcmp(key, word) == 0 : text_nearest(word, &key, 1) != NULL)
                return list->entries[i]->path;
        }
    return NULL;
}

static const char *nearest_path(const struct setting_list *list, const char *path,
                                char room[static 64])
{
    const char **const names = malloc((list->count + 1) * sizeof *names);
    const char *const dot = strrchr(path, '.');
    const char *nearest = NULL;

    for (size_t i = 0; names && i < list->count; i++)
        names[i] = list->entries[i]->path;
    if (names)
        nearest = text_nearest(path, names, list->count);
    free(names);
    if (!nearest && !dot)
        nearest = nearest_section(list, path, room);
    return nearest ? nearest : nearest_elsewhere(list, dot ? dot + 1 : path);
}

void settings_check_unknown(struct complaints *complaints, const struct setting_list *list,
                            const char *path, const struct setting_place *place)
{
    struct text line = {0};
    char room[64];

    if (complaints->count >= COMPLAINTS_MAX_DESCRIBED) { /* a hostile file must not cost minutes */
        complaints->count++;
        return;
    }
    const char *const new_name = renamed(list, path);
    const char *const nearest = new_name ? NULL : nearest_path(list, path, room);

    append_place(&line, place, key_offset(place));
    if (key_like_text(path))
        text_append(&line, "a name that looks like a key: no setting has this name");
    else
        text_append(&line, "%s: no setting has this name", path);
    if (new_name)
        text_append(&line, "; it is called '%s' now ('fisc config upgrade' writes it)", new_name);
    else if (nearest)
        text_append(&line, "; did you mean '%s'?", nearest);
    add_line(complaints, &line);
}

/* ---- lists of objects -------------------------------------------------------------------------- */

uint32_t settings_check_count_nodes(const cJSON *item)
{
    uint32_t count = 1;
    const cJSON *child = NULL;

    cJSON_ArrayForEach(child, item) count += settings_check_count_nodes(child);
    return count;
}

static void check_missing(struct complaints *complaints, const struct setting_list *list,
                          const struct setting_entry *entry, int index, const cJSON *object,
                          const struct setting_place *place)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct setting_entry *const wanted = list->entries[i];
        struct text line = {0};

        if (wanted->list != entry || wanted->setting->default_json ||
            cJSON_GetObjectItemCaseSensitive(object, setting_entry_key(wanted)))
            continue;
        append_place(&line, place, value_offset(place));
        text_append(&line, "%s[%d].%s: must be given: ", entry->path, index,
                    setting_entry_key(wanted));
        settings_check_describe(&line, wanted);
        add_line(complaints, &line);
    }
}

/* Keys of one object in a list: their entries are "list[].key". */
static void check_element(struct complaints *complaints, const struct setting_list *list,
                          const struct setting_entry *entry, int index, const cJSON *object,
                          const struct setting_place *place)
{
    char path[SETTINGS_MAX_PATH];
    char shown[SETTINGS_MAX_PATH];
    struct setting_place here = *place;
    const cJSON *child = NULL;

    here.node = place->node + 1;
    cJSON_ArrayForEach(child, object)
    {
        snprintf(path, sizeof path, "%s[].%s", entry->path, child->string);
        snprintf(shown, sizeof shown, "%s[%d].%s", entry->path, index, child->string);
        const struct setting_entry *const wanted = setting_list_find(list, path);

        if (!wanted)
            settings_check_unknown(complaints, list, path, &here);
        else if (!fits(wanted, child))
            complain_of_value(complaints, list, wanted, shown, child, &here);
        here.node += settings_check_count_nodes(child);
    }
    check_missing(complaints, list, entry, index, object, place);
}

void settings_check_value(struct complaints *complaints, const struct setting_list *list,
                          const struct setting_entry *entry, const cJSON *value,
                          const struct setting_place *place)
{
    struct setting_place here = *place;
    const cJSON *element = NULL;
    int index = 0;

    if (key_like_value(value)) { /* before anything shows it */
        complain_of_key(complaints, entry->path, place);
        return;
    }
    if (!fits(entry, value)) {
        complain_of_value(complaints, list, entry, entry->path, value, place);
        return;
    }
    if (entry->setting->type != SETTING_OBJECTS)
        return;
    here.node++;
    cJSON_ArrayForEach(element, value)
    {
        if (cJSON_IsObject(element)) {
            check_element(complaints, list, entry, index, element, &here);
        } else {
            struct text line = {0};

            append_place(&line, &here, value_offset(&here));
            text_append(&line, "%s[%d]: expected an object, got ", entry->path, index);
            append_value(&line, element);
            add_line(complaints, &line);
        }
        here.node += settings_check_count_nodes(element);
        index++;
    }
}
