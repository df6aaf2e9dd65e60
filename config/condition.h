/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/condition.h: the conditions of struct setting: "rule.llm.form=number|letters", "oracle",
 * "rule.mix.llm>0"; alternatives parted by ';', their parts by '&'. */
#ifndef FISC_CONFIG_CONDITION_H
#define FISC_CONFIG_CONDITION_H

#include "base/text.h"

#include <cjson/cJSON.h>

/* The resolved value of a key; NULL if there is none. */
typedef const cJSON *condition_lookup(const void *context, const char *key);

bool condition_holds(const char *when, condition_lookup *value_of, const void *context);

/* "rule.llm.form is number or letters, or oracle is set". */
void condition_write(struct text *text, const char *when);

#endif
