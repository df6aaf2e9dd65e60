/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/settings_upgrade.h: a config of an earlier version in today's words. */
#ifndef FISC_CONFIG_SETTINGS_UPGRADE_H
#define FISC_CONFIG_SETTINGS_UPGRADE_H

#include "base/text.h"
#include "config/setting_list.h"

/* The text with the new names of keys and choices in place of the old ones (renames of the table);
 * comments, order and white space stay.  `name` stands for the file in errors.  *num_changes may be 0. */
enum status settings_upgrade(struct text *upgraded, size_t *num_changes,
                             const struct setting_table *table, const char *name, const char *text,
                             size_t length, struct error *err) MUST_CHECK;

#endif
