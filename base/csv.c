/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Strict reading of comma-separated tables (RFC 4180). */
#include "base/csv.h"

#include "base/csv_writer.h"
#include "base/files.h"
#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum status csv_error(const struct csv *csv, size_t column, struct error *err, const char *format,
                      ...)
{
    struct text story = {0};
    va_list arguments;

    va_start(arguments, format);
    text_append_list(&story, format, arguments);
    va_end(arguments);
    const char *const name = csv->column_name[column];

    error_set(err, STATUS_INVALID_INPUT, "%s: row %zu (line %zu), column '%.*s': %s", csv->name,
              csv->row, csv->line, text_letters(name, 100), name,
              story.bytes ? story.bytes : "no memory");
    text_free(&story);
    return STATUS_INVALID_INPUT;
}

const char *csv_hint(const struct csv *csv)
{
    const char *at = csv->text;
    size_t commas = 0;
    size_t semicolons = 0;
    size_t tabs = 0;

    for (; at < csv->end && *at != '\n' && !(*at == '\r' && at + 1 < csv->end && at[1] != '\n');
         at++) {
        commas += *at == ',';
        semicolons += *at == ';';
        tabs += *at == '\t';
    }
    if (at < csv->end && *at == '\r')
        return " (lines end with CR alone; expected LF or CRLF)";
    if (semicolons > commas)
        return " (fields are parted by semicolons; expected commas, and points in numbers)";
    return tabs > commas ? " (fields are parted by tabs; expected commas)" : "";
}

static enum status row_error(const struct csv *csv, struct error *err, const char *story)
{
    if (csv->column_name && csv->row > 0)
        return error_set(err, STATUS_INVALID_INPUT, "%s: row %zu (line %zu): %s", csv->name,
                         csv->row, csv->line, story);
    return error_set(err, STATUS_INVALID_INPUT, "%s: header (line %zu): %s%s", csv->name, csv->line,
                     story, csv_hint(csv));
}

/* The text after a quoted field's last character; NULL if it never ends.  Copies to *out. */
static const char *copy_quoted(const char *cursor, const char *end, char **out, size_t *num_lines)
{
    for (; cursor < end; cursor++) {
        if (*cursor == '"') {
            if (cursor + 1 < end && cursor[1] == '"')
                cursor++;
            else
                return cursor + 1;
        }
        *num_lines += *cursor == '\n';
        *(*out)++ = *cursor;
    }
    return NULL;
}

/* Copy one field, ended by 0, to *out; on return the cursor is at the comma or line end. */
static enum status copy_field(struct csv *csv, char **out, struct error *err)
{
    const char *cursor = csv->cursor;

    if (cursor < csv->end && *cursor == '"') {
        cursor = copy_quoted(cursor + 1, csv->end, out, &csv->next_line);
        if (!cursor)
            return row_error(csv, err, "a quoted field is never closed");
        if (cursor < csv->end && *cursor != ',' && *cursor != '\n' &&
            !(*cursor == '\r' && cursor + 1 < csv->end && cursor[1] == '\n'))
            return row_error(csv, err, "there is text after a closing quote");
    } else {
        for (; cursor < csv->end && *cursor != ',' && *cursor != '\n'; cursor++) {
            if (*cursor == '"')
                return row_error(csv, err, "a quote inside a field that does not start with one");
            if (*cursor == '\0')
                return row_error(csv, err, "a zero byte: this is not a text file");
            if (*cursor == '\r' && cursor + 1 < csv->end && cursor[1] == '\n')
                break;
            *(*out)++ = *cursor;
        }
    }
    *(*out)++ = '\0';
    csv->cursor = cursor;
    return STATUS_OK;
}

/* Longest possible copy of the row at the cursor: to the first line end outside quotes. */
static size_t row_bytes(const char *cursor, const char *end)
{
    const char *const start = cursor;
    bool quoted = false;

    for (; cursor < end && (quoted || *cursor != '\n'); cursor++)
        quoted ^= *cursor == '"';
    return (size_t)(cursor - start) + 2;
}

static enum status make_room(struct csv *csv, struct error *err)
{
    const size_t bytes = row_bytes(csv->cursor, csv->end);

    if (bytes <= csv->room_bytes)
        return STATUS_OK;
    char *const room = realloc(csv->room, 2 * bytes);

    if (!room)
        return error_set(err, STATUS_NO_MEMORY, "%s: no memory for a row of %zu bytes", csv->name,
                         bytes);
    csv->room = room;
    csv->room_bytes = 2 * bytes;
    return STATUS_OK;
}

/* Fill at most `capacity` of `field`; *count is how many fields the row has. */
static enum status copy_row(struct csv *csv, char **field, size_t capacity, size_t *count,
                            struct error *err)
{
    TRY(make_room(csv, err));
    char *out = csv->room;

    csv->line = csv->next_line;
    for (*count = 0;; csv->cursor++) {
        char *const start = out;

        TRY(copy_field(csv, &out, err));
        if (*start == '\'' && csv_writer_needs_guard(start + 1))
            memmove(start, start + 1, strlen(start));
        if (*count < capacity)
            field[*count] = start;
        ++*count;
        if (csv->cursor == csv->end || *csv->cursor != ',')
            break;
    }
    csv->cursor += csv->cursor < csv->end && *csv->cursor == '\r';
    csv->cursor += csv->cursor < csv->end && *csv->cursor == '\n';
    csv->next_line++;
    return STATUS_OK;
}

/* Blank lines behind the last row are none. */
static void drop_blank_end(struct csv *csv)
{
    const char *blank = csv->end; /* all from here on is white space */

    while (blank > csv->cursor && strchr(" \t\r\n", blank[-1]) && blank[-1])
        blank--;
    if (blank > csv->cursor) /* the last row keeps what belongs to it */
        while (blank < csv->end && blank[-1] != '\n')
            blank++;
    csv->end = blank;
}

static enum status read_header(struct csv *csv, struct error *err)
{
    enum { MAX_COLUMNS = 4096 };

    if (csv->end - csv->cursor >= 3 && memcmp(csv->cursor, "\xef\xbb\xbf", 3) == 0)
        csv->cursor += 3; /* the mark that some spreadsheets put before UTF-8 */
    if (csv->cursor == csv->end)
        return error_set(err, STATUS_INVALID_INPUT, "%s: the table is empty, not even a header",
                         csv->name);
    csv->column_name = calloc(MAX_COLUMNS, sizeof *csv->column_name);
    csv->field = calloc(MAX_COLUMNS, sizeof *csv->field);
    if (!csv->column_name || !csv->field)
        return error_set(err, STATUS_NO_MEMORY, "%s: no memory for the header", csv->name);
    TRY(copy_row(csv, csv->column_name, MAX_COLUMNS, &csv->num_columns, err));
    if (csv->num_columns > MAX_COLUMNS)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: header: %zu columns, at most %d expected%s", csv->name,
                         csv->num_columns, MAX_COLUMNS, csv_hint(csv));
    if (csv->num_columns == 1 && !*csv->column_name[0])
        return row_error(csv, err, "it has no names of columns");
    /* The names stay where they are; rows get room of their own. */
    csv->header_room = csv->room;
    csv->room = NULL;
    csv->room_bytes = 0;
    drop_blank_end(csv);
    return STATUS_OK;
}

enum status csv_open_text(struct csv *csv, const char *name, const char *text, size_t length,
                          struct error *err)
{
    *csv = (struct csv){
        .name = name, .cursor = text, .text = text, .end = text + length, .next_line = 1};
    const enum status status = read_header(csv, err);

    if (status)
        csv_close(csv);
    return status;
}

enum status csv_open(struct csv *csv, const char *path, struct error *err)
{
    char *text = NULL;
    size_t length = 0;

    *csv = (struct csv){0};
    TRY(file_read_all(path, SIZE_MAX, &text, &length, err));
    const enum status status = csv_open_text(csv, path, text, length, err);

    if (status)
        free(text);
    else
        csv->file_text = text;
    return status;
}

void csv_close(struct csv *csv)
{
    free(csv->column_name);
    free(csv->field);
    free(csv->room);
    free(csv->header_room);
    free(csv->file_text);
    *csv = (struct csv){0};
}

enum status csv_next(struct csv *csv, bool *has_row, struct error *err)
{
    size_t num_fields = 0;

    *has_row = csv->cursor < csv->end;
    if (!*has_row)
        return STATUS_OK;
    csv->row++;
    *has_row = false;
    TRY(copy_row(csv, csv->field, csv->num_columns, &num_fields, err));
    *has_row = true;
    if (num_fields == csv->num_columns)
        return STATUS_OK;
    return error_set(err, STATUS_INVALID_INPUT,
                     "%s: row %zu (line %zu) has %zu fields, the header has %zu", csv->name,
                     csv->row, csv->line, num_fields, csv->num_columns);
}

size_t csv_count_rows(const struct csv *csv)
{
    size_t num_rows = 0;

    for (const char *cursor = csv->cursor; cursor < csv->end; num_rows++)
        cursor += row_bytes(cursor, csv->end) - 1;
    return num_rows;
}

enum status csv_find_column(const struct csv *csv, const char *column_name, size_t *column,
                            struct error *err)
{
    struct text names = {0};
    size_t num_found = 0;

    for (size_t i = csv->num_columns; i-- > 0;)
        if (*column_name && strcmp(csv->column_name[i], column_name) == 0) {
            *column = i;
            num_found++;
        }
    if (num_found == 1)
        return STATUS_OK;
    if (num_found > 1)
        return error_set(err, STATUS_INVALID_INPUT, "%s: header: %zu columns are called '%.*s'",
                         csv->name, num_found, text_letters(column_name, 100), column_name);
    for (size_t i = 0; i < csv->num_columns; i++)
        text_append(&names, "%s'%s'", i ? ", " : "", csv->column_name[i]);
    error_set(err, STATUS_INVALID_INPUT, "%s: there is no column '%s'; there is %s%s", csv->name,
              column_name, names.bytes ? names.bytes : "none", csv_hint(csv));
    text_free(&names);
    return STATUS_INVALID_INPUT;
}

enum status csv_number(const struct csv *csv, size_t column, double min, double max, double *value,
                       struct error *err)
{
    const char *const text = csv->field[column];

    if (!csv_parse_number(text, value))
        return csv_error(csv, column, err, "'%.*s' is not a number", text_letters(text, 60), text);
    if (!(*value >= min && *value <= max))
        return csv_error(csv, column, err, "%.*s is not in [%g, %g]", text_letters(text, 60), text,
                         min, max);
    return STATUS_OK;
}

enum status csv_word(const struct csv *csv, size_t column, const char *const *words, int num_words,
                     int *index, struct error *err)
{
    struct text list = {0};

    for (*index = 0; *index < num_words; ++*index)
        if (strcmp(csv->field[column], words[*index]) == 0)
            return STATUS_OK;
    for (int i = 0; i < num_words; i++)
        text_append(&list, "%s%s", i ? ", " : "", words[i]);
    csv_error(csv, column, err, "'%.*s' is none of: %s", text_letters(csv->field[column], 60),
              csv->field[column], list.bytes ? list.bytes : "nothing");
    text_free(&list);
    return STATUS_INVALID_INPUT;
}

/* Sign, digits, fraction, exponent; collects up to 19 digits as an integer on the way. */
static bool scan_number(const char *text, bool *negative, uint64_t *digits, int *exponent,
                        bool *is_short)
{
    int num_digits = 0;
    int significant = 0;
    int written = 0;

    *negative = *text == '-';
    text += *text == '-' || *text == '+';
    *digits = 0;
    *exponent = 0;
    for (bool fraction = false; isdigit((unsigned char)*text) || (*text == '.' && !fraction);
         text++) {
        if (*text == '.') {
            fraction = true;
            continue;
        }
        num_digits++;
        significant += significant > 0 || *text != '0';
        if (significant <= 19) {
            *digits = *digits * 10 + (uint64_t)(*text - '0');
            *exponent -= fraction;
        }
    }
    if (*text == 'e' || *text == 'E') {
        const int sign = text[1] == '-' ? -1 : 1;

        text += 1 + (text[1] == '-' || text[1] == '+');
        if (!isdigit((unsigned char)*text))
            return false;
        for (; isdigit((unsigned char)*text); text++)
            written = written < 100000 ? written * 10 + (*text - '0') : written;
        *exponent += sign * written;
    }
    *is_short = significant <= 19 && *digits <= (UINT64_C(1) << 53);
    return num_digits > 0 && *text == '\0';
}

bool csv_parse_number(const char *text, double *value)
{
    /* Integers to 2^53 and powers of ten to 1e22 are exact doubles, so one multiplication or
     * division of them is correctly rounded (Clinger 1990); the rest is left to the C library. */
    static const double power_of_ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                          1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                          1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    bool negative = false;
    bool is_short = false;
    uint64_t digits = 0;
    int exponent = 0;

    if (!scan_number(text, &negative, &digits, &exponent, &is_short))
        return false;
    if (is_short && exponent >= -22 && exponent <= 22) {
        const double magnitude = exponent < 0 ? (double)digits / power_of_ten[-exponent]
                                              : (double)digits * power_of_ten[exponent];

        *value = negative ? -magnitude : magnitude;
        return true;
    }
    const locale_t locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);

    if (!locale)
        return false;
    *value = strtod_l(text, NULL, locale);
    freelocale(locale);
    return isfinite(*value);
}
