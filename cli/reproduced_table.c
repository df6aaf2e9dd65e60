/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/reproduced_table.h"

#include "base/csv.h"
#include "base/csv_writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PUBLISHED = 64 };

struct published {
    char row[128]; /* "KEY=VALUE" */
    double value, error;
};

struct published_rows {
    struct published row[MOST_PUBLISHED];
    size_t count;
};

static enum status read_published_row(const struct csv *csv, const size_t column[5],
                                      const char *experiment, struct published_rows *published,
                                      struct error *err)
{
    if (strcmp(csv->field[column[0]], experiment) != 0 ||
        strcmp(csv->field[column[2]], "welfare") != 0)
        return STATUS_OK;
    if (published->count == MOST_PUBLISHED)
        return csv_error(csv, column[0], err, "expected at most %d rows of an experiment",
                         MOST_PUBLISHED);
    struct published *const row = &published->row[published->count++];

    *row = (struct published){0};
    snprintf(row->row, sizeof row->row, "%s", csv->field[column[1]]);
    if (!strchr(row->row, '='))
        return csv_error(csv, column[1], err, "expected KEY=VALUE");
    TRY(csv_number(csv, column[3], -1e12, 1e12, &row->value, err));
    return csv_number(csv, column[4], 0.0, 1e12, &row->error, err);
}

static enum status read_published(struct published_rows *published, const char *table,
                                  const char *experiment, struct error *err)
{
    static const char *const names[] = {"experiment", "row", "figure", "value", "error"};
    size_t column[5];
    struct csv csv;
    bool has_row = true;

    published->count = 0;
    TRY(csv_open(&csv, table, err));
    enum status status = STATUS_OK;

    for (size_t n = 0; n < 5 && !status; n++)
        status = csv_find_column(&csv, names[n], &column[n], err);
    while (!status && !(status = csv_next(&csv, &has_row, err)) && has_row)
        status = read_published_row(&csv, column, experiment, published, err);
    csv_close(&csv);
    return status;
}

/* Of the current row; NULL: no number was published. */
static const struct published *find_published(const struct published_rows *published,
                                              const struct csv *csv)
{
    for (size_t p = 0; p < published->count; p++) {
        const char *const row = published->row[p].row;
        const size_t key_length = strcspn(row, "=");

        for (size_t c = 0; c < csv->num_columns; c++)
            if (strlen(csv->column_name[c]) == key_length &&
                strncmp(csv->column_name[c], row, key_length) == 0 &&
                strcmp(csv->field[c], row + key_length + 1) == 0)
                return &published->row[p];
    }
    return NULL;
}

static void copy_line(struct text *into, const char **cursor)
{
    const size_t length = strcspn(*cursor, "\r\n");

    text_append_bytes(into, *cursor, length);
    *cursor += length + strspn(*cursor + length, "\r\n");
}

/* No field of a table of means has the end of a line in it: the keys' values are JSON or words of one line. */
static enum status add_columns(struct text *wider, const struct text *means,
                               const struct published_rows *published, struct error *err)
{
    const char *cursor = means->bytes;
    struct csv csv;
    bool has_row = true;

    TRY(csv_open_text(&csv, "means.csv", means->bytes, means->length, err));
    enum status status = STATUS_OK;

    copy_line(wider, &cursor);
    text_append(wider, ",published,published_error\n");
    while (!status && !(status = csv_next(&csv, &has_row, err)) && has_row) {
        const struct published *const found = find_published(published, &csv);

        copy_line(wider, &cursor);
        text_append(wider, ",");
        if (found) {
            text_append_number(wider, found->value);
            text_append(wider, ",");
            text_append_number(wider, found->error);
            text_append(wider, "\n");
        } else {
            text_append(wider, ",\n");
        }
    }
    csv_close(&csv);
    return status;
}

/* For the picture: published rows, whether or not a row here has the same settings. */
static void write_published(struct text *csv, const struct published_rows *published)
{
    text_append(csv, "row,value,error\n");
    for (size_t p = 0; p < published->count; p++) {
        csv_writer_words(csv, published->row[p].row);
        text_append(csv, ",");
        text_append_number(csv, published->row[p].value);
        text_append(csv, ",");
        text_append_number(csv, published->row[p].error);
        text_append(csv, "\n");
    }
}

enum status reproduced_table_add_published(struct text *means, struct text *rows, const char *table,
                                           const char *experiment, struct error *err)
{
    struct published_rows *const published = calloc(1, sizeof *published);
    struct text wider = {0};

    if (!published)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a table");
    enum status status = read_published(published, table, experiment, err);

    if (!status)
        status = add_columns(&wider, means, published, err);
    if (!status)
        write_published(rows, published);
    if (!status && (wider.failed || rows->failed))
        status = error_set(err, STATUS_NO_MEMORY, "no memory for a table");
    if (!status) {
        text_free(means);
        *means = wider;
        wider = (struct text){0};
    }
    text_free(&wider);
    free(published);
    return status;
}
