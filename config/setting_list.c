/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/setting_list.c: walks the groups of a table and of its families' kinds, and puts what it
 * meets into the order of the reference page: a section stays together, though its settings come from
 * many files. */
#include "config/setting_list.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where a group was met. */
struct scope {
    const char *prefix;               /* "" or "government.tax_system[]." */
    const struct setting_entry *list; /* NULL at the top */
};

static enum status add_groups(struct setting_list *list, struct scope scope,
                              const struct setting *const *groups,
                              const struct setting_read_by *read_by, struct error *err);

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "no memory for the table of settings");
}

static struct setting_entry *find_unsorted(const struct setting_list *list, const char *path)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->entries[i]->path, path) == 0)
            return list->entries[i];
    return NULL;
}

static enum status add_read_by(struct setting_entry *entry, const struct setting_read_by *read_by,
                               struct error *err)
{
    if (entry->num_read_by > 0 && read_by->chooser &&
        entry->read_by[entry->num_read_by - 1].chooser == read_by->chooser) {
        entry->read_by[entry->num_read_by - 1].kinds |= read_by->kinds;
        return STATUS_OK;
    }
    struct setting_read_by *const grown =
        realloc(entry->read_by, (entry->num_read_by + 1) * sizeof *grown);

    if (!grown)
        return no_memory(err);
    entry->read_by = grown;
    entry->read_by[entry->num_read_by++] = *read_by;
    return STATUS_OK;
}

static char *choices_of(const struct setting *setting)
{
    struct text choices = {0};

    if (!setting->family)
        return strdup(setting->choices);
    for (size_t k = 0; setting->family->at(k); k++)
        text_append(&choices, "%s%s", k ? "|" : "", setting->family->at(k)->name);
    return choices.bytes;
}

static enum status append(struct setting_list *list, struct setting_entry *entry, struct error *err)
{
    if (list->count == list->capacity) {
        const size_t capacity = 2 * list->capacity + 128;
        struct setting_entry **const grown = realloc(list->entries, capacity * sizeof(void *));

        if (!grown)
            return no_memory(err);
        list->entries = grown;
        list->capacity = capacity;
    }
    list->entries[list->count++] = entry;
    return STATUS_OK;
}

static void free_entry(struct setting_entry *entry)
{
    free(entry->path);
    free(entry->choices);
    free(entry->read_by);
    free(entry);
}

/* What the kinds of a choice read. */
static enum status add_family(struct setting_list *list, struct scope scope,
                              const struct setting_entry *chooser, struct error *err)
{
    const struct kind_family *const family = chooser->setting->family;

    for (size_t k = 0; family && family->at(k); k++) {
        const struct setting_read_by read_by = {.chooser = chooser,
                                                .kinds = (uint64_t)1 << (k % FAMILY_MAX_KINDS)};

        if (k >= FAMILY_MAX_KINDS)
            return error_set(err, STATUS_INTERNAL, "more than %d kinds of %s", FAMILY_MAX_KINDS,
                             family->noun);
        TRY(add_groups(list, scope, family->at(k)->settings, &read_by, err));
    }
    return STATUS_OK;
}

static enum status add_new(struct setting_list *list, struct scope scope,
                           const struct setting *setting, const char *path,
                           const struct setting_read_by *read_by, struct error *err)
{
    struct setting_entry *const entry = calloc(1, sizeof *entry);

    if (!entry)
        return no_memory(err);
    *entry = (struct setting_entry){.path = strdup(path), .setting = setting, .list = scope.list};
    if (setting->type == SETTING_CHOICE)
        entry->choices = choices_of(setting);
    enum status status = entry->path && (setting->type != SETTING_CHOICE || entry->choices)
                             ? append(list, entry, err)
                             : no_memory(err);

    if (status) {
        free_entry(entry);
        return status;
    }
    if (read_by)
        TRY(add_read_by(entry, read_by, err));
    if (setting->draws_when)
        TRY(add_groups(list, (struct scope){"", NULL}, list->table->drawn_by,
                       &(struct setting_read_by){.when = setting->draws_when}, err));
    TRY(add_family(list, scope, entry, err));
    if (!setting->elements)
        return STATUS_OK;
    char prefix[SETTINGS_MAX_PATH + 4];

    snprintf(prefix, sizeof prefix, "%s[].", path);
    return add_groups(list, (struct scope){prefix, entry}, setting->elements, NULL, err);
}

static enum status add_setting(struct setting_list *list, struct scope scope,
                               const struct setting *setting, const char *kind_name,
                               const struct setting_read_by *read_by, struct error *err)
{
    char path[SETTINGS_MAX_PATH];
    const char *const star = strchr(setting->path, '*');

    if (star)
        snprintf(path, sizeof path, "%s%.*s%s%s", scope.prefix, (int)(star - setting->path),
                 setting->path, kind_name, star + 1);
    else
        snprintf(path, sizeof path, "%s%s", scope.prefix, setting->path);
    struct setting_entry *const known = read_by ? find_unsorted(list, path) : NULL;

    if (!known)
        return add_new(list, scope, setting, path, read_by, err);
    if (known->setting != setting)
        return error_set(err, STATUS_INTERNAL, "two settings are called '%s'", path);
    /* What is always read stays so. */
    return known->num_read_by > 0 || setting->is_read_by_kinds ? add_read_by(known, read_by, err)
                                                               : STATUS_OK;
}

/* The setting of one kind out of `each_of`; who reads it reads what the kind does. */
static enum status add_one_of(struct setting_list *list, struct scope scope,
                              const struct setting *setting, const struct kind *kind,
                              const struct setting_read_by *read_by, struct error *err)
{
    TRY(add_setting(list, scope, setting, kind->name, read_by, err));
    return add_groups(list, scope, kind->settings, read_by, err);
}

static enum status add_groups(struct setting_list *list, struct scope scope,
                              const struct setting *const *groups,
                              const struct setting_read_by *read_by, struct error *err)
{
    for (; groups && *groups; groups++)
        for (const struct setting *setting = *groups; setting->path; setting++) {
            if (!setting->each_of)
                TRY(add_setting(list, scope, setting, NULL, read_by, err));
            for (size_t k = 0; setting->each_of && setting->each_of->at(k); k++)
                TRY(add_one_of(list, scope, setting, setting->each_of->at(k), read_by, err));
        }
    return STATUS_OK;
}

/* How many leading sections two paths share. */
static int shared_sections(const char *a, const char *b)
{
    int shared = 0;

    for (; *a && *a == *b; a++, b++)
        shared += *a == '.';
    return shared;
}

/* Where among the first `count` entries of `placed` the entry belongs: behind the last that shares
 * most sections with it; what is an element's, behind its list. */
static size_t place_of(struct setting_entry *const *placed, size_t count,
                       const struct setting_entry *entry)
{
    size_t place = count;
    int most = 0;

    for (size_t i = 0; i < count; i++) {
        if (entry->list) {
            if (placed[i] == entry->list || placed[i]->list == entry->list)
                place = i + 1;
            continue;
        }
        const int shared = shared_sections(placed[i]->path, entry->path);

        if (shared > most || (shared == most && shared > 0)) {
            most = shared;
            place = i + 1;
        }
    }
    return place;
}

static int compare_paths(const void *a, const void *b)
{
    const struct setting_entry *const *const first = a;
    const struct setting_entry *const *const second = b;

    return strcmp((*first)->path, (*second)->path);
}

static enum status put_in_order(struct setting_list *list, struct error *err)
{
    struct setting_entry **const placed = calloc(list->count + 1, sizeof *placed);

    if (!placed)
        return no_memory(err);
    for (size_t i = 0; i < list->count; i++) {
        const size_t place = place_of(placed, i, list->entries[i]);

        memmove(placed + place + 1, placed + place, (i - place) * sizeof(void *));
        placed[place] = list->entries[i];
    }
    memcpy(list->entries, placed, list->count * sizeof(void *));
    qsort(placed, list->count, sizeof(void *), compare_paths);
    list->by_path = placed;
    return STATUS_OK;
}

enum status setting_list_create(struct setting_list **list, const struct setting_table *table,
                                struct error *err)
{
    const struct scope top = {"", NULL};
    struct setting_list *const created = calloc(1, sizeof *created);

    *list = NULL;
    if (!created)
        return no_memory(err);
    *created = (struct setting_list){.table = table, .num_owners = 1};
    enum status status = add_groups(created, top, table->groups, NULL, err);

    for (const struct setting_reader *reader = table->readers; !status && reader && reader->groups;
         reader++) {
        const struct setting_read_by read_by = {.when = reader->when};

        status = add_groups(created, top, reader->groups, &read_by, err);
    }
    if (!status)
        status = put_in_order(created, err);
    if (status)
        setting_list_release(created);
    else
        *list = created;
    return status;
}

struct setting_list *setting_list_share(struct setting_list *list)
{
    list->num_owners++;
    return list;
}

void setting_list_release(struct setting_list *list)
{
    if (!list || --list->num_owners > 0)
        return;
    for (size_t i = 0; i < list->count; i++)
        free_entry(list->entries[i]);
    free(list->entries);
    free(list->by_path);
    free(list);
}

const struct setting_entry *setting_list_find(const struct setting_list *list, const char *path)
{
    size_t low = 0;
    size_t high = list->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(list->by_path[middle]->path, path);

        if (order == 0)
            return list->by_path[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

bool setting_list_is_section(const struct setting_list *list, const char *path)
{
    const size_t length = strlen(path);

    for (size_t i = 0; i < list->count; i++)
        if (strncmp(list->entries[i]->path, path, length) == 0 &&
            list->entries[i]->path[length] == '.')
            return true;
    return false;
}

const char *setting_entry_key(const struct setting_entry *entry)
{
    const char *const dot = strrchr(entry->path, '.');

    return dot ? dot + 1 : entry->path;
}
