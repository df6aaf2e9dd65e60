/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_values.h: what a run leaves besides the figures of its steps. */
#ifndef FISC_RUNS_RUN_VALUES_H
#define FISC_RUNS_RUN_VALUES_H

#include "agents/decision_log.h"
#include "simulation/simulation.h"

struct run_proposal {
    int64_t step, tax_year;
    bool is_accepted;
    struct tax_system tax_system; /* owned */
    char *note;                   /* JSON or "" ; owned */
    char *refusal;                /* why it was refused, or ""; owned */
};

/* A tax system that was in force. */
struct run_tax_system {
    struct tax_system tax_system; /* as legislated; owned */
    struct tax_system composed;   /* as units with one adult owe it (tax_system_compose) */
};

/* One snapshot of all followed workers in the panel file. */
struct run_panel_row {
    int64_t step;
    uint64_t hash; /* XXH3-64 of its bytes */
};

/* A text that a language model was asked with, before its places were filled. */
struct run_prompt {
    char *name, *text; /* owned */
};

/* Who a worker was for a language model. */
struct run_persona {
    int64_t worker; /* id */
    char *text;     /* owned */
};

#endif
