/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/sweep/pool_worker.h: a process of the pool (studies/sweep/pool.h): the program itself, started with
 * arguments of its own. */
#ifndef FISC_STUDIES_SWEEP_POOL_WORKER_H
#define FISC_STUDIES_SWEEP_POOL_WORKER_H

#include "base/error.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum { POOL_MAX_PROCESSES = 1024 };
#define POOL_NOTHING ((size_t)-1)

/* What processes tell each other, in memory that all of them see. */
struct pool_shared {
    _Atomic size_t next;                        /* place in todo[] */
    _Atomic size_t in_hand[POOL_MAX_PROCESSES]; /* point of each process, or POOL_NOTHING */
    size_t num_todo;
    size_t todo[]; /* points */
};

/* A finished point; smaller than PIPE_BUF, so that messages never mix. */
struct pool_message {
    size_t point;
    int status;
};

struct pool_worker {
    const char *plan_folder;
    int shared_file, pipe; /* open, with a struct pool_shared, and for messages */
    int slot;              /* its place in in_hand[], where its first point may stand */
    long num_threads;
    int64_t parent; /* when that ends, so does the process */
    bool keeps_runs, is_replay;
    long max_requests; /* of this process; 0: as configured */
};

/* The first of its arguments. */
#define POOL_WORKER_WORD "--pool-worker"

enum status pool_worker_start(int64_t *process, const struct pool_worker *worker,
                              struct error *err) MUST_CHECK;

/* What the process does, given its arguments after POOL_WORKER_WORD; its exit code is the status. */
enum status pool_worker_run(int num_arguments, char *const *arguments,
                            const volatile sig_atomic_t *stop, struct error *err) MUST_CHECK;

#endif
