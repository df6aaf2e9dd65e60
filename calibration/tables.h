/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/tables.h: the public tables, compiled into the program (tools/embed_tables.sh), so
 * that fisc finds them from any directory.  calibration/us/tables/SOURCES.md says where they are from.
 */
#ifndef FISC_CALIBRATION_TABLES_H
#define FISC_CALIBRATION_TABLES_H

#include "base/csv.h"

struct embedded_table {
    const char *name; /* file name without .csv */
    const char *text; /* the file */
};

extern const struct embedded_table embedded_tables[]; /* ends with {NULL, NULL} */

enum { TABLE_MAX_COLUMNS = 16 };

/* What to do with a row: `column[i]` is the place of the i-th wanted column. */
typedef enum status table_row_reader(const struct csv *csv, const size_t *column, void *result,
                                     struct error *err);

/* Call `read_row` for every row of the embedded table.  `columns` ends with NULL. */
enum status table_read(const char *table_name, const char *const *columns,
                       table_row_reader *read_row, void *result, struct error *err) MUST_CHECK;

#endif
