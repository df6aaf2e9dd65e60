/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/sweep/needs.h: how long a task of a sweep takes and how much memory, from a point that was run. */
#ifndef FISC_STUDIES_SWEEP_NEEDS_H
#define FISC_STUDIES_SWEEP_NEEDS_H

#include "studies/sweep/rows.h"

struct sweep_needs {
    bool is_known;         /* a point is done, and says what it took */
    size_t measured;       /* that point: of those with the most decisions the slowest */
    double seconds, bytes; /* that it took; bytes: of its process at the most, 0: not said */
    double task_s;         /* of the longest task, as measured: nothing is put on top */
    double task_bytes;     /* of a task, all its processes */
    bool
        is_larger_than_seen; /* some open point has more workers or steps: the measure is scaled up */
};

/* The point with the most decisions (workers x steps), which says most about the others. */
enum status sweep_needs_largest(size_t *point, const struct sweep_plan *plan,
                                struct error *err) MUST_CHECK;

/* For so many tasks of so many processes each, which share the open points as job arrays do. */
enum status sweep_needs_find(struct sweep_needs *needs, const struct sweep_plan *plan,
                             struct sweep_row *const *row, long num_tasks, long num_processes,
                             struct error *err) MUST_CHECK;

#endif
