/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/search_scan.h: the last polish of a search.  With few workers W jumps where one of them jumps, and a
 * better basin can be far away in one rate: every rate is scanned over its whole range, then finer and finer, and
 * neighbours are moved together and against each other, until nothing gains. */
#ifndef FISC_PLANNER_SEARCH_SCAN_H
#define FISC_PLANNER_SEARCH_SCAN_H

#include "planner/search_problem.h"

#include <stddef.h>

/* Raises *value at x; returns the number of evaluations. */
size_t search_scan(double *x, double *value, const struct search_problem *problem);

#endif
