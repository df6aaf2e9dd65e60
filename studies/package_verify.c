/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/package_verify.c: what an archive holds is run again, somewhere else, and has to give the
 * results that it says. */
#include "base/process.h"
#include "base/temporary_folder.h"
#include "runs/stored_run.h"
#include "studies/package.h"
#include "studies/package_inputs.h"
#include "studies/package_internal.h"

#include <stdio.h>
#include <string.h>

static enum status unpack(const char *archive, const char *temporary, struct error *err)
{
    const char *const tar[] = {"tar", "-xzf", archive, "-C", temporary, "--no-same-owner", NULL};
    const char *const check[] = {"sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS", NULL};
    char folder[FILES_MAX_PATH];
    const struct process_options here = {0};
    const struct process_options inside = {.folder = folder, .is_silent = true};

    if (!file_exists(archive))
        return error_set(err, STATUS_MISSING_INPUT, "%s: no such file", archive);
    TRY(path_join(folder, temporary, "package", err));
    if (process_must_run(tar, &here, err))
        return error_set(err, STATUS_INVALID_INPUT, "%s: not an archive that tar can read",
                         archive);
    if (process_must_run(check, &inside, err))
        return error_set(err, STATUS_INVALID_INPUT, "%s: a file in it is not what SHA256SUMS says",
                         archive);
    return STATUS_OK;
}

static enum status again_run(struct package_report *report, const char *folder, const char *again,
                             const char *program, struct error *err)
{
    char config[FILES_MAX_PATH], replies[FILES_MAX_PATH];
    struct stored_run run;

    TRY(path_join(config, folder, "config.json", err));
    TRY(path_join(replies, folder, "replies/replies.jnl", err));
    const bool has_replies = file_exists(replies);
    const char *const arguments[] = {
        program,           "run", config, "-o", again, "-q", has_replies ? "--set" : NULL,
        "llm.mode=replay", NULL};

    TRY(folder_create(again, err));
    if (has_replies)
        TRY(package_copy(replies, again, "replies.jnl", err));
    const struct process_options options = {0};

    TRY(process_must_run(arguments, &options, err));
    TRY(stored_run_read(&run, again, err));
    snprintf(report->found, sizeof report->found, "%016llx",
             (unsigned long long)run.log.content_hash);
    stored_run_free(&run);
    return STATUS_OK;
}

static enum status again_sweep(struct package_report *report, const char *folder, const char *again,
                               const char *program, struct error *err)
{
    static const char *const files[] = {"base.json", "plan.jsonl"};
    char path[FILES_MAX_PATH], runs[FILES_MAX_PATH];
    struct text csv = {0};
    struct sweep_plan plan;
    uint64_t hash = 0;
    const struct process_options options = {0};

    TRY(folder_create(again, err));
    for (size_t k = 0; k < 2; k++) {
        TRY(path_join(path, folder, files[k], err));
        TRY(package_copy(path, again, files[k], err));
    }
    TRY(path_join(path, folder, "replies", err));
    TRY(path_join(runs, again, "runs", err));
    const bool has_replies = file_exists(path);

    if (has_replies && rename(path, runs) != 0)
        return error_set_errno(err, STATUS_IO, "%s", runs);
    const char *const arguments[] = {program, "sweep", "run",
                                     again,   "-q",    has_replies ? "--replay" : NULL,
                                     NULL};

    TRY(process_must_run(arguments, &options, err));
    TRY(sweep_plan_read(&plan, again, err));
    const enum status status = package_sweep_table(&csv, &hash, &plan, err);

    report->num_points = plan.num_points;
    sweep_plan_free(&plan);
    text_free(&csv);
    snprintf(report->found, sizeof report->found, "%016llx", (unsigned long long)hash);
    return status;
}

static enum status verify(struct package_report *report, const char *archive, const char *program,
                          const char *temporary, struct error *err)
{
    char folder[FILES_MAX_PATH], again[FILES_MAX_PATH];

    TRY(unpack(archive, temporary, err));
    TRY(path_join(folder, temporary, "package", err));
    TRY(path_join(again, temporary, "again", err));
    TRY(package_is_sweep(&report->is_sweep, folder, err));
    TRY(package_results_hash(report->expected, folder, err));
    TRY(report->is_sweep ? again_sweep(report, folder, again, program, err)
                         : again_run(report, folder, again, program, err));
    return strcmp(report->expected, report->found) == 0
               ? STATUS_OK
               : error_set(err, STATUS_PARTIAL, "%s: results were %s and are %s now", archive,
                           report->expected, report->found);
}

enum status package_verify(struct package_report *report, const char *archive, const char *program,
                           struct error *err)
{
    char temporary[FILES_MAX_PATH];

    *report = (struct package_report){0};
    TRY(temporary_folder_create(temporary, err));
    const enum status status = verify(report, archive, program, temporary, err);

    temporary_folder_remove(temporary);
    return status;
}
