/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/search_edges.h: climbs up to where edges of W meet, at which it would jump: a linear program a step
 * (sequential linear programming, Griffith and Stewart 1961), whose reach shrinks where it gains nothing. */
#ifndef FISC_PLANNER_SEARCH_EDGES_H
#define FISC_PLANNER_SEARCH_EDGES_H

#include "planner/search_problem.h"

#include <stddef.h>

struct edge_climber;

/* NULL if the problem says nothing of its edges, or for want of memory: then there is no climb. */
struct edge_climber *edge_climber_create(const struct search_problem *problem);
void edge_climber_destroy(struct edge_climber *climber);

/* Raises *value at x, from steps of `reach` in each rate down to `last_reach`; returns what that cost, in evaluations. */
size_t edge_climber_climb(struct edge_climber *climber, double *x, double *value, double reach,
                          double last_reach);

#endif
