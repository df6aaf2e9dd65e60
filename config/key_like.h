/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/key_like.h: a key that got into a config, where it would be stored with every run. */
#ifndef FISC_CONFIG_KEY_LIKE_H
#define FISC_CONFIG_KEY_LIKE_H

#include <stdbool.h>
#include <stddef.h>

struct cJSON;

/* Does it hold what providers give as a key ("sk-...", "gsk_...", "hf_...", "AIza...", "Bearer ...")?  A prefix at
 * the start of a word, then a run of at least 16 letters and digits with both kinds in it: no name of a file. */
bool key_like_text(const char *text);

/* The same of the beginning of a text of `length` bytes at least. */
bool key_like_beginning(const char *text, size_t length);

/* The same of any text in a value, or name of its members. */
bool key_like_value(const struct cJSON *value);

#endif
