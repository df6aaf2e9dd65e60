/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/sweep/replicate.h: repeat a point with other seeds until an interval is narrow enough.
 *     "replicate": {"key": "seed", "figure": "welfare", "half_width": 50, "least": 5, "most": 200}
 * The plan has all `most` runs of each point; how many of them are needed follows from the rows of the first ones
 * alone, so it does not depend on what ran when.  The interval is that of the mean over runs (95%, Student's t). */
#ifndef FISC_STUDIES_SWEEP_REPLICATE_H
#define FISC_STUDIES_SWEEP_REPLICATE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct sweep_plan;
struct sweep_row;

/* How far a replicated sweep is, and what it may still take. */
struct replicate_forecast {
    size_t num_groups;   /* points, each with up to `most` runs */
    size_t num_narrow;   /* narrow enough */
    size_t num_too_wide; /* all `most` runs are done and it is still too wide */
    size_t num_done;     /* runs */
    size_t
        num_expected; /* runs in all, by the spread so far; groups without rows count as the mean of the others */
    size_t num_least, num_most; /* bounds that hold whatever happens */
};

/* needed[num_points]; rows as of sweep_rows_read().  Every point is needed if nothing is replicated.
 * `forecast` may be NULL. */
enum status sweep_replicate_needed(bool *needed, struct replicate_forecast *forecast,
                                   const struct sweep_plan *plan, struct sweep_row *const *row,
                                   struct error *err) MUST_CHECK;

#endif
