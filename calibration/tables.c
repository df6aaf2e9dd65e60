/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading the tables that are compiled into the program. */
#include "calibration/tables.h"

#include <assert.h>
#include <string.h>

static enum status read_rows(struct csv *csv, const char *const *columns,
                             table_row_reader *read_row, void *result, struct error *err)
{
    size_t column[TABLE_MAX_COLUMNS];
    bool has_row = true;

    for (int i = 0; columns[i]; i++) {
        assert(i < TABLE_MAX_COLUMNS);
        TRY(csv_find_column(csv, columns[i], &column[i], err));
    }
    for (;;) {
        TRY(csv_next(csv, &has_row, err));
        if (!has_row)
            return STATUS_OK;
        TRY(read_row(csv, column, result, err));
    }
}

enum status table_read(const char *table_name, const char *const *columns,
                       table_row_reader *read_row, void *result, struct error *err)
{
    const struct embedded_table *table = embedded_tables;
    struct csv csv;

    while (table->name && strcmp(table->name, table_name) != 0)
        table++;
    if (!table->name)
        return error_set(err, STATUS_INTERNAL, "no table '%s' was compiled in", table_name);
    TRY(csv_open_text(&csv, table->name, table->text, strlen(table->text), err));
    const enum status status = read_rows(&csv, columns, read_row, result, err);

    csv_close(&csv);
    return status;
}
