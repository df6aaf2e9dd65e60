/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_export.c: a table of a run for other programs. */
#include "base/files.h"
#include "base/temporary_file.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/print_json.h"
#include "cli/print_model_use.h"
#include "cli/say.h"
#include "cli/table_file.h"
#include "runs/export.h"
#include "runs/stored_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum status find_table(enum export_table *table, const char *name, struct error *err)
{
    for (int k = 0; k < EXPORT_NUM_TABLES; k++)
        if (name && strcmp(export_table_names[k], name) == 0) {
            *table = (enum export_table)k;
            return STATUS_OK;
        }
    const char *const near =
        name ? text_nearest(name, export_table_names, EXPORT_NUM_TABLES) : NULL;

    return error_set(err, STATUS_USAGE,
                     "--table %s: expected summary, schedules, panel, decisions, notes, votes or "
                     "replies%s%s%s",
                     name ? name : "", near ? "; did you mean '" : "", near ? near : "",
                     near ? "'?" : "");
}

/* To a temporary name first: a reader never sees half a table. */
static enum status export_to_file(const char *path, enum export_table table, const char *folder,
                                  struct error *err)
{
    char temporary[FILES_MAX_PATH];

    FILE *stream = NULL;

    TRY(temporary_file_create(&stream, temporary, path, err));
    enum status status = export_write(stream, table, folder, err);

    if (fclose(stream) != 0 && !status)
        status = error_set_errno(err, STATUS_IO, "%s: cannot be written", temporary);
    return file_finish(status, temporary, path, err);
}

static bool is_csv(enum export_table table)
{
    return table == EXPORT_SUMMARY || table == EXPORT_SCHEDULES || table == EXPORT_PANEL ||
           table == EXPORT_DECISIONS;
}

/* CSV and lines of JSON become one list. */
static enum status print_json(enum export_table table, const struct text *text, struct error *err)
{
    return is_csv(table) ? print_json_rows(text, NULL, err) : print_json_lines(text, err);
}

/* For --json, and for a terminal: words of models stand in some tables. */
static enum status export_as_text(enum export_table table, const char *folder, bool is_json,
                                  struct error *err)
{
    struct text text = {0};
    FILE *const stream = open_memstream(&text.bytes, &text.length);

    if (!stream)
        return error_set_errno(err, STATUS_NO_MEMORY, "no memory for a table");
    enum status status = export_write(stream, table, folder, err);

    if (fclose(stream) != 0 && !status)
        status = error_set(err, STATUS_NO_MEMORY, "no memory for a table");
    if (!status && is_json)
        status = print_json(table, &text, err);
    else if (!status)
        say_document(&text);
    free(text.bytes);
    return status;
}

static enum status export_as_named(const char *path, enum export_table table, const char *folder,
                                   struct error *err)
{
    struct table_file file;

    if (table_file_is_converted(path) && !is_csv(table))
        return error_set(err, STATUS_USAGE, "-o %s: %s has lines of JSON, which are no table", path,
                         export_table_names[table]);
    TRY(table_file_begin(&file, path, ".csv", err));
    return table_file_end(&file, export_to_file(file.source, table, folder, err), err);
}

/* Beside a table for programs, where too little of it is the model's. */
static void mark_run(const char *folder, const char *name)
{
    struct run_paths paths;
    struct stored_run run;

    if (run_paths_init(&paths, folder, NULL) || !file_exists(paths.replies) ||
        stored_run_read(&run, folder, NULL))
        return;
    print_mark(&run.log, name);
    stored_run_free(&run);
}

static enum status run_export(const struct command_line *line, struct error *err)
{
    const char *const path = command_line_value(line, "output");
    const char *const name = command_line_value(line, "table");
    char folder[FILES_MAX_PATH];
    enum export_table table = EXPORT_SUMMARY;

    if (name)
        TRY(find_table(&table, name, err));
    run_folder_of(folder, command_line_operand(line, 0));
    const bool is_json = command_line_has(line, "json");

    if (path && is_json)
        return error_set(err, STATUS_USAGE,
                         "--json goes to standard output: expected no -o beside it");
    if (is_csv(table))
        mark_run(folder, command_line_operand(line, 0));
    if (path)
        return export_as_named(path, table, folder, err);
    return is_json || isatty(STDOUT_FILENO) ? export_as_text(table, folder, is_json, err)
                                            : export_write(stdout, table, folder, err);
}

static const struct command_option options[] = {
    {'t', "table", "NAME",
     "summary (if not given), schedules, panel, decisions, notes, votes, replies"},
    {'o', "output", "FILE", "instead of standard output; .xlsx: Excel, .dta: Stata"},
    PRINT_JSON_OPTION,
    {0},
};

const struct command command_export = {
    .name = "export",
    .group = COMMAND_DATA,
    .operands = "RUN",
    .min_operands = 1,
    .max_operands = 1,
    .summary = "Write a table of a run as CSV or lines of JSON",
    .details = "summary: a row a step; schedules: a row a bracket of each tax system; panel: a row "
               "for each followed\n"
               "worker and panel step; decisions: of workers simulated by a language model (all "
               "CSV); notes: what the\n"
               "planner said; votes: those notes that tell of a vote; replies: what a model "
               "answered (JSON\n"
               "lines).  Names and units are those of the run file.",
    .options = options,
    .run = run_export,
};
