/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_options.h: what a run is told besides its config; no result hangs on it. */
#ifndef FISC_RUNS_RUN_OPTIONS_H
#define FISC_RUNS_RUN_OPTIONS_H

#include "config/settings_with.h"
#include "llm/gateway.h"
#include "simulation/simulation.h"

struct run_options {
    const char *folder;
    /* At its first step, made from the same config by who had to see it before; NULL: made here.  Taken
     * over, on failure too; its settings have to outlive the run. */
    struct simulation *simulation_take;
    bool is_forced;           /* a new run replaces an earlier one in the folder */
    struct progress progress; /* functions may be NULL */
    /* Workers are drawn, and from here on the folder changes: what stops the run has to go through `stop`.  NULL: nobody
     * listens. */
    void (*begins)(void);
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

#endif
