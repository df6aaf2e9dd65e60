/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "planner/search_edges.h"

#include "model/rational_edges.h"
#include "planner/linear_program.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_STEPS = 60, COST_OF_A_STEP = 20 }; /* as long as so many evaluations */
static const double WIDER = 1.5, NARROWER = 0.3;
static const double KEPT_USD = 1e-9;   /* off every edge */
static const double DIFFERENCE = 1e-6; /* of a rate */
static const double MOST_REACH = 0.2;
static const double LEAST_GAIN = 1e-12; /* relative */

struct edge_climber {
    const struct search_problem *problem;
    struct rational_edges edges;
    struct linear_program program;
};

struct edge_climber *edge_climber_create(const struct search_problem *problem)
{
    struct edge_climber *const climber = problem->edges ? calloc(1, sizeof *climber) : NULL;

    if (climber)
        climber->problem = problem;
    return climber;
}

void edge_climber_destroy(struct edge_climber *climber)
{
    free(climber);
}

/* Nobody jumps: slack + slope . d - curvature reach^2/2 >= 0, d from `low` to `low` + width. */
static void write_program(struct edge_climber *climber, const double *low, double reach)
{
    const struct rational_edges *const edges = &climber->edges;
    struct linear_program *const program = &climber->program;
    const int n = edges->num_rates;

    program->num_variables = n;
    program->num_rows = edges->num_edges;
    memcpy(program->gain, edges->gradient, (size_t)n * sizeof *program->gain);
    for (int e = 0; e < edges->num_edges; e++) {
        double limit = edges->slack[e] - 0.5 * edges->curvature[e] * reach * reach - KEPT_USD;

        for (int k = 0; k < n; k++) {
            program->row[e][k] = -edges->slope[e][k];
            limit += edges->slope[e][k] * low[k];
        }
        program->limit[e] = limit;
    }
}

/* Of W, from differences.  One side may have jumped: then the other is far less steep. */
static void measure_gradient(struct edge_climber *climber, const double *x, double value)
{
    const struct search_problem *const problem = climber->problem;
    double y[SEARCH_MAX_DIMENSION];

    memcpy(y, x, (size_t)problem->dimension * sizeof *y);
    for (int k = 0; k < problem->dimension; k++) {
        y[k] = x[k] + DIFFERENCE;
        const double ahead = (problem->value(problem->context, y) - value) / DIFFERENCE;

        y[k] = x[k] - DIFFERENCE;
        const double back = (value - problem->value(problem->context, y)) / DIFFERENCE;

        y[k] = x[k];
        climber->edges.gradient[k] = fabs(ahead) < fabs(back) ? ahead : back;
    }
}

/* The best step within reach, as the first order has it; false if nothing is known of the edges. */
static bool step(struct edge_climber *climber, double *to, const double *x, double value,
                 double reach)
{
    const struct search_problem *const problem = climber->problem;
    double low[SEARCH_MAX_DIMENSION];

    if (!problem->edges(problem->context, x, reach, &climber->edges))
        return false;
    if (!climber->edges.has_gradient)
        measure_gradient(climber, x, value);
    for (int k = 0; k < problem->dimension; k++) {
        low[k] = fmax(-reach, problem->low - x[k]);
        climber->program.width[k] = fmin(reach, problem->high - x[k]) - low[k];
    }
    write_program(climber, low, reach);
    linear_program_solve(&climber->program, to);
    for (int k = 0; k < problem->dimension; k++)
        to[k] = fmin(fmax(x[k] + low[k] + to[k], problem->low), problem->high);
    return true;
}

size_t edge_climber_climb(struct edge_climber *climber, double *x, double *value, double reach,
                          double last_reach)
{
    const struct search_problem *const problem = climber->problem;
    size_t cost = 0;

    for (int k = 0; k < MOST_STEPS && reach >= last_reach && !(problem->stop && *problem->stop);
         k++) {
        double to[SEARCH_MAX_DIMENSION];

        if (!step(climber, to, x, *value, reach))
            break;
        cost += climber->edges.has_gradient ? COST_OF_A_STEP : 2 * (size_t)problem->dimension;
        const double found = problem->value(problem->context, to);

        if (found > *value + LEAST_GAIN * fabs(*value)) {
            *value = found;
            memcpy(x, to, (size_t)problem->dimension * sizeof *x);
            reach = fmin(WIDER * reach, MOST_REACH);
        } else {
            reach *= NARROWER;
        }
    }
    return cost;
}
