/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/sweep/run_point.h: one point of a sweep, run to its row. */
#ifndef FISC_STUDIES_SWEEP_RUN_POINT_H
#define FISC_STUDIES_SWEEP_RUN_POINT_H

#include "studies/sweep/rows.h"

#include <signal.h>

struct sweep_point_options {
    bool keeps_run;    /* a run folder, gone on with if it was begun; else in memory alone */
    bool is_replay;    /* a language model's replies are taken from run folders alone */
    long max_requests; /* to a language model at a time; 0: as configured */
    const volatile sig_atomic_t *stop; /* may be NULL */
};

/* Where a language model is asked there is always a run folder.  A point that fails is a row that says so;
 * STATUS_INTERRUPTED, after *stop, is no row. */
enum status sweep_run_point(struct sweep_row *row, const struct sweep_plan *plan, size_t point,
                            const struct sweep_point_options *how, struct error *err) MUST_CHECK;

#endif
