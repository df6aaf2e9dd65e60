/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/sweep_here.h"

#include "cli/signals.h"
#include "cli/sweep_display.h"

#include <unistd.h>

enum status sweep_here(struct sweep_plan *plan, struct sweep_progress *progress,
                       const char *sweep_path, const struct sweep_choice *choice,
                       const char *folder, bool keeps_runs, const struct command_line *line,
                       struct error *err)
{
    struct sweep_display display = sweep_display_start(command_line_has(line, "quiet"));
    struct sweep_pool_options options = {.num_slices = 1,
                                         .keeps_runs = keeps_runs,
                                         .stop = &signals_stop_requested,
                                         .progress = sweep_display_show,
                                         .progress_context = &display};
    struct sweep_planned planned;
    long num_processes = sysconf(_SC_NPROCESSORS_ONLN);

    TRY(command_line_integer(line, "jobs", 1, 1024, &num_processes, err));
    TRY(command_line_integer(line, "requests", 1, 1024, &options.max_requests, err));
    TRY(sweep_plan_make(sweep_path, choice, folder, &planned, err));
    TRY(sweep_plan_read(plan, folder, err));
    options.num_processes = (int)num_processes;
    signals_catch();
    const enum status status = sweep_pool_run(plan, &options, progress, err);

    sweep_display_clear(&display);
    if (status)
        sweep_plan_free(plan);
    return status;
}
