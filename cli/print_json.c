/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/print_json.h"

#include "base/csv.h"
#include "base/json_writer.h"
#include "cli/say.h"
#include "cli/table_file.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool is_among(const char *const *words, const char *name)
{
    for (; words && *words; words++)
        if (strcmp(*words, name) == 0)
            return true;
    return false;
}

static void write_field(struct json_writer *json, const char *name, const char *field, bool is_word)
{
    const bool is_nothing = !*field || strcmp(field, "nan") == 0 || strcmp(field, "-nan") == 0;
    double value = 0.0;

    if (!is_word && is_nothing)
        json_null(json, name);
    else if (!is_word && csv_parse_number(field, &value))
        json_number(json, name, value);
    else
        json_string(json, name, field);
}

static void write_fields(struct json_writer *json, const struct csv *csv, const char *const *words)
{
    json_open_object(json, NULL);
    for (size_t c = 0; c < csv->num_columns; c++)
        write_field(json, csv->column_name[c], csv->field[c], is_among(words, csv->column_name[c]));
    json_close(json);
}

static enum status write_rows(struct json_writer *json, struct csv *csv, const char *const *words,
                              struct error *err)
{
    bool has_row = false;

    json_open_array(json, NULL);
    for (;;) {
        TRY(csv_next(csv, &has_row, err));
        if (!has_row)
            break;
        write_fields(json, csv, words);
    }
    json_close(json);
    return json->text->failed ? error_set(err, STATUS_NO_MEMORY, "no memory for a table")
                              : STATUS_OK;
}

enum status print_json_document(struct text *document, struct error *err)
{
    text_append(document, "\n");
    if (document->failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a table");
    say_document(document);
    return STATUS_OK;
}

enum status print_json_rows(const struct text *csv, const char *const *words, struct error *err)
{
    struct text text = {0};
    struct json_writer json = json_writer_of(&text, JSON_SPACED);
    struct csv reader;

    if (csv->failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a table");
    TRY(csv_open_text(&reader, "the table", csv->bytes, csv->length, err));
    enum status status = write_rows(&json, &reader, words, err);

    csv_close(&reader);
    if (!status)
        status = print_json_document(&text, err);
    text_free(&text);
    return status;
}

enum status print_json_table(const struct text *csv, const struct command_line *line,
                             struct error *err)
{
    const char *const output = command_line_value(line, "output");

    if (csv->failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a table");
    if (output)
        TRY(table_file_write(output, csv, err));
    return command_line_has(line, "json") ? print_json_rows(csv, NULL, err) : STATUS_OK;
}

enum status print_json_lines(const struct text *lines, struct error *err)
{
    struct text text = {0};

    if (lines->failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a table");
    text_append(&text, "[");
    for (size_t i = 0; i < lines->length;) {
        const size_t length = strcspn(lines->bytes + i, "\n");

        text_append(&text, i > 0 ? ",\n" : "");
        text_append_bytes(&text, lines->bytes + i, length);
        i += length + 1;
    }
    text_append(&text, "]");
    const enum status status = print_json_document(&text, err);

    text_free(&text);
    return status;
}

struct print_json_names print_json_names_begin(void)
{
    return (struct print_json_names){0};
}

void print_json_name(struct print_json_names *names, const char *name, const char *summary)
{
    struct json_writer json = json_writer_of(&names->text, JSON_SPACED);

    json_open_object(&json, NULL);
    json_string(&json, "name", name);
    json_string(&json, "summary", summary);
    json_close(&json);
    text_append(&names->text, "\n");
}

enum status print_json_names_end(struct print_json_names *names, struct error *err)
{
    const enum status status = print_json_lines(&names->text, err);

    text_free(&names->text);
    return status;
}
