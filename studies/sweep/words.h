/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/sweep/words.h: tax systems of an axis that are said in words (simulation/tax_system_words.h).  A plan holds
 * what they stand for, so that its points need neither the files nor the folder that they were read in; tables
 * show the names. */
#ifndef FISC_STUDIES_SWEEP_WORDS_H
#define FISC_STUDIES_SWEEP_WORDS_H

#include "base/text.h"
#include "config/setting_list.h"

#include <cjson/cJSON.h>

/* *spelled = a list with what each of `values` stands for (caller deletes); NULL if the key takes no words or the
 * values are a range.  Relative files begin at the working folder, as all
 * paths among a sweep's values; `path` is the sweep file, for errors. */
enum status sweep_words_spell_out(cJSON **spelled, const struct setting_list *list, const char *key,
                                  const cJSON *values, const char *path,
                                  struct error *err) MUST_CHECK;

/* The name of a tax system in a plan; nothing if `json` is none, or has no name. */
void sweep_words_name(struct text *name, const char *json);

#endif
