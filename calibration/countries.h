/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/countries.h: the list of countries (calibration/country.h), the one that a config chooses, and what
 * each adds to families of kinds. */
#ifndef FISC_CALIBRATION_COUNTRIES_H
#define FISC_CALIBRATION_COUNTRIES_H

#include "calibration/country.h"

extern const struct kind_family country_family;

/* The settings that choose a country; ended by {0}. */
extern const struct setting country_settings[];

/* What bore the name of a country in configs of version 0.1.0; ended by {0}. */
extern const struct setting_rename country_old_names[];

/* The one that the settings choose; the one of a name, the first for NULL, NULL where there is none. */
const struct country *country_of(const struct settings *settings);
const struct country *country_find(const char *name);

/* Member `index` of a family: those of every country first, then `general`, which ends with NULL.  For
 * `at` of a struct kind_family. */
const struct kind *country_kind_at(enum country_list list, const struct kind *const *general,
                                   size_t index);

/* STATUS_INVALID_INPUT if another country brought this member of a family: says which. */
enum status country_check_kind(const struct country *country, enum country_list list,
                               const struct kind *kind, struct error *err) MUST_CHECK;

#endif
