/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/csv.h: comma-separated tables, read strictly and row by row (RFC 4180; LF or CRLF).
 * The first row names the columns; every row has as many fields as it; blank lines at the end are
 * none.  Columns that nobody asks for may have no name or the name of another.  Numbers are decimal,
 * whatever the locale.  Errors name the file, the row (1 is the first after the header), its line
 * and the column.  What base/csv_writer.h puts in front of texts is taken off.
 *
 *     TRY(csv_open(&csv, path, err));
 *     status = csv_find_column(&csv, "wage", &wage, err);
 *     while (!status && !(status = csv_next(&csv, &has_row, err)) && has_row)
 *         status = csv_number(&csv, wage, 0.0, 1e9, &value, err);
 *     csv_close(&csv); */
#ifndef FISC_BASE_CSV_H
#define FISC_BASE_CSV_H

#include "base/error.h"

#include <stdbool.h>

struct csv {
    const char *name; /* of the file or table, for errors; borrowed */
    size_t row;       /* of the current row, 1 after the header */
    size_t line;      /* in the file, of the current row's start */
    size_t num_columns;
    char **column_name; /* [num_columns] */
    char **field;       /* [num_columns], of the current row, unquoted */
    /* private */
    const char *text, *cursor, *end;
    size_t next_line;
    char *room, *header_room, *file_text; /* fields of the row; of the header; the whole file */
    size_t room_bytes;
};

/* Read the header of a table in memory.  `text` and `name` must outlive the reader. */
enum status csv_open_text(struct csv *csv, const char *name, const char *text, size_t length,
                          struct error *err) MUST_CHECK;

/* The same for a file, which is read whole. */
enum status csv_open(struct csv *csv, const char *path, struct error *err) MUST_CHECK;

void csv_close(struct csv *csv);

/* Step to the next row; *has_row is false at the end.  With an error it says whether reading can go on:
 * true after a row with too few or too many fields, false where rows cannot be told apart. */
enum status csv_next(struct csv *csv, bool *has_row, struct error *err) MUST_CHECK;

/* Number of rows after the header, without reading their fields (quoted line ends are skipped). */
size_t csv_count_rows(const struct csv *csv);

/* What the header looks like where it is none of ours (" (fields are parted by tabs ...)"), to be said with whatever is
 * wrong; else empty. */
const char *csv_hint(const struct csv *csv);

/* Position of the one column of this name; an error lists the names that there are, and says what the
 * file looks like if its fields are not parted by commas or its lines end with CR. */
enum status csv_find_column(const struct csv *csv, const char *column_name, size_t *column,
                            struct error *err) MUST_CHECK;

/* The field as a finite number in [min, max]. */
enum status csv_number(const struct csv *csv, size_t column, double min, double max, double *value,
                       struct error *err) MUST_CHECK;

/* The field as the index of one of `num_words` words. */
enum status csv_word(const struct csv *csv, size_t column, const char *const *words, int num_words,
                     int *index, struct error *err) MUST_CHECK;

/* An error about one field of the current row: "<name>: row 3 (line 4), column 'wage': ...". */
enum status csv_error(const struct csv *csv, size_t column, struct error *err, const char *format,
                      ...) PRINTF_LIKE(4, 5);

/* `text` as a decimal number ("12", "-0.5", "1e-3"; no blanks, hexadecimals, inf or nan), correctly
 * rounded and independent of the locale; false if it is none or is too large for a double. */
bool csv_parse_number(const char *text, double *value);

#endif
