/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/settings_check.h: a value against its setting: every error, with its place, what was
 * expected and the nearest name. */
#ifndef FISC_CONFIG_SETTINGS_CHECK_H
#define FISC_CONFIG_SETTINGS_CHECK_H

#include "config/complaints.h"
#include "config/jsonc.h"
#include "config/setting_list.h"

/* Where a value or key stands, for the start of a complaint. */
struct setting_place {
    const struct jsonc *document; /* NULL: not in a file; `prefix` says where: "--set seed=x" */
    uint32_t node;                /* in `document` */
    const char *prefix;
};

/* "integer in [1, 1e+09]" and so on. */
void settings_check_describe(struct text *text, const struct setting_entry *entry);

/* The name in `choices` by index, length in *length; NULL past the end. */
const char *settings_check_choice_at(const char *choices, int index, size_t *length);
int settings_check_choice_index(const char *choices, const char *word);

/* Check a value (and, for lists of objects, what is in it). */
void settings_check_value(struct complaints *complaints, const struct setting_list *list,
                          const struct setting_entry *entry, const cJSON *value,
                          const struct setting_place *place);

/* No setting has this name: the complaint says the new one where it was renamed, or the nearest. */
void settings_check_unknown(struct complaints *complaints, const struct setting_list *list,
                            const char *path, const struct setting_place *place);

/* How many nodes of a document an item takes, itself included. */
uint32_t settings_check_count_nodes(const cJSON *item);

#endif
