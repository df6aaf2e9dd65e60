/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "planner/search_roam.h"

#include "base/random.h"
#include "planner/search_edges.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { COARSE_POINTS = 5, ZOOMS = 2, ZOOM_POINTS = 4 };
/* Lines of an improvement, a rate: at most, at most of the first, and without a gain. */
enum { MOST_LINES = 3, FIRST_LINES = 20, VAIN_LINES = 2 };
enum { LINES_BEFORE_CLIMB = 1 };
static const double FIRST_REACH = 0.05, MIDDLE_REACH = 1e-3, LAST_REACH = 1e-8;
static const double NEAR = 1e-4;        /* relative: a climb that may still come to the best */
static const double STAY_SHRINKS = 0.2; /* the next zoom where nothing gained */
static const double LEAST_GAIN = 1e-9;  /* relative, of a line */
static const double SMALL_MOVE = 0.17;  /* of a rate that is disturbed but not drawn anew */

struct roam {
    const struct search_problem *problem;
    uint64_t number, draw;
    size_t num_evaluations;
    struct random_uniforms uniforms;
    int num_used;                 /* of them */
    struct edge_climber *climber; /* NULL: nothing is known of the edges */
};

static double draw(struct roam *roam)
{
    if (roam->num_used == 4) {
        roam->uniforms = random_uniforms(roam->problem->seed, RANDOM_OPTIMUM, roam->draw++,
                                         (1u << 22) + roam->number);
        roam->num_used = 0;
    }
    return roam->uniforms.u[roam->num_used++];
}

static int draw_below(struct roam *roam, int count)
{
    return (int)(draw(roam) * count);
}

static double evaluate(struct roam *roam, const double *x)
{
    roam->num_evaluations++;
    return roam->problem->value(roam->problem->context, x);
}

static bool is_stopped(const struct search_problem *problem)
{
    return problem->stop && *problem->stop;
}

static double inside(const struct search_problem *problem, double rate)
{
    return fmin(fmax(rate, problem->low), problem->high);
}

/* ---- directions -------------------------------------------------------------------------------- */

static double width(const struct search_problem *problem, int j)
{
    return problem->width ? problem->width[j] : 1.0;
}

/* Rate j up, rate k down: between them the tax rises, above both it stays. */
static void raise_between(double *direction, const struct search_problem *problem, int j, int k)
{
    const double narrow = fmin(width(problem, j), width(problem, k));

    direction[j] = narrow / width(problem, j);
    direction[k] = -narrow / width(problem, k);
}

static void draw_direction(struct roam *roam, double *direction)
{
    enum { ONE_RATE, TAX_AT_ONE_THRESHOLD, TAX_BETWEEN_TWO, NEIGHBOURS, ALL, SOME, KINDS };
    const int n = roam->problem->dimension;
    const int kind = draw_below(roam, KINDS);
    const int j = draw_below(roam, n);
    int end = n;

    memset(direction, 0, (size_t)n * sizeof *direction);
    if (kind == ONE_RATE || n == 1) {
        direction[j] = 1.0;
    } else if (kind == TAX_AT_ONE_THRESHOLD) {
        raise_between(direction, roam->problem, j < n - 1 ? j : j - 1, j < n - 1 ? j + 1 : j);
    } else if (kind == TAX_BETWEEN_TWO) {
        raise_between(direction, roam->problem, j, (j + 1 + draw_below(roam, n - 1)) % n);
    } else if (kind == ALL) {
        for (int i = 0; i < n; i++)
            direction[i] = 2.0 * draw(roam) - 1.0;
    } else {
        end = j + 2 + draw_below(roam, kind == SOME ? 4 : 3);
        for (int i = j; i < n && i < end; i++)
            direction[i] = kind == SOME ? 2.0 * draw(roam) - 1.0 : 1.0;
    }
}

/* ---- lines ------------------------------------------------------------------------------------- */

/* How far a line goes inside the range. */
struct reach {
    double back, ahead;
};

static struct reach reach_of(const struct search_problem *problem, const double *x,
                             const double *direction)
{
    struct reach reach = {-INFINITY, INFINITY};

    for (int j = 0; j < problem->dimension; j++) {
        if (direction[j] == 0.0)
            continue;
        const double low = (problem->low - x[j]) / direction[j];
        const double high = (problem->high - x[j]) / direction[j];

        reach.back = fmax(reach.back, fmin(low, high));
        reach.ahead = fmin(reach.ahead, fmax(low, high));
    }
    return reach;
}

static void go(double *to, const struct search_problem *problem, const double *x,
               const double *direction, double t)
{
    for (int j = 0; j < problem->dimension; j++)
        to[j] = inside(problem, x[j] + t * direction[j]);
}

/* The best of a few points of a line, coarse over all of it and finer around the best. */
static void follow_line(struct roam *roam, double *x, double *value, const double *direction)
{
    const struct search_problem *const problem = roam->problem;
    const struct reach reach = reach_of(problem, x, direction);
    const double offset = draw(roam);
    double step = (reach.ahead - reach.back) / COARSE_POINTS;
    double best = 0.0;

    if (!(step > 0.0))
        return;
    for (int level = 0; level <= ZOOMS; level++) {
        const int num_points = level == 0 ? COARSE_POINTS : ZOOM_POINTS;
        const double centre = best;

        for (int k = 0; k < num_points; k++) {
            const double part = 2.0 * (k + 0.25 + 0.5 * draw(roam)) / num_points - 1.0;
            const double t = level == 0 ? reach.back + (k + offset) * step : centre + step * part;
            double y[SEARCH_MAX_DIMENSION];

            go(y, problem, x, direction, t);
            const double found = evaluate(roam, y);

            if (found > *value) {
                *value = found;
                best = t;
            }
        }
        if (level > 0)
            step *= best == 0.0 ? STAY_SHRINKS * 2.0 / ZOOM_POINTS : 2.0 / ZOOM_POINTS;
    }
    if (best != 0.0)
        go(x, problem, x, direction, best);
}

/* Lines at random until many in a row gain nothing. */
static void improve(struct roam *roam, double *x, double *value, int most_lines)
{
    const int n = roam->problem->dimension;
    int vain = 0;

    for (int k = 0; k < most_lines * n && vain < VAIN_LINES * n; k++) {
        const double before = *value;
        double direction[SEARCH_MAX_DIMENSION];

        if (is_stopped(roam->problem))
            return;
        draw_direction(roam, direction);
        follow_line(roam, x, value, direction);
        vain = *value > before + LEAST_GAIN * fabs(before) ? 0 : vain + 1;
    }
}

/* One to three rates, neighbours or any, drawn anew or moved a little. */
static void disturb(struct roam *roam, double *x)
{
    const struct search_problem *const problem = roam->problem;
    const int n = problem->dimension;
    const int count = 1 + draw_below(roam, 3);
    const bool are_neighbours = draw(roam) < 0.5;
    const int first = draw_below(roam, n);

    for (int k = 0; k < count; k++) {
        const int j = are_neighbours ? (first + k) % n : draw_below(roam, n);
        const bool is_new = draw(roam) < 0.5;
        const double u = draw(roam);

        x[j] = is_new ? problem->low + (problem->high - problem->low) * u
                      : inside(problem, x[j] + SMALL_MOVE * (2.0 * u - 1.0));
    }
}

/* To where edges meet. */
static void climb(struct roam *roam, double *x, double *value, double reach, double last_reach)
{
    if (roam->climber)
        roam->num_evaluations += edge_climber_climb(roam->climber, x, value, reach, last_reach);
}

size_t search_roam(double *x, double *value, const struct search_problem *problem,
                   size_t num_evaluations, uint64_t number)
{
    struct roam roam = {.problem = problem,
                        .number = number,
                        .num_used = 4,
                        .climber = edge_climber_create(problem)};
    const size_t size = (size_t)problem->dimension * sizeof *x;

    improve(&roam, x, value, FIRST_LINES);
    climb(&roam, x, value, FIRST_REACH, LAST_REACH);
    while (roam.num_evaluations < num_evaluations && !is_stopped(problem)) {
        double other[SEARCH_MAX_DIMENSION];

        memcpy(other, x, size);
        disturb(&roam, other);
        double found = evaluate(&roam, other);

        improve(&roam, other, &found, roam.climber ? LINES_BEFORE_CLIMB : MOST_LINES);
        climb(&roam, other, &found, FIRST_REACH, MIDDLE_REACH);
        if (found > *value - NEAR * fabs(*value))
            climb(&roam, other, &found, MIDDLE_REACH, LAST_REACH);
        if (found >= *value) {
            *value = found;
            memcpy(x, other, size);
        }
    }
    edge_climber_destroy(roam.climber);
    return roam.num_evaluations;
}
