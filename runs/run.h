/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run.h: a simulation with a folder: started, killed, resumed, finished. */
#ifndef FISC_RUNS_RUN_H
#define FISC_RUNS_RUN_H

#include "config/settings_with.h"
#include "llm/gateway.h"
#include "runs/run_log.h"
#include "simulation/simulation.h"

struct run_options {
    const char *folder;
    /* At its first step, made from the same config by who had to see it before; NULL: made here.  Taken
     * over, on failure too; its settings have to outlive the run. */
    struct simulation *simulation_take;
    bool is_forced;           /* a new run replaces an earlier one in the folder */
    struct progress progress; /* functions may be NULL */
    void (*warn)(void *context, const char *message); /* NULL: nobody listens */
    void *warn_context;
    const volatile sig_atomic_t *stop; /* NULL: nothing stops it */
    /* [num_overrides] of llm.*, borrowed: how a language model is reached and paid for, on resume; no
     * result hangs on them */
    const struct settings_override *overrides;
    size_t num_overrides;
    const struct transport
        *transport; /* to a language model instead of HTTP; NULL: as configured */
    void (*model_progress)(void *context, size_t num_done,
                           size_t count); /* context of `progress` */
    transport_waits *model_waits;         /* its server makes us wait; context of `progress` */
};

struct run; /* opaque */

/* Everything up to the first step: population drawn, folder and journal made.  Settings are taken
 * over (freed on failure too).  STATUS_CANNOT_CREATE if there is a run in the folder already. */
enum status run_start_take(struct run **run, struct settings *settings,
                           const struct run_options *options, struct error *err) MUST_CHECK;

/* The same for a run that was interrupted.  STATUS_CONFIG_CONFLICT if the config was changed or the
 * population cannot be drawn again as it was.  A complete run is fine: nothing is left to do. */
enum status run_resume(struct run **run, const struct run_options *options,
                       struct error *err) MUST_CHECK;

/* All remaining steps; then run.h5.  STATUS_INTERRUPTED if it was stopped: nothing is lost. */
enum status run_execute(struct run *run, struct error *err) MUST_CHECK;

const struct run_log *run_results(const struct run *run);
const struct settings *run_settings(const struct run *run);

void run_destroy(struct run *run);

#endif
