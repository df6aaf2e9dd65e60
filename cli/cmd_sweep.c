/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_sweep.c: many runs of one config: planned, run, looked at, collected. */
#include "base/files.h"
#include "cli/command.h"
#include "cli/signals.h"
#include "cli/sweep_submit.h"
#include "experiments/sweep_means.h"
#include "experiments/sweep_pool.h"
#include "experiments/sweep_table.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- plan -------------------------------------------------------------------------------------- */

static enum status plan_sweep(const struct command_line *line, const char *path, struct error *err)
{
    const char *const folder = command_line_value(line, "output");
    size_t num_points = 0;

    if (!folder)
        return error_set(err, STATUS_USAGE, "'plan' needs --output FOLDER");
    TRY(sweep_plan_make(path, command_line_value(line, "scale"), folder, &num_points, err));
    if (!command_line_has(line, "quiet"))
        printf("%zu points in %s; 'fisc sweep run %s' runs them\n", num_points, folder, folder);
    return STATUS_OK;
}

/* ---- run --------------------------------------------------------------------------------------- */

struct display {
    bool is_quiet, is_terminal;
    double shown_at;
};

/* Five times a second on a terminal, every 30 s elsewhere. */
static void show_progress(void *context, const struct sweep_progress *progress)
{
    struct display *const display = context;
    const double left = (double)(progress->num_points - progress->num_done);
    const double rate = progress->seconds > 0.0 ? (double)progress->num_done / progress->seconds : 0.0;

    if (display->is_quiet ||
        progress->seconds - display->shown_at < (display->is_terminal ? 0.2 : 30.0))
        return;
    display->shown_at = progress->seconds;
    fprintf(stderr, "%s%zu of %zu points, %zu failed, %.3g points/s, %.0f s left%s",
            display->is_terminal ? "\r\033[K" : "", progress->num_done, progress->num_points,
            progress->num_failed, rate, rate > 0.0 ? left / rate : 0.0,
            display->is_terminal ? "" : "\n");
    fflush(stderr);
}

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

static enum status run_points(const struct command_line *line, const struct sweep_plan *plan,
                              struct error *err)
{
    struct display display = {.is_quiet = command_line_has(line, "quiet"),
                              .is_terminal = isatty(STDERR_FILENO)};
    struct sweep_pool_options options = {.retries_failed = command_line_has(line, "retry"),
                                         .keeps_runs = command_line_has(line, "keep-runs"),
                                         .stop = &signals_stop_requested,
                                         .progress = show_progress,
                                         .progress_context = &display};
    struct sweep_progress progress;
    long num_processes = sysconf(_SC_NPROCESSORS_ONLN);

    TRY(command_line_integer(line, "jobs", 1, 1024, &num_processes, err));
    TRY(command_line_integer(line, "requests", 1, 1024, &options.max_requests, err));
    TRY(read_slice(line, &options, err));
    options.num_processes = (int)num_processes;
    signals_catch();
    const enum status status = sweep_pool_run(plan, &options, &progress, err);

    if (display.is_terminal && !display.is_quiet)
        fputs("\r\033[K", stderr);
    if (!display.is_quiet)
        printf("%zu points run in %.1f s, %zu of them failed\n", progress.num_done, progress.seconds,
               progress.num_failed);
    return status;
}

/* ---- status and collect ------------------------------------------------------------------------- */

static void print_status(const struct command_line *line, const struct sweep_plan *plan,
                         struct sweep_row *const *row)
{
    size_t num_done = 0;
    size_t num_failed = 0;

    for (size_t p = 0; p < plan->num_points; p++) {
        num_done += row[p] && row[p]->status == STATUS_OK;
        num_failed += row[p] && row[p]->status != STATUS_OK;
    }
    if (command_line_has(line, "json")) {
        printf("{\"points\": %zu, \"done\": %zu, \"failed\": %zu, \"open\": %zu}\n", plan->num_points,
               num_done, num_failed, plan->num_points - num_done - num_failed);
        return;
    }
    printf("%s: %zu points: %zu done, %zu failed, %zu open\n", plan->name, plan->num_points, num_done,
           num_failed, plan->num_points - num_done - num_failed);
    for (size_t p = 0; p < plan->num_points; p++)
        if (row[p] && row[p]->status != STATUS_OK)
            printf("  point %zu: %s\n", p, row[p]->message);
}

static enum status collect(const struct command_line *line, const struct sweep_plan *plan,
                           struct sweep_row *const *row, struct error *err)
{
    const char *const path = command_line_value(line, "output");
    const char *const over = command_line_value(line, "over");
    struct text csv = {0};
    long against = SWEEP_MEANS_ALONE;

    TRY(command_line_integer(line, "against", 0, SWEEP_MAX_POINTS, &against, err));
    if (against != SWEEP_MEANS_ALONE && !over)
        return error_set(err, STATUS_USAGE, "--against needs --over KEY: what pairs the points");
    enum status status = over ? sweep_means_write_csv(&csv, plan, row, over, against, err)
                              : sweep_table_write_csv(&csv, plan, row, err);

    if (!status && path)
        status = file_write_whole(path, csv.bytes, csv.length, err);
    else if (!status)
        fwrite(csv.bytes, 1, csv.length, stdout);
    text_free(&csv);
    return status;
}

/* ---- the command ------------------------------------------------------------------------------- */

static enum status use_plan(const struct command_line *line, const char *what,
                            const struct sweep_plan *plan, struct error *err)
{
    struct sweep_row **row = NULL;

    if (strcmp(what, "run") == 0)
        return run_points(line, plan, err);
    if (strcmp(what, "submit") == 0)
        return sweep_submit(line, plan, err);
    if (strcmp(what, "cancel") == 0)
        return sweep_cancel(line, plan, err);
    TRY(sweep_rows_read(&row, plan, err));
    enum status status = STATUS_OK;

    if (strcmp(what, "status") == 0)
        print_status(line, plan, row);
    else
        status = collect(line, plan, row, err);
    sweep_rows_free(row, plan);
    return status;
}

static enum status run_sweep(const struct command_line *line, struct error *err)
{
    const char *const what = command_line_operand(line, 0);
    const char *const path = command_line_operand(line, 1);
    struct sweep_plan plan;

    if (strcmp(what, "plan") == 0)
        return plan_sweep(line, path, err);
    if (strcmp(what, "run") != 0 && strcmp(what, "submit") != 0 && strcmp(what, "cancel") != 0 &&
        strcmp(what, "status") != 0 && strcmp(what, "collect") != 0)
        return error_set(err, STATUS_USAGE,
                         "'%s': expected plan, run, submit, cancel, status or collect", what);
    TRY(sweep_plan_read(&plan, path, err));
    const enum status status = use_plan(line, what, &plan, err);

    sweep_plan_free(&plan);
    return status;
}

static const struct command_option options[] = {
    {'o', "output", "PATH", "plan: the sweep's folder; collect: the table (standard output if not given)"},
    {0, "scale", "NAME", "plan: one of the file's scales (the first)"},
    {'j', "jobs", "N", "run: processes at a time (as many as processors)"},
    {0, "slice", "K/N", "run: only points whose index leaves K when divided by N, for job arrays"},
    {0, "retry", NULL, "run: points that failed before too"},
    {0, "keep-runs", NULL, "run: a run folder for every point, under runs/"},
    {0, "requests", "N", "run, submit: requests to a language model at a time, by all processes and tasks"},
    {0, "tasks", "N", "submit: tasks of the job array (16, or as many as points)"},
    {0, "throttle", "N", "submit: at most so many tasks at a time"},
    {0, "threads", "N", "submit: processors of a task (1)"},
    {0, "time", "LIMIT", "submit: time limit of a task; before it the task stops and is queued again"},
    {0, "warning", "S", "submit: seconds before the limit at which a task stops (60)"},
    {0, "partition", "NAME", "submit: Slurm's partition"},
    {0, "dry-run", NULL, "submit: write the script, do not submit it"},
    {0, "over", "KEY", "collect: means and 95% intervals over this key, as over seeds"},
    {0, "against", "ROW", "collect, with --over: differences from this row, counted from 0"},
    {0, "json", NULL, "status: as one JSON object"},
    {0},
};

const struct command command_sweep = {
    .name = "sweep",
    .operands = "plan|run|submit|cancel|status|collect PATH",
    .min_operands = 2,
    .max_operands = 2,
    .summary = "Run one config at many points: grids of settings and seeds, in parallel",
    .details = "plan SWEEP.json -o FOLDER makes the points and checks every config; run FOLDER runs those\n"
               "that are not done yet, in several processes, and goes on where it was killed; submit FOLDER gives them\n"
               "to Slurm as a job array, and cancel FOLDER takes them back (what is done stays); status FOLDER\n"
               "counts them and says why some failed; collect FOLDER writes one table, a row a point.",
    .options = options,
    .run = run_sweep,
};
