/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/sweep/pool.h: points shared out among processes of this machine.  A process that dies
 * takes only the point with it that it had in hand; another does it again. */
#ifndef FISC_STUDIES_SWEEP_POOL_H
#define FISC_STUDIES_SWEEP_POOL_H

#include "studies/sweep/plan.h"

#include <signal.h>
#include <stdbool.h>

struct sweep_progress {
    size_t num_points, num_done,
        num_failed; /* of those that are to be run, as far as known; failed are done too */
    size_t
        num_done_before; /* of num_done, before the clock started: they say nothing of the rate */
    size_t num_running;
    size_t num_expected; /* by the spread so far, if points are replicated; else 0 */
    double seconds;      /* since the start */
};

struct sweep_pool_options {
    int num_processes; /* at least 1 */
    size_t slice,
        num_slices; /* points with index % num_slices == slice; {0, 1}: all.  Runs that replicate one
                                 point stay together */
    bool retries_failed; /* points that failed before are run again */
    bool keeps_runs;     /* a run folder for every point */
    bool is_replay; /* replies of a language model are taken from run folders alone: no socket */
    long
        max_requests; /* to a language model at a time, divided among the processes, at least 1 each; 0: as
                            configured */
    const volatile sig_atomic_t *stop;                                      /* may be NULL */
    void (*progress)(void *context, const struct sweep_progress *progress); /* may be NULL */
    void *progress_context;
};

/* All points that have no row yet and are needed (studies/sweep/replicate.h).  STATUS_PARTIAL if some failed;
 * STATUS_INTERRUPTED after *stop: what was finished is kept.  Its processes are
 * this very program, whose main() hands their arguments to pool_worker_run(): a fork would hang in the first parallel
 * region after one of the process that forked. */
enum status sweep_pool_run(const struct sweep_plan *plan, const struct sweep_pool_options *options,
                           struct sweep_progress *progress, struct error *err) MUST_CHECK;

#endif
