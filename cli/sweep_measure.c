/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/sweep_measure.h"

#include "cli/progress.h"
#include "cli/say.h"
#include "cli/signals.h"
#include "studies/sweep/needs.h"
#include "studies/sweep/pool.h"

#include <math.h>
#include <stdio.h>

enum { MAX_POINTS_UNASKED = 10000, MINUTES_OF_DAY = 1440 };

static const double MOST_MINUTES = 1e6; /* two years: no cluster gives more */

/* Twice what was measured, since nodes differ, and room for memory that comes with more processes. */
static const double TIME_FACTOR = 2.0, MEMORY_FACTOR = 1.25, MORE_BYTES = 1e8;

static enum status find(struct sweep_needs *needs, const struct sweep_plan *plan,
                        const struct sweep_slurm_options *options, struct error *err)
{
    struct sweep_row **row = NULL;

    TRY(sweep_rows_read(&row, plan, err));
    const enum status status =
        sweep_needs_find(needs, plan, row, options->num_tasks, options->threads, err);

    sweep_rows_free(row, plan);
    return status;
}

/* Its row stays: the point is not run again. */
static enum status run_largest(const struct sweep_plan *plan, bool is_quiet, struct error *err)
{
    const size_t runs = plan->replicate.most > 0 ? plan->replicate.most : 1;
    struct sweep_progress progress;
    size_t point = 0;

    TRY(sweep_needs_largest(&point, plan, err));
    const struct sweep_pool_options one = {.num_processes = 1,
                                           .slice = point / runs,
                                           .num_slices = plan->num_points / runs,
                                           .stop = &signals_stop_requested};

    if (!is_quiet)
        say("Point %zu is run here, to know what it takes\n", point);
    signals_catch();
    return sweep_pool_run(plan, &one, &progress, err);
}

static void print_limits(struct sweep_measure *measure, const struct sweep_needs *needs,
                         const struct sweep_slurm_options *options)
{
    const double limit_s = TIME_FACTOR * needs->task_s + (double)options->warning_s + 60.0;
    const int minutes = (int)fmin(ceil(limit_s / 60.0), MOST_MINUTES);
    const int days = minutes / MINUTES_OF_DAY;
    const int of_day = minutes % MINUTES_OF_DAY;
    const double bytes = MEMORY_FACTOR * needs->task_bytes + MORE_BYTES;
    char day[24] = "";

    if (days > 0)
        snprintf(day, sizeof day, "%d-", days);
    snprintf(measure->time_limit, sizeof measure->time_limit, "%s%02d:%02d:00", day, of_day / 60,
             of_day % 60);
    if (needs->bytes > 0.0)
        snprintf(measure->memory, sizeof measure->memory, "%.0fM", 100.0 * ceil(bytes / 1e8));
}

static void tell(const struct sweep_measure *measure, const struct sweep_needs *needs,
                 bool is_asked_for)
{
    char of_point[PROGRESS_DURATION_TEXT], of_task[PROGRESS_DURATION_TEXT];

    progress_print_duration(of_point, needs->seconds);
    progress_print_duration(of_task, needs->task_s);
    say("Point %zu took %s and %.0f MB%s: a task takes about %s and %.0f MB; ", needs->measured,
        of_point, needs->bytes / 1e6,
        needs->is_larger_than_seen ? ", others have more workers or steps" : "", of_task,
        needs->task_bytes / 1e6);
    say("%s --time %s%s%s%s\n", is_asked_for ? "asked for, with room:" : "with room that is",
        measure->time_limit, measure->memory[0] ? " --mem " : "", measure->memory,
        is_asked_for ? "" : " (--measure asks for it)");
}

enum status sweep_measure(struct sweep_measure *measure, struct sweep_slurm_options *options,
                          const struct command_line *line, const struct sweep_plan *plan,
                          struct error *err)
{
    const bool is_asked_for = command_line_has(line, "measure");
    const bool is_quiet = command_line_has(line, "quiet");
    struct sweep_needs needs = {0};

    *measure = (struct sweep_measure){0};
    if (options->time_limit && options->memory)
        return STATUS_OK;
    if (!is_asked_for && (is_quiet || plan->num_points > MAX_POINTS_UNASKED))
        return STATUS_OK;
    TRY(find(&needs, plan, options, err));
    if (!needs.is_known && is_asked_for) {
        TRY(run_largest(plan, is_quiet, err));
        TRY(find(&needs, plan, options, err));
    }
    if (!needs.is_known)
        return STATUS_OK;
    print_limits(measure, &needs, options);
    if (!is_quiet)
        tell(measure, &needs, is_asked_for);
    if (is_asked_for && !options->time_limit)
        options->time_limit = measure->time_limit;
    if (is_asked_for && !options->memory && measure->memory[0])
        options->memory = measure->memory;
    return STATUS_OK;
}
