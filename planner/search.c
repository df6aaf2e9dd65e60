/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "planner/search.h"

#include "base/random.h"
#include "planner/search_roam.h"
#include "planner/search_scan.h"

#include <gsl/gsl_multimin.h>

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { FINAL_POINTS = 48, FINAL_EVOLUTION = 100 };
enum { FIRST_EDGE_EVOLUTION = 2, EDGE_GENERATIONS = 60 };
enum { MAX_CLIMB_STEPS = 60, MAX_POLISH_STEPS = 1500, MAX_POLISHES = 6, MAX_SCANS = 4 };
static const double GRADIENT_STEP = 2e-4;
static const double CLIMB_STEP = 0.02;
static const double CLIMB_TOLERANCE = 1e-7; /* of a rate */
static const double POLISH_SIZE = 2e-3;
/* Half widths of the boxes of one evolution after the other, in parts of the whole range. */
static const double HALF_WIDTHS[SEARCH_MAX_EVOLUTIONS] = {1.0, 0.15, 0.04, 0.01, 0.002, 0.0004};
static const double FINAL_HALF_WIDTH = 0.04;
static const double DE_WEIGHT = 0.6;
static const double DE_CROSSOVER = 0.9;

struct point {
    double x[SEARCH_MAX_DIMENSION];
    double value;
};

/* What GSL's minimisers see: minus the value, counted, with rates outside the range put back. */
struct objective {
    const struct search_problem *problem;
    size_t num_evaluations;
    struct point best;
};

static bool is_stopped(const struct search_problem *problem)
{
    return problem->stop && *problem->stop;
}

static double evaluate(struct objective *objective, const double *x)
{
    struct point point;

    for (int j = 0; j < objective->problem->dimension; j++)
        point.x[j] = fmin(fmax(x[j], objective->problem->low), objective->problem->high);
    point.value = objective->problem->value(objective->problem->context, point.x);
    objective->num_evaluations++;
    if (point.value > objective->best.value)
        objective->best = point;
    return point.value;
}

static double minus_value(const gsl_vector *x, void *context)
{
    const double value = evaluate(context, x->data);

    return isfinite(value) ? -value : NAN;
}

/* Central differences, one-sided at the ends of the range. */
static void minus_gradient(const gsl_vector *x, void *context, gsl_vector *gradient)
{
    struct objective *const objective = context;
    const struct search_problem *const problem = objective->problem;
    double y[SEARCH_MAX_DIMENSION];

    memcpy(y, x->data, (size_t)problem->dimension * sizeof *y);
    for (int j = 0; j < problem->dimension; j++) {
        const double high = fmin(x->data[j] + GRADIENT_STEP, problem->high);
        const double low = fmax(x->data[j] - GRADIENT_STEP, problem->low);
        double slope = 0.0;

        if (high > low) {
            y[j] = high;
            slope = evaluate(objective, y);
            y[j] = low;
            slope = (slope - evaluate(objective, y)) / (high - low);
        }
        y[j] = x->data[j];
        gsl_vector_set(gradient, (size_t)j, isfinite(slope) ? -slope : 0.0);
    }
}

static void minus_both(const gsl_vector *x, void *context, double *value, gsl_vector *gradient)
{
    *value = minus_value(x, context);
    minus_gradient(x, context, gradient);
}

static enum status climb(struct objective *objective, const double *start, struct error *err)
{
    const size_t n = (size_t)objective->problem->dimension;
    gsl_multimin_fdfminimizer *const climber =
        gsl_multimin_fdfminimizer_alloc(gsl_multimin_fdfminimizer_vector_bfgs2, n);
    gsl_vector *const x = gsl_vector_alloc(n);
    gsl_multimin_function_fdf function = {minus_value, minus_gradient, minus_both, n, objective};
    double before = -INFINITY;

    if (!climber || !x) {
        if (climber)
            gsl_multimin_fdfminimizer_free(climber);
        gsl_vector_free(x);
        return error_set(err, STATUS_NO_MEMORY, "no memory for a climb");
    }
    memcpy(x->data, start, n * sizeof *start);
    if (isfinite(evaluate(objective, start)) &&
        gsl_multimin_fdfminimizer_set(climber, &function, x, CLIMB_STEP, 0.1) == GSL_SUCCESS)
        for (int k = 0; k < MAX_CLIMB_STEPS && !is_stopped(objective->problem); k++) {
            if (gsl_multimin_fdfminimizer_iterate(climber) != GSL_SUCCESS)
                break;
            if (objective->best.value - before <= CLIMB_TOLERANCE * fabs(before))
                break;
            before = objective->best.value;
        }
    gsl_multimin_fdfminimizer_free(climber);
    gsl_vector_free(x);
    return STATUS_OK;
}

static void better_of(struct point *best, const struct point *other)
{
    if (other->value > best->value)
        *best = *other;
}

/* Stage 1: every start on its own. */
static enum status climb_from_starts(struct point *best, size_t *num_evaluations,
                                     const struct search_problem *problem,
                                     const struct search_settings *settings, const double *starts,
                                     int num_given, struct error *err)
{
    const int count = settings->num_starts > num_given ? settings->num_starts : num_given;
    struct objective *const objectives = calloc((size_t)count, sizeof *objectives);
    enum status status = STATUS_OK;

    if (!objectives)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %d climbs", count);
#pragma omp parallel for schedule(dynamic, 1) if (!problem->is_parallel) reduction(max : status)
    for (int s = 0; s < count; s++) {
        double start[SEARCH_MAX_DIMENSION];

        for (int j = 0; j < problem->dimension; j++)
            start[j] =
                s < num_given
                    ? starts[s * problem->dimension + j]
                    : problem->low + (problem->high - problem->low) *
                                         random_uniforms(problem->seed, RANDOM_OPTIMUM,
                                                         (uint64_t)(s - num_given), (uint64_t)j)
                                             .u[0];
        objectives[s] = (struct objective){problem, 0, {.value = -INFINITY}};
        status = climb(&objectives[s], start, NULL);
    }
    for (int s = 0; s < count; s++) {
        better_of(best, &objectives[s].best);
        *num_evaluations += objectives[s].num_evaluations;
    }
    free(objectives);
    return status ? error_set(err, status, "no memory for a climb") : STATUS_OK;
}

/* A box, inside the range, for differential evolution. */
struct box {
    double low[SEARCH_MAX_DIMENSION], high[SEARCH_MAX_DIMENSION];
};

static void box_around(struct box *box, const struct search_problem *problem, const double *x,
                       double half_width)
{
    for (int j = 0; j < problem->dimension; j++) {
        box->low[j] = fmax(x[j] - half_width, problem->low);
        box->high[j] = fmin(x[j] + half_width, problem->high);
    }
}

/* Integer below `count`, not among the `num_taken` given. */
static int pick(double u, int count, const int *taken, int num_taken)
{
    int k = (int)(u * (double)(count - num_taken));

    for (int passed = 1; passed;) { /* taken[] need not be sorted: repeat until nothing moves */
        passed = 0;
        for (int t = 0; t < num_taken; t++)
            if (k == taken[t]) {
                k = (k + 1) % count;
                passed = 1;
            }
    }
    return k;
}

static void mutate(struct point *trial, const struct point *points, int num_points, int p, int best,
                   const struct box *box, const struct search_problem *problem, uint64_t evolution,
                   uint64_t generation)
{
    const uint64_t who = evolution << 48 | generation << 24 | (uint64_t)p;
    const struct random_uniforms pick_u =
        random_uniforms(problem->seed, RANDOM_OPTIMUM, who, 1u << 20);
    int taken[4] = {p};

    for (int k = 1; k < 4; k++)
        taken[k] = pick(pick_u.u[k - 1], num_points, taken, k);
    const int forced = (int)(pick_u.u[3] * (double)problem->dimension);
    const struct point *const target = &points[p];
    const struct point *const a = &points[taken[1]];
    const struct point *const b = &points[taken[2]];
    const struct point *const c = &points[taken[3]];
    const int goes_to_best = generation % 2 == 0; /* alternate: current-to-best/1 and rand/1 */

    for (int j = 0; j < problem->dimension; j++) {
        const struct random_uniforms u =
            random_uniforms(problem->seed, RANDOM_OPTIMUM, who, (1u << 20) + 1 + (uint64_t)j);
        double x = goes_to_best ? target->x[j] + DE_WEIGHT * (points[best].x[j] - target->x[j]) +
                                      DE_WEIGHT * (a->x[j] - b->x[j])
                                : a->x[j] + DE_WEIGHT * (b->x[j] - c->x[j]);

        if (x < box->low[j] || x > box->high[j]) /* back inside, at random up to the edge */
            x = x < box->low[j] ? box->low[j] + u.u[1] * (target->x[j] - box->low[j])
                                : box->high[j] - u.u[1] * (box->high[j] - target->x[j]);
        trial->x[j] = u.u[0] < DE_CROSSOVER || j == forced ? x : target->x[j];
    }
}

static int index_of_best(const struct point *points, int num_points)
{
    int best = 0;

    for (int p = 1; p < num_points; p++)
        if (points[p].value > points[best].value)
            best = p;
    return best;
}

/* Nothing is left to choose between. */
static bool is_settled(const struct point *points, int num_points)
{
    for (int p = 1; p < num_points; p++)
        if (points[p].value != points[0].value)
            return false;
    return true;
}

static void evaluate_points(struct point *points, int num_points,
                            const struct search_problem *problem)
{
    if (problem
            ->is_parallel) { /* outside of a region: nested ones cost more than a small population */
        for (int p = 0; p < num_points; p++)
            points[p].value = problem->value(problem->context, points[p].x);
        return;
    }
#pragma omp parallel for schedule(static)
    for (int p = 0; p < num_points; p++)
        points[p].value = problem->value(problem->context, points[p].x);
}

/* Stage 2: one evolution; the best point so far is among its first generation. */
static enum status evolve(struct point *best, size_t *num_evaluations,
                          const struct search_problem *problem, int count, int num_generations,
                          double half_width, uint64_t evolution, struct error *err)
{
    struct point *const points = malloc(2 * (size_t)count * sizeof *points);
    struct point *const trials = points + count;
    struct box box;

    if (!points)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %d points", count);
    box_around(&box, problem, best->x, half_width * (problem->high - problem->low));
    for (int p = 0; p < count; p++)
        for (int j = 0; j < problem->dimension; j++)
            points[p].x[j] = p == 0
                                 ? best->x[j]
                                 : box.low[j] + (box.high[j] - box.low[j]) *
                                                    random_uniforms(problem->seed, RANDOM_OPTIMUM,
                                                                    evolution << 48 | (uint64_t)p,
                                                                    (1u << 21) + (uint64_t)j)
                                                        .u[0];
    evaluate_points(points, count, problem);
    for (int g = 1; g <= num_generations && !is_stopped(problem) && !is_settled(points, count);
         g++) {
        const int leader = index_of_best(points, count);

        for (int p = 0; p < count; p++)
            mutate(&trials[p], points, count, p, leader, &box, problem, evolution, (uint64_t)g);
        evaluate_points(trials, count, problem);
        for (int p = 0; p < count; p++)
            if (trials[p].value >= points[p].value)
                points[p] = trials[p];
    }
    *num_evaluations += (size_t)count * (size_t)(num_generations + 1);
    better_of(best, &points[index_of_best(points, count)]);
    free(points);
    return STATUS_OK;
}

/* Stage 3. */
static enum status polish_once(struct objective *objective, double size, double tolerance,
                               struct error *err)
{
    const size_t n = (size_t)objective->problem->dimension;
    gsl_multimin_fminimizer *const simplex =
        gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2, n);
    gsl_vector *const x = gsl_vector_alloc(n);
    gsl_vector *const step = gsl_vector_alloc(n);
    gsl_multimin_function function = {minus_value, n, objective};
    const int is_ready = simplex && x && step;

    if (is_ready) {
        memcpy(x->data, objective->best.x, n * sizeof(double));
        gsl_vector_set_all(step, size);
        if (gsl_multimin_fminimizer_set(simplex, &function, x, step) == GSL_SUCCESS)
            for (int k = 0; k < MAX_POLISH_STEPS && !is_stopped(objective->problem); k++)
                if (gsl_multimin_fminimizer_iterate(simplex) != GSL_SUCCESS ||
                    gsl_multimin_fminimizer_size(simplex) < tolerance)
                    break;
    }
    if (simplex)
        gsl_multimin_fminimizer_free(simplex);
    gsl_vector_free(x);
    gsl_vector_free(step);
    return is_ready ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "no memory for a simplex");
}

static enum status polish(struct point *best, size_t *num_evaluations,
                          const struct search_problem *problem, double tolerance, struct error *err)
{
    struct objective objective = {problem, 0, *best};
    double size = POLISH_SIZE;

    for (int k = 0; k < MAX_POLISHES; k++) {
        const double before = objective.best.value;

        TRY(polish_once(&objective, size, 1e-3 * size, err));
        if (objective.best.value - before <= tolerance * fabs(before))
            break;
        size *= 0.5;
    }
    *best = objective.best;
    *num_evaluations += objective.num_evaluations;
    return STATUS_OK;
}

/* Stage 2 where the function jumps.  The best are at edges, where jumps meet: small evolutions walk along them. */
static enum status roam(struct point *best, struct search_result *result, size_t *num_evaluations,
                        const struct search_problem *problem,
                        const struct search_settings *settings, struct error *err)
{
    *num_evaluations +=
        search_roam(best->x, &best->value, problem, (size_t)settings->num_roaming, 0);
    for (int e = FIRST_EDGE_EVOLUTION; e < SEARCH_MAX_EVOLUTIONS; e++)
        TRY(evolve(best, num_evaluations, problem, FINAL_POINTS, EDGE_GENERATIONS, HALF_WIDTHS[e],
                   (uint64_t)(e + 1), err));
    result->evolved = best->value;
    return STATUS_OK;
}

/* Stages 1 and 2. */
static enum status explore(struct point *best, struct search_result *result,
                           size_t *num_evaluations, const struct search_problem *problem,
                           const struct search_settings *settings, const double *starts,
                           int num_given, struct error *err)
{
    TRY(climb_from_starts(best, num_evaluations, problem, settings, starts, num_given, err));
    if (!isfinite(best->value))
        return error_set(err, STATUS_NUMERICAL,
                         "welfare is not a number at any of the first schedules");
    result->climbed = best->value;
    const struct point climbed = *best;

    if (settings->num_roaming > 0)
        return roam(best, result, num_evaluations, problem, settings, err);
    for (int family = 0; family < settings->num_families; family++) {
        struct point point = climbed;

        for (int e = 0; e < settings->num_evolutions; e++)
            TRY(evolve(&point, num_evaluations, problem, settings->num_points,
                       settings->num_generations, HALF_WIDTHS[e],
                       (uint64_t)(family * SEARCH_MAX_EVOLUTIONS + e + 1), err));
        better_of(best, &point);
    }
    result->evolved = best->value;
    return STATUS_OK;
}

enum status search_maximise(struct search_result *result, const struct search_problem *problem,
                            const struct search_problem *coarse,
                            const struct search_settings *settings, const double *starts,
                            int num_given, struct error *err)
{
    struct point best = {.value = -INFINITY};

    *result = (struct search_result){0};
    if (coarse) {
        TRY(explore(&best, result, &result->num_coarse_evaluations, coarse, settings, starts,
                    num_given, err));
        best.value = problem->value(problem->context, best.x);
        result->num_evaluations = 1;
        if (settings->num_final_generations > 0)
            TRY(evolve(&best, &result->num_evaluations, problem, FINAL_POINTS,
                       settings->num_final_generations, FINAL_HALF_WIDTH, FINAL_EVOLUTION, err));
    } else {
        TRY(explore(&best, result, &result->num_evaluations, problem, settings, starts, num_given,
                    err));
    }
    TRY(polish(&best, &result->num_evaluations, problem, settings->tolerance, err));
    for (int k = 0; settings->has_scans && k < MAX_SCANS && !is_stopped(problem); k++) {
        const double before = best.value;

        result->num_evaluations += search_scan(best.x, &best.value, problem);
        if (best.value - before <= settings->tolerance * fabs(before))
            break;
        TRY(polish(&best, &result->num_evaluations, problem, settings->tolerance, err));
    }
    memcpy(result->x, best.x, sizeof best.x);
    result->value = best.value;
    return STATUS_OK;
}
