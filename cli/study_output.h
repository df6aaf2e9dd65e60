/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/study_output.h: where the table of a study goes: --output FILE, and a --picture that is drawn from it. */
#ifndef FISC_CLI_STUDY_OUTPUT_H
#define FISC_CLI_STUDY_OUTPUT_H

#include "base/text.h"
#include "cli/command.h"

/* STATUS_USAGE if there is a --picture without a table to draw it from: before anything is computed. */
enum status study_output_check(const struct command_line *line, struct error *err) MUST_CHECK;

/* The --picture, if one was asked for, from the table that is in --output. */
enum status study_output_draw(const struct command_line *line, struct error *err) MUST_CHECK;

/* Write and draw what was asked for; frees `csv`. */
enum status study_output_write(const struct command_line *line, struct text *csv,
                               struct error *err) MUST_CHECK;

/* Values and a line's end; what is not a number is an empty cell. */
void study_output_row(struct text *csv, const double *values, size_t count);

/* One JSON document to standard output; frees it. */
enum status study_output_json(struct text *json, struct error *err) MUST_CHECK;

#define STUDY_OUTPUT_OPTIONS                                                                       \
    {'o', "output", "FILE", "also a CSV"},                                                         \
        {'p', "picture", "FILE", "with -o: also a picture (PNG, PDF or SVG)"},                     \
    {                                                                                              \
        'j', "json", NULL, "one JSON object"                                                       \
    }

#endif
