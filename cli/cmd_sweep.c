/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_sweep.c: many runs of one config: planned, run, looked at, collected. */
#include "base/files.h"
#include "base/json_writer.h"
#include "cli/analysis_package.h"
#include "cli/command_trust.h"
#include "cli/print_json.h"
#include "cli/print_model_use.h"
#include "cli/say.h"
#include "cli/signals.h"
#include "cli/sweep_display.h"
#include "cli/sweep_follow.h"
#include "cli/sweep_make.h"
#include "cli/sweep_submit.h"
#include "cli/table_file.h"
#include "studies/sweep/hdf5.h"
#include "studies/sweep/means.h"
#include "studies/sweep/pool.h"
#include "studies/sweep/replicate.h"
#include "studies/sweep/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- run --------------------------------------------------------------------------------------- */

static enum status read_slice(const struct command_line *line, struct sweep_pool_options *options,
                              struct error *err)
{
    const char *const text = command_line_value(line, "slice");
    char *end = NULL;

    options->num_slices = 1;
    if (!text)
        return STATUS_OK;
    const long slice = strtol(text, &end, 10);
    const long count = *end == '/' ? strtol(end + 1, &end, 10) : 0;

    if (*end || slice < 0 || count < 1 || slice >= count || count > SWEEP_MAX_POINTS)
        return error_set(err, STATUS_USAGE,
                         "--slice %s: expected K/N with K from 0 to N - 1, as 3/16", text);
    options->slice = (size_t)slice;
    options->num_slices = (size_t)count;
    return STATUS_OK;
}

static void print_forecast(const struct sweep_plan *plan, const struct replicate_forecast *forecast)
{
    say("%zu of %zu points have a mean %s within +-%g", forecast->num_narrow, forecast->num_groups,
        plan->replicate.figure, plan->replicate.half_width);
    if (forecast->num_too_wide > 0)
        say(", %zu have not after all %zu runs", forecast->num_too_wide, plan->replicate.most);
    say("; %zu runs so far, %zu expected in all, at most %zu\n", forecast->num_done,
        forecast->num_expected, forecast->num_most);
}

/* How many runs are needed, as far as known; says what it may still take if the sweep replicates points. */
static enum status count_needed(size_t *num_needed, const struct sweep_plan *plan,
                                struct sweep_row *const *row, bool is_quiet, struct error *err)
{
    struct replicate_forecast forecast;
    bool *const needed = calloc(plan->num_points, sizeof *needed);
    const enum status status = needed ? sweep_replicate_needed(needed, &forecast, plan, row, err)
                                      : error_set(err, STATUS_NO_MEMORY, "no memory for a sweep");

    *num_needed = 0;
    for (size_t p = 0; !status && p < plan->num_points; p++)
        *num_needed += needed[p] || row[p];
    free(needed);
    if (!status && !is_quiet && plan->replicate.most > 0)
        print_forecast(plan, &forecast);
    return status;
}

static enum status after_run(const struct sweep_plan *plan, bool is_quiet, struct error *err)
{
    struct sweep_row **row = NULL;
    size_t num_needed = 0;

    if (is_quiet || plan->replicate.most == 0)
        return STATUS_OK;
    TRY(sweep_rows_read(&row, plan, err));
    const enum status status = count_needed(&num_needed, plan, row, false, err);

    sweep_rows_free(row, plan);
    return status;
}

/* Of processes that came to a bad end. */
static enum status tell_remarks(const struct command_line *line, const struct sweep_plan *plan,
                                struct error *err)
{
    struct text remarks = {0};

    if (command_line_has(line, "quiet"))
        return STATUS_OK;
    const enum status status = sweep_rows_remarks(&remarks, plan, err);

    say_lines(stderr, remarks.bytes);
    text_free(&remarks);
    return status;
}

static enum status run_points(const struct command_line *line, const struct sweep_plan *plan,
                              struct error *err)
{
    struct sweep_display display = sweep_display_start(command_line_has(line, "quiet"));
    struct sweep_pool_options options = {.retries_failed = command_line_has(line, "retry"),
                                         .keeps_runs = command_line_has(line, "keep-runs"),
                                         .is_replay = command_line_has(line, "replay"),
                                         .stop = &signals_stop_requested,
                                         .progress = sweep_display_show,
                                         .progress_context = &display};
    struct sweep_progress progress;
    long num_processes = sysconf(_SC_NPROCESSORS_ONLN);

    TRY(command_line_integer(line, "jobs", 1, 1024, &num_processes, err));
    TRY(command_line_integer(line, "requests", 1, 1024, &options.max_requests, err));
    TRY(read_slice(line, &options, err));
    options.num_processes = (int)num_processes;
    TRY(tell_remarks(line, plan, err));
    signals_catch();
    const enum status status = sweep_pool_run(plan, &options, &progress, err);

    sweep_display_clear(&display);
    if (!display.is_quiet)
        say("%zu point%s run in %.1f s, %zu of them failed\n", progress.num_done,
            say_s(progress.num_done), progress.seconds, progress.num_failed);
    return status ? status : after_run(plan, display.is_quiet, err);
}

/* ---- status and collect ------------------------------------------------------------------------- */

/* Runs that are needed, as far as known, and what became of them. */
struct counts {
    size_t num_needed, num_done, num_failed, num_open;
};

static enum status count_points(struct counts *counts, const struct sweep_plan *plan,
                                struct sweep_row *const *row, bool is_quiet, struct error *err)
{
    *counts = (struct counts){0};
    TRY(count_needed(&counts->num_needed, plan, row, is_quiet, err));
    for (size_t p = 0; p < plan->num_points; p++) {
        counts->num_done += row[p] && row[p]->status == STATUS_OK;
        counts->num_failed += row[p] && row[p]->status != STATUS_OK;
    }
    counts->num_open = counts->num_needed - counts->num_done - counts->num_failed;
    return STATUS_OK;
}

static void print_counts_json(const struct counts *counts)
{
    struct text text = {0};
    struct json_writer json = json_writer_of(&text, JSON_SPACED);

    json_open_object(&json, NULL);
    json_integer(&json, "points", (int64_t)counts->num_needed);
    json_integer(&json, "done", (int64_t)counts->num_done);
    json_integer(&json, "failed", (int64_t)counts->num_failed);
    json_integer(&json, "open", (int64_t)counts->num_open);
    json_close(&json);
    text_append(&text, "\n");
    say_document(&text);
    text_free(&text);
}

static enum status print_status(const struct command_line *line, const struct sweep_plan *plan,
                                struct sweep_row *const *row, struct error *err)
{
    struct counts counts;

    TRY(count_points(&counts, plan, row, command_line_has(line, "json"), err));
    if (command_line_has(line, "json")) {
        print_counts_json(&counts);
        return STATUS_OK;
    }
    say("%s: %zu point%s: %zu done, %zu failed, %zu open\n", plan->name, counts.num_needed,
        say_s(counts.num_needed), counts.num_done, counts.num_failed, counts.num_open);
    for (size_t p = 0; p < plan->num_points; p++)
        if (row[p] && row[p]->message && row[p]->message[0])
            say("  point %zu: %s\n", p, row[p]->message);
    return STATUS_OK;
}

/* A table of what is done so far is not that of the sweep: said, or refused. */
static enum status tell_open(const struct command_line *line, const struct sweep_plan *plan,
                             struct sweep_row *const *row, struct error *err)
{
    struct counts counts;
    char what[160];

    TRY(count_points(&counts, plan, row, true, err));
    if (counts.num_open + counts.num_failed == 0)
        return STATUS_OK;
    snprintf(what, sizeof what, "of %zu points %zu are open and %zu failed", counts.num_needed,
             counts.num_open, counts.num_failed);
    if (command_line_has(line, "complete"))
        return error_set(err, STATUS_MISSING_INPUT,
                         "%s: %s: 'fisc sweep run %s%s' runs them, and without --complete the "
                         "table is of those that are done",
                         plan->folder, what, counts.num_failed > 0 ? "--retry " : "", plan->folder);
    if (!command_line_has(line, "quiet"))
        say_to(stderr, "fisc: %s: %s: %s (--complete: no table then)\n", plan->folder, what,
               command_line_has(line, "over")
                   ? "means and intervals are over those that are done, other ones in each row"
                   : "figures are of those that are done");
    return STATUS_OK;
}

/* Units come from HDF5, which xarray opens, too. */
static enum status write_points(const char *path, const struct sweep_plan *plan,
                                struct sweep_row *const *row, struct error *err)
{
    struct table_file file;

    TRY(table_file_begin(&file, path, ".h5", err));
    return table_file_end(&file, sweep_hdf5_write(file.source, plan, row, err), err);
}

static enum status collect(const struct command_line *line, const struct sweep_plan *plan,
                           struct sweep_row *const *row, struct error *err)
{
    const char *const path = command_line_value(line, "output");
    const char *const over = command_line_value(line, "over");
    static const char *const words[] = {"config_hash", "status", "message", NULL};
    struct text csv = {0};
    long against = SWEEP_MEANS_ALONE;

    TRY(command_line_integer(line, "against", 0, SWEEP_MAX_POINTS, &against, err));
    if (against != SWEEP_MEANS_ALONE && !over)
        return error_set(err, STATUS_USAGE, "--against needs --over KEY: what pairs the points");
    if (path && command_line_has(line, "json"))
        return error_set(err, STATUS_USAGE,
                         "--json goes to standard output: expected no -o beside it");
    if (table_file_is_hdf5(path) && over)
        return error_set(err, STATUS_USAGE, "-o %s: a table over seeds is written as CSV", path);
    TRY(tell_open(line, plan, row, err));
    print_sweep_mark(plan, row);
    if (!over && (table_file_is_hdf5(path) || table_file_is_converted(path)))
        return write_points(path, plan, row, err);
    enum status status = over ? sweep_means_write_csv(&csv, plan, row, over, against, err)
                              : sweep_table_write_csv(&csv, plan, row, err);

    if (!status && path)
        status = table_file_write(path, &csv, err);
    else if (!status && command_line_has(line, "json"))
        status = print_json_rows(&csv, words, err);
    else if (!status)
        say_document(&csv);
    text_free(&csv);
    return status;
}

/* First-order and total indices: the table goes to the analysis package, which computes. */
static enum status find_sensitivity(const struct command_line *line, const struct sweep_plan *plan,
                                    struct sweep_row *const *row, struct error *err)
{
    const char *const figure = command_line_value(line, "figure");
    const char *const output = command_line_value(line, "output");
    const char *const json = command_line_has(line, "json") ? "--json" : NULL;
    char table[FILES_MAX_PATH];
    struct text csv = {0};

    TRY(path_join(table, plan->folder, "table.csv", err));
    print_sweep_mark(plan, row);
    enum status status = sweep_table_write_csv(&csv, plan, row, err);

    if (!status)
        status = file_write_whole(table, csv.bytes, csv.length, err);
    text_free(&csv);
    TRY(status);
    const char *const arguments[] = {"sensitivity",        plan->folder,
                                     "--figure",           figure ? figure : "welfare",
                                     output ? "-o" : json, output ? output : NULL,
                                     output ? json : NULL, NULL};

    return analysis_package_run(arguments, err);
}

/* ---- the subcommands --------------------------------------------------------------------------- */

/* What a subcommand does with a plan, and with its rows where it needs them. */
typedef enum status use_of_plan(const struct command_line *line, const struct sweep_plan *plan,
                                struct error *err);
typedef enum status use_of_rows(const struct command_line *line, const struct sweep_plan *plan,
                                struct sweep_row *const *row, struct error *err);

static enum status with_plan(const struct command_line *line, use_of_plan *use, struct error *err)
{
    struct sweep_plan plan;

    TRY(sweep_plan_read(&plan, command_line_operand(line, 0), err));
    const enum status status = use(line, &plan, err);

    sweep_plan_free(&plan);
    return status;
}

static enum status with_rows(const struct command_line *line, const struct sweep_plan *plan,
                             use_of_rows *use, struct error *err)
{
    struct sweep_row **row = NULL;

    TRY(sweep_rows_read(&row, plan, err));
    const enum status status = use(line, plan, row, err);

    sweep_rows_free(row, plan);
    return status;
}

static enum status show_status(const struct command_line *line, const struct sweep_plan *plan,
                               struct error *err)
{
    if (command_line_has(line, "follow"))
        TRY(sweep_follow_progress(plan, command_line_has(line, "quiet"), err));
    TRY(tell_remarks(line, plan, err));
    return with_rows(line, plan, print_status, err);
}

static enum status collect_rows(const struct command_line *line, const struct sweep_plan *plan,
                                struct error *err)
{
    if (!command_line_has(line, "follow"))
        return with_rows(line, plan, collect, err);
    if (command_line_has(line, "output") || command_line_has(line, "over") ||
        command_line_has(line, "complete") || command_line_has(line, "json"))
        return error_set(err, STATUS_USAGE,
                         "--follow prints rows as they come: expected none of -o, --over, "
                         "--complete and --json");
    return sweep_follow_rows(plan, err);
}

static enum status show_sensitivity(const struct command_line *line, const struct sweep_plan *plan,
                                    struct error *err)
{
    return with_rows(line, plan, find_sensitivity, err);
}

static enum status run_plan(const struct command_line *line, struct error *err)
{
    return sweep_make(line, err);
}

static enum status run_run(const struct command_line *line, struct error *err)
{
    return with_plan(line, run_points, err);
}

static enum status run_submit(const struct command_line *line, struct error *err)
{
    return with_plan(line, sweep_submit, err);
}

static enum status run_cancel(const struct command_line *line, struct error *err)
{
    return with_plan(line, sweep_cancel, err);
}

static enum status run_status(const struct command_line *line, struct error *err)
{
    return with_plan(line, show_status, err);
}

static enum status run_collect(const struct command_line *line, struct error *err)
{
    return with_plan(line, collect_rows, err);
}

static enum status run_sensitivity(const struct command_line *line, struct error *err)
{
    return with_plan(line, show_sensitivity, err);
}

/* ---- the table --------------------------------------------------------------------------------- */

static const struct command_option plan_options[] = {
    {'o', "output", "FOLDER", "the sweep's folder"},
    {'s', "set", "KEY=VALUE",
     "one value (or a list) for all points, over file and scale; may be repeated"},
    {0, "scale", "NAME", "one of the file's scales (the first)"},
    {0, "allow-unused", NULL, "also where a key of the sweep has no effect in any point"},
    {0},
};

static const struct command_option run_options[] = {
    {'j', "jobs", "N", "processes at a time (as many as processors)"},
    {0, "slice", "K/N", "only points whose index leaves K when divided by N, for job arrays"},
    {0, "retry", NULL, "points that failed before too"},
    {0, "keep-runs", NULL, "a run folder for every point, under runs/"},
    {0, "replay", NULL, "replies of a language model are those in runs/; no server is asked"},
    {0, "requests", "N", "requests to a language model at a time, by all processes"},
    COMMAND_TRUST_OPTION,
    {0},
};

static const struct command_option submit_options[] = {
    {0, "tasks", "N", "tasks of the job array (16, or as many as points)"},
    {0, "throttle", "N", "at most so many tasks at a time"},
    {0, "threads", "N", "processors of a task (1)"},
    {0, "time", "LIMIT", "time limit of a task; before it the task stops and is queued again"},
    {0, "warning", "S", "seconds before the limit at which a task stops (60)"},
    {0, "partition", "NAME", "Slurm's partition"},
    {0, "mem", "SIZE", "memory of a task (4G)"},
    {0, "measure", NULL,
     "ask for time and memory that a point took (run here if none is done), with room"},
    {0, "sbatch", "OPTION", "another option of sbatch (--account=x); may be repeated"},
    {0, "prologue", "FILE", "shell lines that each task runs first (module load ...)"},
    {0, "wait", NULL, "return when all tasks have ended"},
    {0, "requests", "N", "requests to a language model at a time, by all tasks"},
    {0, "dry-run", NULL, "write the script, do not submit it"},
    COMMAND_TRUST_OPTION,
    {0},
};

static const struct command_option status_options[] = {
    {'f', "follow", NULL, "first how far it is, until all points are done"},
    {0, "json", NULL, "as one JSON object"},
    {0},
};

static const struct command_option collect_options[] = {
    {'o', "output", "FILE",
     "the table (.h5: HDF5, .xlsx: Excel, .dta: Stata, else CSV; standard output if not given)"},
    {'f', "follow", NULL, "each row as soon as its point is done, until all are"},
    {0, "over", "KEY", "means and 95% intervals over this key, as over seeds"},
    {0, "against", "ROW", "with --over: differences from this row, counted from 0"},
    {0, "complete", NULL, "no table (exit code 66) while a point is open or failed"},
    PRINT_JSON_OPTION,
    {0},
};

static const struct command_option sensitivity_options[] = {
    {0, "figure", "NAME", "of the last step (welfare)"},
    {'o', "output", "FILE", "also the indices as CSV"},
    PRINT_JSON_OPTION,
    {0},
};

#define SUBCOMMAND(name_, operand, table, text)                                                    \
    .name = #name_, .operands = operand, .min_operands = 1, .max_operands = 1, .summary = text,    \
    .options = table, .run = run_##name_

static const struct command subcommands[] = {
    {SUBCOMMAND(plan, "SWEEP.json", plan_options,
                "Make the points of a sweep file and check every config")},
    {SUBCOMMAND(run, "FOLDER", run_options, "Run what is not done yet, in several processes"),
     .details = "Killed, the same command goes on where it was."},
    {SUBCOMMAND(submit, "FOLDER", submit_options, "Give the points to Slurm as a job array")},
    {SUBCOMMAND(cancel, "FOLDER", NULL, "Take them back; what is done stays")},
    {SUBCOMMAND(status, "FOLDER", status_options, "Count the points and say why some failed")},
    {SUBCOMMAND(collect, "FOLDER", collect_options, "Write one table, a row a point")},
    {SUBCOMMAND(sensitivity, "FOLDER", sensitivity_options,
                "Share out a figure's variance among settings, of a sample by 'saltelli'")},
    {0},
};

const struct command command_sweep = {
    .name = "sweep",
    .group = COMMAND_STUDIES,
    .summary = "Run one config at many points: grids of settings and seeds, in parallel",
    .subcommands = subcommands,
};
