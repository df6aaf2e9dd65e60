/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_file_content.h: all that a run file is made from. */
#ifndef FISC_RUNS_RUN_FILE_CONTENT_H
#define FISC_RUNS_RUN_FILE_CONTENT_H

#include "runs/build_info.h"
#include "runs/panel_file.h"
#include "runs/run_log.h"

struct run_file_content {
    const struct run_log *log;
    const struct settings *settings;
    const char *config_hash;
    const struct build_info *build;
    int64_t num_workers;  /* 0: a journal of an earlier build does not say */
    const char *sampling; /* struct run_identity */
    int64_t tax_year_length, warmup_steps;
    /* At the end of a run with a panel; NULL otherwise. */
    const struct panel_file *panel;
    const struct panel_plan *panel_plan;
    const struct population *population;
    void (*report_part)(void *context, double done_share); /* of writing the panel; may be NULL */
    void *report_context;
};

#endif
