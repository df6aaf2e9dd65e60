/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/population_csv.h: a population from a user's file, one worker a row. */
#ifndef FISC_CALIBRATION_POPULATION_CSV_H
#define FISC_CALIBRATION_POPULATION_CSV_H

#include "model/population.h"

enum { POPULATION_CSV_MAX_PATH = 4096 };

/* Names of columns; NULL where the file has none (wage and hours must be there). */
struct population_csv {
    char path[POPULATION_CSV_MAX_PATH];
    const char *wage_column;       /* USD per hour, above 0 */
    const char *hours_column;      /* usual hours a week, above 0, at most 100 */
    const char *weeks_column;      /* above 0, at most 52; else 52 */
    const char *weight_column;     /* above 0; scaled to mean 1 */
    const char *occupation_column; /* SOC major group, "11-0000"; a cell needs all three */
    const char *sex_column;        /* male, female */
    const char *age_column;        /* years, 16 or more */
};

/* Number of rows of the file. */
enum status population_csv_count(size_t *num_rows, const struct population_csv *csv,
                                 struct error *err) MUST_CHECK;

/* Create a population of the first `num_workers` rows (0: all).  A broken row is named with its
 * column; more workers than rows are refused. */
enum status population_csv_read(struct population *population, const struct population_csv *csv,
                                size_t num_workers, struct error *err) MUST_CHECK;

#endif
