/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/nlopt.c: the global searches of the library NLopt (Johnson), one point a tax year.  They ask for values
 * while they run, so each tax year one starts anew, is told what the tax years so far brought, and is stopped at the
 * first point that none of them had.  Where fisc was built without the library, the planner refuses. */
#include "planner/black_box.h"

#include "config/seed.h"
#include "planner/brackets.h"

#include <math.h>
#include <stdlib.h>
#ifdef FISC_HAS_NLOPT
#include <nlopt.h>
#endif

static const struct setting settings[] = {
    CHOICE_SETTING("planner.nlopt.method", "direct|crs2|isres|esch|mlsl", "\"direct\"",
                   "nlopt: DIRECT-L (Gablonsky and Kelley 2001), CRS2 with local mutation (Kaelo "
                   "and Ali 2006), ISRES (Runarsson and Yao 2005), ESCH (Silva Santos 2010), or "
                   "MLSL (Kucherenko and Sytsko 2005) with BOBYQA.",
                   .draws_when = "planner.nlopt.method=crs2|isres|esch"),
    {0},
};
static const struct setting *const groups[] = {brackets_settings, black_box_settings, settings,
                                               NULL};

#ifdef FISC_HAS_NLOPT
struct nlopt_planner {
    void *black_box; /* struct black_box */
    nlopt_algorithm algorithm;
};

static const double LOCAL_TOLERANCE = 1e-3; /* of MLSL's climbs, in rates */

static void destroy(void *state)
{
    struct nlopt_planner *const planner = state;

    if (planner)
        free(planner->black_box);
    free(planner);
}

static enum status create(void **state, const struct settings *given, struct error *err)
{
    static const nlopt_algorithm algorithms[] = {NLOPT_GN_DIRECT_L, NLOPT_GN_CRS2_LM,
                                                 NLOPT_GN_ISRES, NLOPT_GN_ESCH, NLOPT_GN_MLSL_LDS};
    struct nlopt_planner *const planner = calloc(1, sizeof *planner);

    if (!planner)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a planner");
    planner->algorithm = algorithms[settings_choice(given, "planner.nlopt.method")];
    const enum status status = black_box_create(&planner->black_box, given, err);

    if (status)
        destroy(planner);
    else
        *state = planner;
    return status;
}

/* The tax years so far as the function that NLopt asks. */
struct replay {
    const struct planner_view *view;
    nlopt_opt search;
    size_t next_year; /* whose point is asked for next */
    double *rate;     /* of the first point without a value */
};

static double recall(unsigned dimension, const double *rate, double *gradient, void *context)
{
    struct replay *const replay = context;

    (void)gradient;
    if (replay->next_year < replay->view->num_summaries)
        return replay->view->summaries[replay->next_year++].welfare;
    for (unsigned j = 0; j < dimension; j++)
        replay->rate[j] = rate[j];
    nlopt_force_stop(replay->search);
    return -HUGE_VAL;
}

static bool set_up(nlopt_opt search, struct replay *replay, const struct brackets *brackets)
{
    const unsigned dimension = (unsigned)brackets->count;
    /* The usual populations, of 40 to 160, are longer than a run. */
    const unsigned few = 2 * (dimension + 1);
    nlopt_opt local = nlopt_create(NLOPT_LN_BOBYQA, dimension);
    const bool is_set = local && nlopt_set_xtol_rel(local, LOCAL_TOLERANCE) == NLOPT_SUCCESS &&
                        nlopt_set_max_objective(search, recall, replay) == NLOPT_SUCCESS &&
                        nlopt_set_lower_bounds1(search, brackets->min_rate) == NLOPT_SUCCESS &&
                        nlopt_set_upper_bounds1(search, brackets->max_rate) == NLOPT_SUCCESS &&
                        nlopt_set_population(search, few) == NLOPT_SUCCESS &&
                        nlopt_set_local_optimizer(search, local) == NLOPT_SUCCESS;

    nlopt_destroy(local);
    return is_set;
}

/* The next point; `rate` stays as it is where the search has come to its own end. */
static enum status ask(double rate[TAX_MAX_BRACKETS], const struct nlopt_planner *planner,
                       const struct planner_view *view, struct error *err)
{
    const struct black_box *const black_box = planner->black_box;
    struct replay replay = {.view = view, .next_year = 1, .rate = rate};
    double point[TAX_MAX_BRACKETS];
    double best = 0.0;

    for (int j = 0; j < black_box->brackets.count; j++)
        point[j] = rate[j];
    replay.search = nlopt_create(planner->algorithm, (unsigned)black_box->brackets.count);
    if (!replay.search || !set_up(replay.search, &replay, &black_box->brackets)) {
        nlopt_destroy(replay.search);
        return error_set(err, STATUS_NO_MEMORY, "NLopt cannot be set up for %d rates",
                         black_box->brackets.count);
    }
    nlopt_srand((unsigned long)view->seed);
    (void)nlopt_optimize(replay.search, point, &best); /* stopped: its result is what it asked */
    nlopt_destroy(replay.search);
    return STATUS_OK;
}

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    const struct nlopt_planner *const planner = state;
    const struct black_box *const black_box = planner->black_box;
    const struct brackets *const brackets = &black_box->brackets;
    struct tax_schedule first;
    double rate[TAX_MAX_BRACKETS];
    bool is_settled = false;

    TRY(black_box_is_settled(&is_settled, black_box, view, proposal, err));
    if (is_settled)
        return STATUS_OK;
    TRY(brackets_average_of(brackets, view->baseline, view->population, &first, err));
    for (int j = 0; j < brackets->count; j++)
        rate[j] = fmin(fmax(first.marginal_rate[j], brackets->min_rate), brackets->max_rate);
    if (brackets->max_rate > brackets->min_rate)
        TRY(ask(rate, planner, view, err));
    return black_box_propose(black_box, proposal, rate, err);
}
#else
static enum status create(void **state, const struct settings *given, struct error *err)
{
    (void)state;
    return error_set(err, STATUS_INVALID_INPUT,
                     "%s: this fisc was built without NLopt; with it (Debian: libnlopt-dev) 'make' "
                     "builds one that has this planner",
                     settings_origin(given, "planner.kind"));
}

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    (void)state;
    (void)view;
    (void)proposal;
    return error_set(err, STATUS_INVALID_INPUT, "built without NLopt");
}

static void destroy(void *state)
{
    (void)state;
}
#endif

const struct planner_kind planner_nlopt = {
    .kind = {.name = "nlopt",
             .summary = "the global searches of the library NLopt: DIRECT, CRS2, ISRES, ESCH, MLSL",
             .settings = groups},
    .create = create,
    .propose = propose,
    .destroy = destroy,
};
