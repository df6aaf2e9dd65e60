/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/settings.h: one table describes every setting; from it come validation, defaults, the JSON
 * Schema, the reference page and completion.  A config is JSON with comments and trailing commas
 * (config/jsonc.h).  A resolved config holds every key of the table: file over defaults, --set over
 * file; it is canonical, so its text can be hashed, stored and run again. */
#ifndef FISC_CONFIG_SETTINGS_H
#define FISC_CONFIG_SETTINGS_H

#include "base/error.h"
#include "config/setting_list.h"

#include <stdbool.h>
#include <stdint.h>

struct cJSON;
struct settings; /* resolved values; opaque */

/* Read `path` ("-" is standard input; a plain name that is no file here may be a shipped config's),
 * apply `overrides` ("key=value"; the value is JSON, or a plain word where the key takes words) and
 * fill in defaults.  A config may say
 * "extends": "other.json" (relative to itself).  "$schema" is allowed and ignored.
 * STATUS_INVALID_INPUT carries *all* errors, one a line: "file:line:column: key: expected ..., got
 * ...; did you mean ...".  path NULL: defaults and overrides only. */
enum status settings_load(struct settings **settings, const struct setting_table *table,
                          const char *path, const char *const *overrides, size_t num_overrides,
                          struct error *err) MUST_CHECK;

/* The same from text in memory; `name` stands for the file in errors. */
enum status settings_parse(struct settings **settings, const struct setting_table *table,
                           const char *name, const char *text, size_t length,
                           const char *const *overrides, size_t num_overrides,
                           struct error *err) MUST_CHECK;

/* A config that stands in the file `path` among other things, which are blanks in `text`: its paths start there. */
enum status settings_parse_part(struct settings **settings, const struct setting_table *table,
                                const char *path, const char *text, struct error *err) MUST_CHECK;

void settings_free(struct settings *settings);

/* Values by path.  A path that is not in the table, or of another type, is a bug: assert.
 * Elements of SETTING_OBJECTS are addressed as "government.tax_system[2].rates". */
bool settings_bool(const struct settings *settings, const char *path);
int64_t settings_integer(const struct settings *settings, const char *path);
double settings_number(const struct settings *settings, const char *path);
const char *settings_string(const struct settings *settings, const char *path); /* NULL if unset */
int settings_choice(const struct settings *settings, const char *path); /* index in `choices` */
/* Is the choice this word?  The word must be one of the choices (tests/system/test_settings_words.py). */
bool settings_is(const struct settings *settings, const char *path, const char *word);
/* "fraction", "USD/year"; "1" of words and of what is no setting. */
const char *settings_unit(const struct settings *settings, const char *path);
bool settings_is_set(const struct settings *settings, const char *path); /* false for null */
size_t settings_length(const struct settings *settings, const char *path);
/* Copies at most `capacity` numbers, returns how many there are. */
size_t settings_numbers(const struct settings *settings, const char *path, double *values,
                        size_t capacity);

/* A SETTING_WORD_LIST, a SETTING_MEMBERS or a SETTING_WORD_MEMBERS, which stays the settings'. */
const struct cJSON *settings_json(const struct settings *settings, const char *path);

/* "file:line:column: key" of where the value was given, for errors found later by the user of the
 * value; "default of key" or "--set key" otherwise.  The text lives as long as the settings. */
const char *settings_origin(const struct settings *settings, const char *path);

/* Canonical JSON of the resolved config (caller frees): keys in the order of the table, numbers
 * that read back to the same bits.  `indent` for people, not for hashing. */
char *settings_to_json(const struct settings *settings, bool indent);

#endif
