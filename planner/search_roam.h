/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/search_roam.h: an iterated local search (Lourenco, Martin and Stuetzle 2003) for a function that jumps, as W of few
 * workers does, where one of them jumps: up to thousands of local maxima, that evolutions settle between.  A point is
 * disturbed in a few rates, improved along lines over their whole range, and kept if it is no worse.  Most lines are
 * moves of the tax between two thresholds: one rate rises and another falls by what leaves taxes above both as they are.
 * Where the problem knows its edges a few lines are enough, and a climb to where edges meet (planner/search_edges.h)
 * ends each improvement. */
#ifndef FISC_PLANNER_SEARCH_ROAM_H
#define FISC_PLANNER_SEARCH_ROAM_H

#include "planner/search_problem.h"

#include <stddef.h>

/* Raises *value at x by about `num_evaluations`; returns how many there were.  Every random number is keyed by the
 * problem's seed and `number`. */
size_t search_roam(double *x, double *value, const struct search_problem *problem,
                   size_t num_evaluations, uint64_t number);

#endif
