/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/us/parts.h: what us.c puts together, from the public tables in calibration/us/tables. */
#ifndef FISC_CALIBRATION_US_PARTS_H
#define FISC_CALIBRATION_US_PARTS_H

#include "calibration/country.h"
#include "calibration/population_source.h"

extern const struct country country_us;
extern const struct population_source_kind population_census;

enum status us_calibrate(const struct country_calibration *calibration,
                         struct error *err) MUST_CHECK;

#endif
