/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/cells.h: what population.cell says of a worker: occupation, sex and age group in one number,
 *   cell = (occupation * sexes + sex) * age groups + age group;
 * above these are the cells of which a part is not known (-1).
 * How many there are and what they are called is a country's business (calibration/country.h); who
 * writes a persona or a panel reads it from population.cells and knows no country. */
#ifndef FISC_MODEL_CELLS_H
#define FISC_MODEL_CELLS_H

#include <stdbool.h>
#include <stdint.h>

/* One of the three: its values are numbered from 0. */
struct cell_trait {
    const char *meaning; /* for people who read files: "occupation: major group of 2018" */
    int count;
    const char *const *codes; /* [count], as in files: "11-0000", "female", "16-19" */
    const char *const *names; /* [count], short, for tables and pictures; NULL: the codes */
    const char *const *words; /* [count][num_words], as a sentence says it: "a cook", "woman",
                                 "around forty" */
    int num_words;            /* to choose from for each value */
};

struct cells {
    struct cell_trait occupation, sex, age;
    const double *age_from_years; /* [age.count], ascending: where each age group starts */
};

int cells_count(const struct cells *cells);
/* Each of the three may be -1: not known.  So may what comes out again. */
int cells_pack(const struct cells *cells, int occupation, int sex, int age);
bool cells_is_whole(const struct cells *cells, int cell);
int cells_occupation(const struct cells *cells, int cell);
int cells_sex(const struct cells *cells, int cell);
int cells_age(const struct cells *cells, int cell);

/* Age group of an age in years; -1 below the first. */
int cells_age_group(const struct cells *cells, double age_years);

/* The word that u in [0, 1) chooses for a value of the trait. */
const char *cell_trait_word(const struct cell_trait *trait, int value, double u);

#endif
