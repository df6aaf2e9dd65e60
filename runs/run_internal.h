/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_internal.h: what a run is made of, for run.c (start, resume, finish), run_record.c (what it
 * writes as it goes) and run_files.c alone. */
#ifndef FISC_RUNS_RUN_INTERNAL_H
#define FISC_RUNS_RUN_INTERNAL_H

#include "runs/panel_file.h"
#include "runs/run_log.h"
#include "runs/run_options.h"
#include "runs/run_place.h"
#include "runs/stored_run.h"

struct run {
    struct settings *settings;
    struct run_options options;
    struct run_paths paths;
    struct run_place place;
    struct simulation *simulation;
    struct run_log log;
    struct journal *journal;
    struct run_identity identity;
    struct panel_plan panel_plan;
    struct panel_file *panel; /* NULL: no panel */
    double snapshot_interval_s, sync_interval_s;
    double snapshot_at, sync_at; /* when last */
    bool has_told_of_store;
    double told_wait_at_s;   /* when a wait for the model's server was last warned of; 0: never */
    struct gateway *gateway; /* NULL: no language model */
    struct settings *model_settings; /* with overrides of a resume; NULL: the run's own */
    /* A run with a language model is resumed by doing its steps again from the replies it kept: what
     * the journal has already is compared and not written. */
    size_t num_steps_again, num_steps_done_again, num_proposals_done_again;
};

#endif
