/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/settings_internal.h: what settings are made of, for the files that make and print them. */
#ifndef FISC_CONFIG_SETTINGS_INTERNAL_H
#define FISC_CONFIG_SETTINGS_INTERNAL_H

#include "config/complaints.h"
#include "config/setting_list.h"

#include <cjson/cJSON.h>

/* A value that somebody gave, and where. */
struct settings_given {
    const struct setting_entry *entry;
    cJSON *value; /* owned */
    char *origin; /* "demo.json:3:14"; owned */
    bool is_lent; /* by a file that a setting names: what anybody else says goes over it */
};

struct settings {
    struct setting_list *list;
    cJSON *root; /* every key, in the order of the list */
    struct settings_given *given;
    size_t num_given, capacity_given;
    const struct setting *lender; /* whose file is being read; NULL: none */
};

/* Nothing given yet; `list` is shared. */
enum status settings_begin(struct settings **settings, struct setting_list *list,
                           struct error *err) MUST_CHECK;

/* "key=value" as a user typed it. */
void settings_give_text(struct settings *settings, const char *typed,
                        struct complaints *complaints);

/* Does the value stand for a list (setting.spell_out)? */
bool settings_are_words(const struct setting_entry *entry, const cJSON *value);

/* Takes such a value and gives the list (caller deletes), checked; NULL after a complaint.  `origin` is where
 * it was said. */
cJSON *settings_spell_out(const struct settings *settings, const struct setting_entry *entry,
                          cJSON *value, const char *folder, const char *origin,
                          struct complaints *complaints);

/* Add (or replace) a given value; takes the value, on failure too. */
enum status settings_give_take(struct settings *settings, const struct setting_entry *entry,
                               cJSON *value, const char *origin, struct error *err) MUST_CHECK;

/* Reads the files that settings name (setting.gives). */
void settings_take_files(struct settings *settings, struct complaints *complaints);

/* Relative paths in `value` start at `folder` and become absolute. */
void settings_anchor_paths(const struct settings *settings, const struct setting_entry *entry,
                           cJSON *value, const char *folder);

/* Defaults for what nobody gave; complaints for what has to be given. */
enum status settings_resolve(struct settings *settings, struct complaints *complaints,
                             struct error *err) MUST_CHECK;

/* In a tree of values by path: what is_secret becomes null, save names of variables ("env:NAME"). */
void settings_forget_secrets(const struct settings *settings, cJSON *root);

/* The resolved item at "a.b" or "a.list[2].key"; NULL if there is none. */
const cJSON *settings_item(const struct settings *settings, const char *path);

#endif
