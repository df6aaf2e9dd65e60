/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/settings_effect.h: which values of a config have an effect.  What nothing reads is said, not
 * stored and not hashed: configs that differ only there are one config. */
#ifndef FISC_CONFIG_SETTINGS_EFFECT_H
#define FISC_CONFIG_SETTINGS_EFFECT_H

#include "base/text.h"
#include "config/settings.h"

enum settings_scope {
    SETTINGS_THAT_ARE_READ,     /* all that some part of this run reads */
    SETTINGS_THAT_MOVE_RESULTS, /* of these, what can move a bit of the results */
};

/* Canonical JSON of the values in the scope (caller frees; NULL: no memory): read again, it gives a
 * config of the same effect.  `indent` for people, not for hashing. */
char *settings_effect_json(const struct settings *settings, enum settings_scope scope, bool indent);

/* Is the value at a path without indices read?  Of lists of objects: the list. */
bool settings_effect_reads(const struct settings *settings, const char *path);

/* Calls tell("demo.json:3:14: planner.flat_rate has no effect: planner.kind is none; flat reads it")
 * once for each key that the config or an override gives and that nothing reads. */
void settings_effect_tell_unread(const struct settings *settings,
                                 void (*tell)(void *context, const char *line), void *context);

/* "planner.kind is none; flat reads it": why nothing reads the value at a path. */
void settings_effect_write_reason(struct text *text, const struct settings *settings,
                                  const char *path);

/* When the setting has an effect, for the reference page: "planner.kind is flat"; "" if always. */
void settings_effect_write_when(struct text *text, const struct setting_entry *entry);

#endif
