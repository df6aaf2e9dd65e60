/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/sweep_follow.h"

#include "base/platform.h"
#include "cli/say.h"
#include "cli/signals.h"
#include "cli/sweep_display.h"
#include "studies/sweep/replicate.h"
#include "studies/sweep/rows.h"
#include "studies/sweep/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* A process that wrote a row in the last minute counts as running. */
static const double ACTIVE_S = 60.0;

/* Rows that came since the last look, in the order of the plan; *num_open: needed ones that are still to come. */
static enum status print_new_rows(const struct sweep_plan *plan, bool *is_shown, bool *needed,
                                  size_t *num_open, struct error *err)
{
    struct sweep_row **row = NULL;
    struct text csv = {0};

    TRY(sweep_rows_read(&row, plan, err));
    enum status status = sweep_replicate_needed(needed, NULL, plan, row, err);

    *num_open = 0;
    for (size_t p = 0; !status && p < plan->num_points; p++) {
        *num_open += needed[p] && !row[p];
        if (row[p] && !is_shown[p]) {
            is_shown[p] = true;
            sweep_table_write_row(&csv, plan, p, row[p], true);
        }
    }
    if (csv.failed && !status)
        status = error_set(err, STATUS_NO_MEMORY, "no memory for rows");
    say_document(&csv);
    fflush(stdout);
    text_free(&csv);
    sweep_rows_free(row, plan);
    return status;
}

/* The table as it grows, for a pipe; ends with the sweep, or on a signal. */
enum status sweep_follow_rows(const struct sweep_plan *plan, struct error *err)
{
    const struct timespec pause = {.tv_nsec = 500000000};
    bool *const flags = calloc(2 * plan->num_points, sizeof *flags);
    struct text head = {0};
    size_t num_open = 1;
    enum status status =
        flags ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "no memory for a sweep");

    sweep_table_write_head(&head, plan);
    say_document(&head);
    text_free(&head);
    signals_catch();
    while (!status && num_open > 0 && !signals_stop_requested && !ferror(stdout)) {
        status = print_new_rows(plan, flags, flags + plan->num_points, &num_open, err);
        if (num_open > 0)
            nanosleep(&pause, NULL);
    }
    free(flags);
    return status;
}

static enum status count(struct sweep_progress *progress, const struct sweep_plan *plan,
                         bool *needed, struct error *err)
{
    struct sweep_row **row = NULL;
    struct replicate_forecast forecast = {0};

    TRY(sweep_rows_read(&row, plan, err));
    const enum status status = sweep_replicate_needed(needed, &forecast, plan, row, err);

    progress->num_points = progress->num_done = progress->num_failed = 0;
    for (size_t p = 0; !status && p < plan->num_points; p++) {
        progress->num_points += needed[p] || row[p];
        progress->num_done += row[p] != NULL;
        progress->num_failed += row[p] && row[p]->status != STATUS_OK;
    }
    progress->num_expected = forecast.num_expected;
    sweep_rows_free(row, plan);
    return status ? status : sweep_rows_count_active(&progress->num_running, plan, ACTIVE_S, err);
}

enum status sweep_follow_progress(const struct sweep_plan *plan, bool is_quiet, struct error *err)
{
    const struct timespec pause = {.tv_nsec = 500000000};
    const double start = platform_seconds();
    bool *const needed = calloc(plan->num_points, sizeof *needed);
    struct sweep_display display = sweep_display_start(is_quiet);
    struct sweep_progress progress = {0};
    enum status status = needed ? count(&progress, plan, needed, err)
                                : error_set(err, STATUS_NO_MEMORY, "no memory for a sweep");

    progress.num_done_before = progress.num_done;
    signals_catch();
    while (!status && progress.num_done < progress.num_points && !signals_stop_requested) {
        nanosleep(&pause, NULL);
        status = count(&progress, plan, needed, err);
        progress.seconds = platform_seconds() - start;
        sweep_display_show(&display, &progress);
    }
    sweep_display_clear(&display);
    free(needed);
    return status;
}
