/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/gp_bo.c: Bayesian optimisation (Jones, Schonlau and Welch 1998; Snoek, Larochelle and Adams 2012): a
 * Gaussian process through the welfare of all tax years so far (planner/gaussian_process.h), and then the rates
 * whose expected improvement on the best tax year is highest.  It begins with the baseline tax system and a Latin
 * hypercube around the range of rates.  It remembers nothing: everything follows from the tax years so far. */
#include "base/elementary.h"
#include "base/json_writer.h"
#include "base/random.h"
#include "config/seed.h"
#include "planner/black_box.h"
#include "planner/brackets.h"
#include "planner/gaussian_process.h"
#include "planner/search.h"

#include <math.h>
#include <stdlib.h>

/* Where the search for the highest expected improvement begins, besides the best tax years. */
enum { NUM_STARTS = 12, NUM_BEST = 3 };

struct gp_bo {
    void *black_box; /* struct black_box */
    size_t design_years, memory_years;
};

/* Tax years as points: rates in parts of their range, welfare compressed, in standard deviations from its mean. */
struct points {
    double *x, *y; /* [count][dimension], [count] */
    size_t count;
    int dimension;
};

static void destroy(void *state)
{
    struct gp_bo *const planner = state;

    if (planner)
        free(planner->black_box);
    free(planner);
}

static enum status create(void **state, const struct settings *settings, struct error *err)
{
    struct gp_bo *const planner = calloc(1, sizeof *planner);

    if (!planner)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a planner");
    planner->design_years = (size_t)settings_integer(settings, "planner.gp_bo.design_years");
    planner->memory_years = (size_t)settings_integer(settings, "planner.gp_bo.memory_years");
    const enum status status = black_box_create(&planner->black_box, settings, err);

    if (status)
        destroy(planner);
    else
        *state = planner;
    return status;
}

/* Of the rates; 1 where there is but one. */
static double range_of(const struct brackets *brackets)
{
    const double range = brackets->max_rate - brackets->min_rate;

    return range > 0.0 ? range : 1.0;
}

/* A Latin hypercube: in every bracket one tax year in each of as many equal parts of the range. */
static void design_point(double *x, const struct gp_bo *planner, int dimension,
                         const struct planner_view *view)
{
    const size_t own = view->num_summaries - 1;

    for (int j = 0; j < dimension; j++) {
        double rank = 0.0;
        struct random_uniforms mine = random_uniforms(view->seed, RANDOM_BLACK_BOX, (uint64_t)j,
                                                      (uint64_t)view->num_summaries);

        for (size_t k = 0; k < planner->design_years; k++)
            rank += random_uniforms(view->seed, RANDOM_BLACK_BOX, (uint64_t)j, k + 1).u[0] <
                        mine.u[0] &&
                    k != own;
        x[j] = (rank + mine.u[1]) / (double)planner->design_years;
    }
}

static bool is_on_brackets(const struct brackets *brackets, const struct tax_system *tax_system)
{
    const struct tax_schedule *const schedule = tax_system_schedule(tax_system, 0);

    if (schedule->num_brackets != brackets->count)
        return false;
    for (int j = 0; j < brackets->count; j++)
        if (schedule->start_usd_per_year[j] != brackets->start_usd_per_year[j])
            return false;
    return true;
}

static void add_year(struct points *points, const struct brackets *brackets,
                     const struct planner_view *view, size_t year)
{
    double rate[TAX_MAX_BRACKETS];

    if (!isfinite(view->summaries[year].welfare) ||
        !is_on_brackets(brackets, &view->tax_systems[year]))
        return;
    black_box_rates(rate, &view->tax_systems[year]);
    for (int j = 0; j < points->dimension; j++)
        points->x[points->count * (size_t)points->dimension + (size_t)j] =
            fmin(fmax((rate[j] - brackets->min_rate) / range_of(brackets), 0.0), 1.0);
    points->y[points->count++] = view->summaries[year].welfare;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Welfare w as -ln(1 + (best - w)/m), m the median of best - w: the bad tax years, which may be very bad, shall not
 * set the scale of the good ones. */
static enum status compress(struct points *points, struct error *err)
{
    double *const loss = malloc((points->count + 1) * sizeof *loss);
    double best = -INFINITY;

    if (!loss)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %zu tax years", points->count);
    for (size_t k = 0; k < points->count; k++)
        best = fmax(best, points->y[k]);
    for (size_t k = 0; k < points->count; k++) {
        points->y[k] = best - points->y[k];
        loss[k] = points->y[k];
    }
    qsort(loss, points->count, sizeof *loss, ascending);
    const double median = points->count > 0 ? loss[points->count / 2] : 0.0;

    for (size_t k = 0; k < points->count; k++)
        points->y[k] = median > 0.0 ? -elementary_log1p(points->y[k] / median) : -points->y[k];
    free(loss);
    return STATUS_OK;
}

static void standardise(struct points *points)
{
    double mean = 0.0;
    double squares = 0.0;

    for (size_t k = 0; k < points->count; k++)
        mean += points->y[k] / (double)points->count;
    for (size_t k = 0; k < points->count; k++)
        squares += (points->y[k] - mean) * (points->y[k] - mean);
    const double scale = squares > 0.0 ? sqrt(squares / (double)points->count) : 1.0;

    for (size_t k = 0; k < points->count; k++)
        points->y[k] = (points->y[k] - mean) / scale;
}

/* The latest tax years and the best one. */
static enum status collect(struct points *points, const struct gp_bo *planner,
                           const struct planner_view *view, struct error *err)
{
    const struct brackets *const brackets =
        &((const struct black_box *)planner->black_box)->brackets;
    const size_t best = black_box_best_year(view, view->num_summaries);
    const size_t first = view->num_summaries > planner->memory_years
                             ? view->num_summaries - planner->memory_years
                             : 0;
    const size_t room = view->num_summaries - first + 1;

    points->dimension = brackets->count;
    points->x = calloc(room * (size_t)points->dimension, sizeof *points->x);
    points->y = calloc(room, sizeof *points->y);
    if (!points->x || !points->y)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %zu tax years", room);
    if (best < first)
        add_year(points, brackets, view, best);
    for (size_t year = first; year < view->num_summaries; year++)
        add_year(points, brackets, view, year);
    TRY(compress(points, err));
    standardise(points);
    return STATUS_OK;
}

/* What the search of the next rates sees. */
struct improvement {
    const struct gaussian_process *process;
    double best;
};

static double log_improvement(void *context, const double *x)
{
    const struct improvement *const improvement = context;
    double mean = 0.0;
    double standard_deviation = 0.0;

    gaussian_process_predict(improvement->process, x, &mean, &standard_deviation);
    return gaussian_process_log_improvement(mean, standard_deviation, improvement->best);
}

/* Points of the highest y, best first; returns how many. */
static int best_points(double *starts, double *best, const struct points *points)
{
    const size_t n = (size_t)points->dimension;
    double below = INFINITY;
    int count = 0;

    for (; count < NUM_BEST; count++) {
        size_t found = points->count;

        for (size_t k = 0; k < points->count; k++)
            if (points->y[k] < below && (found == points->count || points->y[k] > points->y[found]))
                found = k;
        if (found == points->count)
            break;
        below = points->y[found];
        *best = count == 0 ? below : *best;
        for (size_t j = 0; j < n; j++)
            starts[(size_t)count * n + j] = points->x[found * n + j];
    }
    return count;
}

static enum status find_next(struct search_result *found, const struct gaussian_process *process,
                             const struct points *points, const struct planner_view *view,
                             struct error *err)
{
    static const struct search_settings effort = {.num_starts = NUM_STARTS,
                                                  .num_generations = 20,
                                                  .num_families = 1,
                                                  .num_evolutions = 2,
                                                  .num_points = 40,
                                                  .tolerance = 1e-6};
    struct improvement improvement = {.process = process};
    double starts[NUM_BEST * SEARCH_MAX_DIMENSION];
    const int num_given = best_points(starts, &improvement.best, points);
    const struct search_problem problem = {
        .dimension = points->dimension,
        .low = 0.0,
        .high = 1.0,
        .value = log_improvement,
        .context = &improvement,
        .seed = view->seed + (uint64_t)view->tax_year * 0x9E3779B97F4A7C15u,
        .stop = view->lab ? view->lab->stop : NULL,
    };

    return search_maximise(found, &problem, NULL, &effort, starts, num_given, err);
}

static void write_note(struct planner_proposal *proposal, const struct gaussian_process *process)
{
    struct text note = {0};
    struct json_writer json = json_writer_of(&note, JSON_COMPACT);

    json_open_object(&json, NULL);
    json_numbers(&json, "length_scales", process->length, (size_t)process->dimension);
    json_number(&json, "noise_share", process->noise_share);
    json_close(&json);
    planner_keep_note(proposal, &note);
    text_free(&note);
}

/* Where it pays most to look next, in parts of the range. */
static enum status learn(double *x, struct planner_proposal *proposal, const struct gp_bo *planner,
                         const struct planner_view *view, struct error *err)
{
    struct points points = {0};
    struct gaussian_process process = {0};
    struct search_result found;
    enum status status = collect(&points, planner, view, err);

    if (!status)
        status =
            gaussian_process_fit(&process, points.x, points.y, points.count, points.dimension, err);
    if (!status)
        status = find_next(&found, &process, &points, view, err);
    if (!status) {
        write_note(proposal, &process);
        for (int j = 0; j < points.dimension; j++)
            x[j] = found.x[j];
    }
    gaussian_process_free(&process);
    free(points.x);
    free(points.y);
    return status;
}

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    const struct gp_bo *const planner = state;
    const struct black_box *const black_box = planner->black_box;
    const struct brackets *const brackets = &black_box->brackets;
    double x[TAX_MAX_BRACKETS];
    bool is_settled = false;

    TRY(black_box_is_settled(&is_settled, black_box, view, proposal, err));
    if (is_settled)
        return STATUS_OK;
    if (view->num_summaries <= planner->design_years)
        design_point(x, planner, brackets->count, view);
    else
        TRY(learn(x, proposal, planner, view, err));
    for (int j = 0; j < brackets->count; j++)
        x[j] = brackets->min_rate + range_of(brackets) * x[j];
    return black_box_propose(black_box, proposal, x, err);
}

static const struct setting settings[] = {
    INTEGER_SETTING("planner.gp_bo.design_years", "tax year", 1, 1000, "7",
                    "gp_bo: tax years that it spreads over all rates before it learns."),
    INTEGER_SETTING(
        "planner.gp_bo.memory_years", "tax year", 2, 500, "200",
        "gp_bo: latest tax years that it learns from, besides the best one.  Time grows with their "
        "third power: a tax year takes about 0.05 s with 50 of them, 0.5 s with 200."),
    {0},
};

static const struct setting *const groups[] = {brackets_settings, black_box_settings, settings,
                                               seed_settings, NULL};

const struct planner_kind planner_gp_bo = {
    .kind = {.name = "gp_bo",
             .summary = "Bayesian optimisation: a Gaussian process and expected improvement",
             .settings = groups},
    .create = create,
    .propose = propose,
    .destroy = destroy,
};
