/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/search.h: global maximum of a function of a few rates, all in one range.  Deterministic:
 * every random number is keyed by (start, generation, point), and ties go to the first.
 *   1. local climbs (quasi-Newton, numerical gradients) from several starts;
 *   2. differential evolutions (Storn and Price 1997), first over the whole range, then in smaller
 *      and smaller boxes around the best point so far; or, where the function jumps, an iterated local search
 *      (planner/search_roam.h);
 *   3. Nelder-Mead simplex from the best point, restarted until it gains nothing;
 *   4. scans of one rate at a time and moves of neighbours (planner/search_scan.h), and 3 again if they gain.
 * Where an evaluation is dear, stages 1 and 2 run on a cheap stand-in of the function, and stage 3,
 * after one short evolution around the stand-in's best point, on the function itself. */
#ifndef FISC_PLANNER_SEARCH_H
#define FISC_PLANNER_SEARCH_H

#include "base/error.h"
#include "planner/search_problem.h"

#include <stdbool.h>
#include <stddef.h>

enum { SEARCH_MAX_EVOLUTIONS = 6 };

struct search_settings {
    int num_starts;
    int num_generations;
    int num_families;   /* independent chains of evolutions, each from the best climb */
    int num_evolutions; /* of a chain, at most SEARCH_MAX_EVOLUTIONS, each in a smaller box */
    int num_points;     /* of each differential evolution */
    int num_roaming; /* evaluations of the iterated local search instead of evolutions; 0: evolutions */
    int has_scans;             /* stage 4 */
    int num_final_generations; /* of the short one after a stand-in; 0: none */
    double tolerance;          /* relative gain at which the last polish stops */
};

struct search_result {
    double x[SEARCH_MAX_DIMENSION];
    double value;
    double climbed, evolved;       /* values after stages 1 and 2 (of the stand-in, if any) */
    size_t num_evaluations;        /* of the function itself */
    size_t num_coarse_evaluations; /* of the stand-in */
};

/* `coarse` is the stand-in, or NULL.  `starts` are the first `num_given` starts, [num_given][dimension]; the others are drawn.
 * STATUS_NUMERICAL if no point that was tried has a value. */
enum status search_maximise(struct search_result *result, const struct search_problem *problem,
                            const struct search_problem *coarse,
                            const struct search_settings *settings, const double *starts,
                            int num_given, struct error *err) MUST_CHECK;

#endif
