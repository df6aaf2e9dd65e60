/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/settings_internal.h: what the three files of the settings share. */
#ifndef FISC_CONFIG_SETTINGS_INTERNAL_H
#define FISC_CONFIG_SETTINGS_INTERNAL_H

#include "base/text.h"
#include "config/jsonc.h"
#include "config/settings.h"

enum { SETTINGS_MAX_PATH = 256 };

/* A value that somebody gave, and where. */
struct given {
    const struct setting *entry;
    cJSON *value; /* owned */
    char *origin; /* "demo.json:3:14"; owned */
};

struct settings {
    const struct setting_table *table;
    cJSON *root; /* every key of the table, in its order */
    struct given *given;
    size_t num_given, capacity_given;
};

/* All errors of a config, collected one a line. */
struct complaints {
    struct text text;
    size_t count;
};

/* Nothing given yet. */
enum status settings_begin(struct settings **settings, const struct setting_table *table,
                           struct error *err) MUST_CHECK;

/* "key=value" as a user typed it. */
void settings_give_text(struct settings *settings, const char *typed,
                        struct complaints *complaints);

/* Defaults for what nobody gave, and all complaints as one error. */
enum status settings_resolve(struct settings *settings, struct complaints *complaints,
                             struct error *err) MUST_CHECK;

/* The entry with this path ("a.b", or "a.list[].key"); NULL if there is none. */
const struct setting *settings_find_entry(const struct setting_table *table, const char *path);

/* Does any entry start with "path." or "path[]."? */
bool settings_is_section(const struct setting_table *table, const char *path);

/* "integer in [1, 1e+09]" and so on. */
void settings_describe(struct text *text, const struct setting *entry);

/* The name in `choices` by index, length in *length; NULL past the end. */
const char *settings_choice_at(const char *choices, int index, size_t *length);
int settings_choice_index(const char *choices, const char *word);

/* Check a value (and, for lists of objects, what is in it) against its entry.  `node` is the value's
 * place in `document`, or NULL for overrides, whose errors start with `prefix`. */
void settings_check_value(struct complaints *complaints, const struct setting_table *table,
                          const struct setting *entry, const cJSON *value,
                          const struct jsonc *document, uint32_t node, const char *prefix);

/* Check a whole file and add its values to settings->given. */
void settings_check_document(struct complaints *complaints, struct settings *settings,
                             const struct jsonc *document, const char *folder);

/* Relative paths in `value` start at `folder` and become absolute. */
void settings_anchor_paths(const struct setting_table *table, const struct setting *entry,
                           cJSON *value, const char *folder);

/* Add (or replace) a given value; takes the value. */
enum status settings_give_take(struct settings *settings, const struct setting *entry, cJSON *value,
                               const char *origin, struct error *err) MUST_CHECK;

void complain(struct complaints *complaints, const char *format, ...) PRINTF_LIKE(2, 3);

/* ", did you mean 'seed'?" for a key that is not in the table. */
void settings_suggest(struct text *text, const struct setting_table *table, const char *path);

/* Canonical JSON of an item. */
void settings_print_item(struct text *text, const cJSON *item, int indent, bool is_indented);

#endif
