/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/csv_workers.h: the rows of a user's file that can be workers.  Rows of weight 0 are kept
 * out, and rows without work on request; both are counted.  Broken rows are all counted, and the first
 * five named with their column. */
#ifndef FISC_CALIBRATION_CSV_WORKERS_H
#define FISC_CALIBRATION_CSV_WORKERS_H

#include "model/population.h"

/* Names of columns; NULL where the file has none (wage and hours must be there). */
struct csv_workers_file {
    const char *path;
    const char *wage_column;           /* USD per hour, above 0 */
    const char *hours_column;          /* usual hours a week, above 0, at most 100 */
    const char *weeks_column;          /* above 0, at most 52; else 52 */
    const char *weight_column;         /* at least 0 */
    const char *welfare_weight_column; /* at least 0 */
    const char *occupation_column;     /* code of the country */
    const char *sex_column;            /* likewise */
    const char *age_column;            /* years, from the first age group on */
    const struct cells *cells;         /* of the country */
    bool skips_without_work;           /* rows whose wage, hours or weeks are missing or 0 */
};

struct csv_workers {
    struct population rows; /* with room for all rows; weights as in the file */
    size_t num_rows;        /* of the file */
    size_t num_kept;        /* of rows[], in the order of the file; at least 1 */
    size_t num_of_weight_0, num_without_work;
};

enum status csv_workers_read(struct csv_workers *workers, const struct csv_workers_file *file,
                             struct error *err) MUST_CHECK;
void csv_workers_free(struct csv_workers *workers);

/* Rows of the file, whatever is in them. */
enum status csv_workers_count_rows(size_t *num_rows, const struct csv_workers_file *file,
                                   struct error *err) MUST_CHECK;

#endif
