/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/cma_es.c: CMA-ES (planner/cma.h) on rates, one point a tax year, from the baseline tax system.  Rates outside
 * of their range are mirrored at its ends.  Everything follows from the tax years so far; what is kept between two of
 * them only saves going through the generations again. */
#include "base/elementary.h"
#include "base/random.h"
#include "config/seed.h"
#include "planner/black_box.h"
#include "planner/brackets.h"
#include "planner/cma.h"

#include <math.h>
#include <stdlib.h>

struct cma_es {
    void *black_box; /* struct black_box */
    struct cma cma;
};

static void destroy(void *state)
{
    struct cma_es *const planner = state;

    if (planner) {
        cma_free(&planner->cma);
        free(planner->black_box);
    }
    free(planner);
}

static enum status create(void **state, const struct settings *settings, struct error *err)
{
    struct cma_es *const planner = calloc(1, sizeof *planner);

    if (!planner)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a planner");
    const enum status status = black_box_create(&planner->black_box, settings, err);

    if (status)
        destroy(planner);
    else
        *state = planner;
    return status;
}

static void draw_normals(double *normals, int dimension, uint64_t seed, size_t year)
{
    for (int j = 0; j < dimension; j++)
        normals[j] = elementary_normal_quantile(
            random_uniforms(seed, RANDOM_BLACK_BOX, (uint64_t)j, year).u[0]);
}

/* The first tax year is the baseline's: generation g has the tax years from 1 + g num_points on. */
static enum status tell_generation(struct cma *cma, const struct planner_view *view,
                                   struct error *err)
{
    const size_t n = (size_t)cma->dimension;
    const size_t num_points = (size_t)cma->num_points;
    const size_t first = 1 + (size_t)cma->generation * num_points;
    double *const normals = malloc(num_points * (n + 1) * sizeof *normals);

    if (!normals)
        return error_set(err, STATUS_NO_MEMORY, "no memory for CMA-ES");
    double *const values = normals + num_points * n;

    for (size_t k = 0; k < num_points; k++) {
        draw_normals(&normals[k * n], cma->dimension, view->seed, first + k);
        values[k] = view->summaries[first + k].welfare;
    }
    cma_tell(cma, normals, values);
    free(normals);
    return STATUS_OK;
}

static enum status start(struct cma_es *planner, const struct planner_view *view, struct error *err)
{
    const struct black_box *const black_box = planner->black_box;
    const struct brackets *const brackets = &black_box->brackets;
    struct tax_schedule first;

    TRY(brackets_average_of(brackets, view->baseline, view->population, &first, err));
    for (int j = 0; j < brackets->count; j++)
        first.marginal_rate[j] =
            fmin(fmax(first.marginal_rate[j], brackets->min_rate), brackets->max_rate);
    return cma_init(&planner->cma, brackets->count, first.marginal_rate, black_box->step, err);
}

static double mirrored(double rate, const struct brackets *brackets)
{
    const double range = brackets->max_rate - brackets->min_rate;

    if (!(range > 0.0))
        return brackets->min_rate;
    const double periods = (rate - brackets->min_rate) / (2.0 * range);
    const double inside = 2.0 * range * (periods - floor(periods));

    return brackets->min_rate + (inside <= range ? inside : 2.0 * range - inside);
}

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    struct cma_es *const planner = state;
    struct cma *const cma = &planner->cma;
    const struct black_box *const black_box = planner->black_box;
    double normals[CMA_MAX_DIMENSION];
    double rate[CMA_MAX_DIMENSION];
    bool is_settled = false;

    TRY(black_box_is_settled(&is_settled, black_box, view, proposal, err));
    if (is_settled)
        return STATUS_OK;
    if (cma->dimension == 0)
        TRY(start(planner, view, err));
    while ((size_t)(cma->generation + 1) * (size_t)cma->num_points < view->num_summaries)
        TRY(tell_generation(cma, view, err));
    draw_normals(normals, cma->dimension, view->seed, view->num_summaries);
    cma_ask(cma, rate, normals);
    for (int j = 0; j < cma->dimension; j++)
        rate[j] = mirrored(rate[j], &black_box->brackets);
    return black_box_propose(black_box, proposal, rate, err);
}

static const struct setting *const groups[] = {brackets_settings, black_box_settings,
                                               black_box_step_settings, seed_settings, NULL};

const struct planner_kind planner_cma_es = {
    .kind = {.name = "cma_es",
             .summary = "CMA-ES: normal noise whose size and directions follow what paid",
             .settings = groups},
    .create = create,
    .propose = propose,
    .destroy = destroy,
};
