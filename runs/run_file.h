/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_file.h: the layout of run.h5 (docs/file_formats.md), made from a run's log. */
#ifndef FISC_RUNS_RUN_FILE_H
#define FISC_RUNS_RUN_FILE_H

#include "runs/build_info.h"
#include "runs/panel_file.h"
#include "runs/run_log.h"

enum { RUN_FILE_SCHEMA_VERSION = 2 };

struct run_file_content {
    const struct run_log *log;
    const struct settings *settings;
    const char *config_hash;
    const struct build_info *build;
    int64_t num_workers; /* 0: a journal of an earlier build does not say */
    int64_t tax_year_length, warmup_steps;
    /* At the end of a run with a panel; NULL otherwise. */
    const struct panel_file *panel;
    const struct panel_plan *panel_plan;
    const struct population *population;
    void (*report_part)(void *context, double done_share); /* of writing the panel; may be NULL */
    void *report_context;
};

/* Write all of it to `path` under a temporary name and rename: readers see the old file or the new
 * one, never a part. */
enum status run_file_write(const char *path, const struct run_file_content *content,
                           struct error *err) MUST_CHECK;

#endif
