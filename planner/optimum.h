/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/optimum.h: the search of planner 'optimum', for the oracle too. */
#ifndef FISC_PLANNER_OPTIMUM_H
#define FISC_PLANNER_OPTIMUM_H

#include "planner/planner.h"

struct optimum_found {
    struct tax_schedule schedule;
    double welfare;        /* W* */
    int num_searches;      /* independent ones, each with draws of its own */
    int num_that_found_it; /* of them: within 1e-6 of W*, relative */
    double spread;         /* W* less the worst of their best */
    size_t num_evaluations, num_sample_evaluations;
};

/* Search until planner.optimum.times_found searches agree on the best, planner.optimum.searches at most.
 * STATUS_INTERRUPTED once the lab's stop flag is set. */
enum status optimum_find(struct optimum_found *found, const struct settings *settings,
                         const struct planner_view *view, struct error *err) MUST_CHECK;

#endif
