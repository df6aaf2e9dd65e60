/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/rational_edges.h: W of few rational workers near a schedule, to first order in its rates: the slope of W while
 * everybody stays in his piece (model/response.h), and the edges at which somebody would jump to another one, where W
 * jumps too.  The best schedules lie where edges meet. */
#ifndef FISC_MODEL_RATIONAL_EDGES_H
#define FISC_MODEL_RATIONAL_EDGES_H

#include "model/rational.h"

enum { MOST_EDGES = 128 };

struct rational_edges {
    int num_rates, num_edges;
    bool has_gradient;                 /* the kind of welfare has marginal weights */
    double gradient[TAX_MAX_BRACKETS]; /* of W, up to a positive factor */
    /* What a worker loses by the jump, USD per year, and how that changes with each rate. */
    double slack[MOST_EDGES];
    double slope[MOST_EDGES][TAX_MAX_BRACKETS];
    double curvature[MOST_EDGES]; /* at most minus the second derivative in a rate */
};

/* Edges that a change of every rate by `reach` can come to.  False for want of memory. */
bool rational_edges_find(struct rational_edges *edges, const struct rational *rational,
                         const struct tax_schedule *schedule,
                         const struct welfare_settings *settings, double reach);

#endif
