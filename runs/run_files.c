/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_files.c: what of a run goes to the disk, and in which order. */
#include "runs/run_files.h"

#include "base/platform.h"
#include "runs/run_file.h"

#include <stdio.h>
#include <stdlib.h>

void run_files_tell_phase(const struct run *run, const char *what)
{
    if (run->options.progress.phase)
        run->options.progress.phase(run->options.progress.context, what);
}

void run_files_warn(const struct run *run, const char *message)
{
    if (run->options.warn)
        run->options.warn(run->options.warn_context, message);
}

void run_files_warn_of_bytes(const struct run *run, const char *file, const char *what,
                             uint64_t bytes)
{
    char message[128];

    snprintf(message, sizeof message,
             "%s has %llu bytes after its last whole %s, which are dropped", file,
             (unsigned long long)bytes, what);
    run_files_warn(run, message);
}

/* What the journal says of a row must not reach the disk before the row itself. */
enum status run_files_sync(struct run *run, struct error *err)
{
    TRY(journal_check_name(run->journal, err));
    if (run->gateway)
        TRY(gateway_sync(run->gateway, err));
    TRY(panel_file_sync(run->panel, err));
    TRY(journal_sync(run->journal, err));
    run->sync_at = platform_coarse_seconds();
    return STATUS_OK;
}

/* A run file without a panel can be made again from the journal, whose end waits for the disk anyway. */
enum status run_files_begin_end(struct run *run, struct error *err)
{
    return run->gateway || run->panel ? run_files_sync(run, err)
                                      : journal_begin_sync(run->journal, err);
}

static void tell_part(void *context, double done_share)
{
    const struct run *const run = context;
    char what[64];

    snprintf(what, sizeof what, "writing the panel: %.0f%%", 100.0 * done_share);
    run_files_tell_phase(run, what);
}

enum status run_files_save(struct run *run, bool with_panel, struct error *err)
{
    const struct run_file_content content = {
        .log = &run->log,
        .settings = run->settings,
        .config_hash = run->identity.config_hash,
        .build = &run->identity.build,
        .num_workers = strtoll(run->identity.workers, NULL, 10),
        .sampling = run->identity.sampling,
        .tax_year_length = settings_integer(run->settings, "tax_year_length"),
        .warmup_steps = settings_integer(run->settings, "warmup_steps"),
        .panel = with_panel ? run->panel : NULL,
        .panel_plan = &run->panel_plan,
        .population = with_panel ? &simulation_economy(run->simulation)->population : NULL,
        .report_part = panel_plan_bytes(&run->panel_plan) > 1e9 ? tell_part : NULL,
        .report_context = run,
    };

    if (run->journal)
        TRY(journal_check_name(run->journal, err));
    return run_file_write(run->paths.run_file, &content, err);
}
