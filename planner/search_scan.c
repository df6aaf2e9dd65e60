/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "planner/search_scan.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { FIRST_POINTS = 129, FINER_POINTS = 33, LEVELS = 6, MAX_SWEEPS = 8 };
static const double LEAST_GAIN = 1e-12; /* relative, of a sweep */

struct scan {
    const struct search_problem *problem;
    double *x;
    double *value;
    size_t num_evaluations;
};

static double value_with(const struct scan *scan, int j, double rate)
{
    double x[SEARCH_MAX_DIMENSION];

    memcpy(x, scan->x, (size_t)scan->problem->dimension * sizeof *x);
    x[j] = rate;
    return scan->problem->value(scan->problem->context, x);
}

/* Values on an even grid of one rate. */
static void fill_grid(double *value, const struct scan *scan, int j, double low, double step,
                      int num_points)
{
    if (scan->problem->is_parallel) {
        for (int k = 0; k < num_points; k++)
            value[k] = value_with(scan, j, low + k * step);
        return;
    }
#pragma omp parallel for schedule(static)
    for (int k = 0; k < num_points; k++)
        value[k] = value_with(scan, j, low + k * step);
}

/* The best of one rate: over the whole range, then around the best so far. */
static void scan_rate(struct scan *scan, int j)
{
    double low = scan->problem->low;
    double high = scan->problem->high;

    for (int level = 0; level < LEVELS && high > low; level++) {
        const int num_points = level == 0 ? FIRST_POINTS : FINER_POINTS;
        const double step = (high - low) / (num_points - 1);
        double value[FIRST_POINTS];
        int best = 0;

        fill_grid(value, scan, j, low, step, num_points);
        scan->num_evaluations += (size_t)num_points;
        for (int k = 1; k < num_points; k++)
            best = value[k] > value[best] ? k : best;
        if (value[best] > *scan->value) {
            *scan->value = value[best];
            scan->x[j] = fmin(low + best * step, high);
        }
        const double centre = low + best * step;

        low = fmax(centre - step, scan->problem->low);
        high = fmin(centre + step, scan->problem->high);
    }
}

/* One rate and the next, together or against each other. */
static void move_pair(struct scan *scan, int j)
{
    static const double sizes[] = {0.2, 0.1, 0.03, 0.01, 0.003, 0.001, 1e-4, 1e-5};
    const struct search_problem *const problem = scan->problem;

    for (size_t k = 0; k < 4 * sizeof sizes / sizeof *sizes; k++) {
        const double size = sizes[k / 4];
        double x[SEARCH_MAX_DIMENSION];

        memcpy(x, scan->x, (size_t)problem->dimension * sizeof *x);
        x[j] = fmin(fmax(x[j] + (k % 4 < 2 ? size : -size), problem->low), problem->high);
        x[j + 1] = fmin(fmax(x[j + 1] + (k % 2 ? size : -size), problem->low), problem->high);
        const double value = problem->value(problem->context, x);

        scan->num_evaluations++;
        if (value > *scan->value) {
            *scan->value = value;
            memcpy(scan->x, x, (size_t)problem->dimension * sizeof *x);
        }
    }
}

size_t search_scan(double *x, double *value, const struct search_problem *problem)
{
    struct scan scan = {problem, x, value, 0};

    for (int sweep = 0; sweep < MAX_SWEEPS; sweep++) {
        const double before = *value;

        for (int j = 0; j < problem->dimension && !(problem->stop && *problem->stop); j++)
            scan_rate(&scan, j);
        for (int j = 0; j + 1 < problem->dimension; j++)
            move_pair(&scan, j);
        if (*value - before <= LEAST_GAIN * fabs(before))
            break;
    }
    return scan.num_evaluations;
}
