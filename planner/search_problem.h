/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/search_problem.h: a function of a few rates, all in one range, whose maximum is wanted. */
#ifndef FISC_PLANNER_SEARCH_PROBLEM_H
#define FISC_PLANNER_SEARCH_PROBLEM_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

enum { SEARCH_MAX_DIMENSION = 64 };

struct rational_edges;

struct search_problem {
    int dimension;
    double low, high;    /* of every coordinate */
    const double *width; /* of each rate's bracket, [dimension]; NULL: all the same */
    double (*value)(void *context, const double *x); /* -INFINITY where there is none */
    /* Its slope and its edges within reach (model/rational_edges.h), or false; NULL: nothing is known of them. */
    bool (*edges)(void *context, const double *x, double reach, struct rational_edges *edges);
    void *context;
    int is_parallel; /* value() uses the threads itself: one point after another */
    uint64_t
        seed; /* searches with different seeds are independent but for the starts that are given */
    const volatile sig_atomic_t *stop; /* once it is not 0 the search ends early; or NULL */
};

#endif
