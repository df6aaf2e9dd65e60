/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/us/cells.h: the words for a worker's occupation, sex and age group.
 * Occupations are the 22 civilian major groups of the Standard Occupational Classification 2018. */
#ifndef FISC_CALIBRATION_US_CELLS_H
#define FISC_CALIBRATION_US_CELLS_H

#include "model/cells.h"

enum {
    US_NUM_OCCUPATIONS = 22,
    US_NUM_SEXES = 2,
    US_NUM_AGES = 7,
    US_NUM_CELLS = US_NUM_OCCUPATIONS * US_NUM_SEXES * US_NUM_AGES
};

extern const char *const us_occupation_codes[US_NUM_OCCUPATIONS]; /* "11-0000" */
extern const char *const us_sex_codes[US_NUM_SEXES];              /* "male", "female" */
extern const char *const us_age_codes[US_NUM_AGES];               /* "16-19" ... "65+" */
extern const struct cells us_cells;                               /* the same and the words */

/* population.cell as model/cells.h packs it, with counts that the compiler knows: the fit and the sampler
 * have arrays of these sizes. */
static inline int us_cell(int occupation, int sex, int age)
{
    return (occupation * US_NUM_SEXES + sex) * US_NUM_AGES + age;
}

static inline int us_cell_occupation(int cell)
{
    return cell / (US_NUM_SEXES * US_NUM_AGES);
}

static inline int us_cell_sex(int cell)
{
    return cell / US_NUM_AGES % US_NUM_SEXES;
}

static inline int us_cell_age(int cell)
{
    return cell % US_NUM_AGES;
}

#endif
