/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/setting_list.h: the whole table of settings, flattened: every path that a config may say,
 * in the order of the reference page, with the kinds that read it.  It is made from the core groups
 * of a table and from what the kinds of its families list (config/kind.h). */
#ifndef FISC_CONFIG_SETTING_LIST_H
#define FISC_CONFIG_SETTING_LIST_H

#include "base/error.h"
#include "config/setting.h"

#include <stdint.h>

enum { SETTINGS_MAX_PATH = 256, FAMILY_MAX_KINDS = 64 };

/* Groups of settings that something besides a kind reads while a condition holds. */
struct setting_reader {
    const char *when; /* as in struct setting */
    const struct setting *const *groups;
};

/* What a key, or a word of a choice ("planner.kind=old_word"), was called in an earlier version. */
struct setting_rename {
    const char *old_name, *new_name;
};

struct setting_table {
    const char *title;                    /* of the schema and the reference page */
    const struct setting *const *groups;  /* always read; ends with NULL */
    const struct setting_reader *readers; /* ends with {0}; NULL: none */
    /* Groups that are read while a setting's `draws_when` holds; ends with NULL; NULL: none. */
    const struct setting *const *drawn_by;
    /* Lists that end with {0}; ends with NULL; NULL: none. */
    const struct setting_rename *const *renames;
};

/* One alternative: read if the chooser's value is among the kinds, or while a condition holds. */
struct setting_read_by {
    const struct setting_entry *chooser; /* NULL: `when` alone decides */
    uint64_t kinds;                      /* bit k: the k-th kind of the chooser's family */
    const char *when;
};

struct setting_entry {
    char *path;    /* "government.tax_system[].rate" */
    char *choices; /* of SETTING_CHOICE: "a|b|c" */
    const struct setting *setting;
    const struct setting_entry *list; /* whose elements have this key; NULL: none */
    struct setting_read_by *read_by;  /* [num_read_by] alternatives; none: always read */
    size_t num_read_by;
};

struct setting_list {
    const struct setting_table *table;
    struct setting_entry **entries; /* [count] */
    struct setting_entry **by_path; /* [count] ascending */
    size_t count, capacity;
    unsigned num_owners; /* settings made from other settings share the list */
};

/* STATUS_INTERNAL if two settings have one path or a family has too many kinds. */
enum status setting_list_create(struct setting_list **list, const struct setting_table *table,
                                struct error *err) MUST_CHECK;
struct setting_list *setting_list_share(struct setting_list *list);
void setting_list_release(struct setting_list *list);

/* The entry with this path ("a.b", or "a.list[].key"); NULL if there is none. */
const struct setting_entry *setting_list_find(const struct setting_list *list, const char *path);

/* Does any entry start with "path."? */
bool setting_list_is_section(const struct setting_list *list, const char *path);

/* The last segment of the path. */
const char *setting_entry_key(const struct setting_entry *entry);

#endif
