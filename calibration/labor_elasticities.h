/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/labor_elasticities.h: what has been published on how people respond to wages and taxes. */
#ifndef FISC_CALIBRATION_LABOR_ELASTICITIES_H
#define FISC_CALIBRATION_LABOR_ELASTICITIES_H

#include "base/error.h"

#include <stddef.h>

struct labor_elasticity {
    char parameter[48]; /* "frisch_labor_supply" */
    char source[64];    /* author and year */
    double value, low, high;
};

enum { LABOR_ELASTICITIES_MAX = 16 };

/* Rows of the table that give a range, in its order. */
enum status labor_elasticity_ranges(struct labor_elasticity ranges[LABOR_ELASTICITIES_MAX],
                                    size_t *count, struct error *err) MUST_CHECK;

#endif
