/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/package_verify.c: what an archive holds is run again, somewhere else, and has to give the
 * results that it says. */
#include "base/process.h"
#include "base/temporary_folder.h"
#include "runs/stored_run.h"
#include "studies/package.h"
#include "studies/package_disarm.h"
#include "studies/package_inputs.h"
#include "studies/package_internal.h"
#include "studies/package_unpack.h"

#include <stdio.h>
#include <string.h>

/* It has a path, a language and no secrets: neither keys nor proxies. */
static enum status run_stranger(const char *const *arguments, const volatile sig_atomic_t *stop,
                                struct error *err)
{
    const struct process_options stranger = {.has_bare_environment = true,
                                             .has_no_input = true,
                                             .stop = stop};

    return process_must_run(arguments, &stranger, err);
}

static enum status again_run(struct package_report *report, const char *folder, const char *again,
                             const char *program, const volatile sig_atomic_t *stop,
                             struct error *err)
{
    char config[FILES_MAX_PATH], replies[FILES_MAX_PATH];
    struct stored_run run;

    TRY(path_join(config, folder, "config.json", err));
    TRY(path_join(replies, folder, "replies/replies.jnl", err));
    TRY(package_disarm_run(config, err));
    TRY(folder_create(again, err));
    if (file_exists(replies))
        TRY(package_copy(replies, again, "replies.jnl", stop, err));
    const char *const arguments[] = {program, "run", config, "-o", again, "-q", NULL};

    TRY(run_stranger(arguments, stop, err));
    TRY(stored_run_read(&run, again, err));
    snprintf(report->found, sizeof report->found, "%016llx",
             (unsigned long long)run.log.content_hash);
    stored_run_free(&run);
    return STATUS_OK;
}

static enum status again_sweep(struct package_report *report, const char *folder, const char *again,
                               const char *program, const volatile sig_atomic_t *stop,
                               struct error *err)
{
    char base[FILES_MAX_PATH], points[FILES_MAX_PATH];
    char replies[FILES_MAX_PATH], runs[FILES_MAX_PATH];
    struct text csv = {0};
    struct sweep_plan plan;
    uint64_t hash = 0;

    TRY(path_join(base, folder, "base.json", err));
    TRY(path_join(points, folder, "plan.jsonl", err));
    TRY(package_check_sweep(base, points, err));
    TRY(folder_create(again, err));
    TRY(package_copy(base, again, "base.json", stop, err));
    TRY(package_copy(points, again, "plan.jsonl", stop, err));
    TRY(path_join(replies, folder, "replies", err));
    TRY(path_join(runs, again, "runs", err));
    TRY(package_take_replies_of_points(replies, runs, stop, err));
    const char *const arguments[] = {program, "sweep", "run", again, "-q", "--replay", NULL};

    TRY(run_stranger(arguments, stop, err));
    TRY(sweep_plan_read(&plan, again, err));
    const enum status status = package_sweep_table(&csv, &hash, &plan, err);

    report->num_points = plan.num_points;
    sweep_plan_free(&plan);
    text_free(&csv);
    snprintf(report->found, sizeof report->found, "%016llx", (unsigned long long)hash);
    return status;
}

static enum status verify(struct package_report *report, const char *archive, const char *program,
                          const char *temporary, const volatile sig_atomic_t *stop,
                          struct error *err)
{
    char folder[FILES_MAX_PATH], again[FILES_MAX_PATH];

    TRY(package_unpack(archive, temporary, stop, err));
    TRY(path_join(folder, temporary, "package", err));
    TRY(path_join(again, temporary, "again", err));
    TRY(package_is_sweep(&report->is_sweep, folder, err));
    TRY(package_results_hash(report->expected, folder, err));
    TRY(report->is_sweep ? again_sweep(report, folder, again, program, stop, err)
                         : again_run(report, folder, again, program, stop, err));
    return strcmp(report->expected, report->found) == 0
               ? STATUS_OK
               : error_set(err, STATUS_PARTIAL, "%s: results were %s and are %s now", archive,
                           report->expected, report->found);
}

enum status package_verify(struct package_report *report, const char *archive, const char *program,
                           const volatile sig_atomic_t *stop, struct error *err)
{
    struct temporary_folder temporary;

    *report = (struct package_report){0};
    TRY(temporary_folder_create(&temporary, err));
    const enum status status = verify(report, archive, program, temporary.path, stop, err);

    temporary_folder_remove(&temporary);
    return status;
}
