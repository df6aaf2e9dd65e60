/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/print_json.h: --json of a command that prints a table: its rows for programs. */
#ifndef FISC_CLI_PRINT_JSON_H
#define FISC_CLI_PRINT_JSON_H

#include "base/text.h"
#include "cli/command.h"

/* An entry of the options of a command that prints a table. */
#define PRINT_JSON_OPTION                                                                          \
    {                                                                                              \
        0, "json", NULL, "print the table as JSON, an object a row"                                \
    }

/* A table of the program as CSV becomes a JSON list on standard output, an object a row: what is a number
 * is one, an empty field is null.  Columns named in `words` (ends with NULL; NULL: none) are words even
 * where they look like numbers: hashes. */
enum status print_json_rows(const struct text *csv, const char *const *words,
                            struct error *err) MUST_CHECK;

/* What a study ends with: its table into the file of -o, and with --json onto standard output. */
enum status print_json_table(const struct text *csv, const struct command_line *line,
                             struct error *err) MUST_CHECK;

/* JSON and the end of its line, if there was memory for all of it. */
enum status print_json_document(struct text *document, struct error *err) MUST_CHECK;

/* A list of lines that are JSON already. */
enum status print_json_lines(const struct text *lines, struct error *err) MUST_CHECK;

/* A list of names, each with a sentence about it. */
struct print_json_names {
    struct text text;
};

struct print_json_names print_json_names_begin(void);
void print_json_name(struct print_json_names *names, const char *name, const char *summary);
enum status print_json_names_end(struct print_json_names *names, struct error *err) MUST_CHECK;

#endif
