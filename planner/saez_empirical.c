/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/saez_empirical.c: estimates elasticities by moving one rate at a time, then follows the bracket formula.
 * The first tax year has the baseline tax system, the next two for each bracket its rate raised and lowered by
 * planner.search.step.  Without income effects (Saez 2001)
 *     e_j = -(mean z(up) - mean z(down)) / (tau_j(up) - tau_j(down)) * (1 - tau_j) / mean[z0 1(z0 inside j)],
 * z0 the incomes that a statistical office knows.  From then on half a step towards the formula's rates a tax year,
 * for what workers did in the step before.  It knows no worker's answer before it happened: no policy lab. */
#include "planner/black_box.h"
#include "planner/saez_formula.h"

#include "base/json_writer.h"
#include "model/welfare_kinds.h"
#include "planner/brackets.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double DAMPING = 0.5;
static const double MIN_ELASTICITY = 0.02,
                    MAX_ELASTICITY = 10.0; /* what noise may at most make of it */

struct saez_empirical {
    void *black_box;                             /* struct black_box */
    double assumed_elasticity[TAX_MAX_BRACKETS]; /* of brackets with nobody inside */
};

static void destroy(void *state)
{
    struct saez_empirical *const planner = state;

    if (planner)
        free(planner->black_box);
    free(planner);
}

static enum status create(void **state, const struct settings *settings, struct error *err)
{
    struct saez_empirical *const planner = calloc(1, sizeof *planner);

    if (!planner)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a planner");
    enum status status = black_box_create(&planner->black_box, settings, err);

    if (!status)
        status = saez_formula_read_elasticities(
            planner->assumed_elasticity, &((const struct black_box *)planner->black_box)->brackets,
            settings, err);
    if (!status)
        status = saez_formula_check_objective(welfare_kind_of(settings), err);
    if (status)
        destroy(planner);
    else
        *state = planner;
    return status;
}

/* Mean observed income of workers inside bracket j, over all workers. */
static double income_inside(const struct brackets *brackets, int j,
                            const struct population *population)
{
    double sum = 0.0;
    double people = 0.0;

    for (size_t i = 0; i < population->num_workers; i++) {
        const double z = population_annual_pay_per_hour(population, i) *
                         (double)population->observed_hours_per_week[i];
        const double w = population_sample_weight(population, i);

        people += w;
        if (z > brackets->start_usd_per_year[j] && z < brackets_end(brackets, j))
            sum += w * z;
    }
    return sum / people;
}

static double rate_in_year(const struct planner_view *view, size_t year, int j)
{
    return tax_system_schedule(&view->tax_systems[year], 0)->marginal_rate[j];
}

static double estimate(const struct saez_empirical *planner, const struct planner_view *view, int j)
{
    const struct black_box *const black_box = planner->black_box;
    const size_t up = 1 + 2 * (size_t)j;
    const double inside = income_inside(&black_box->brackets, j, view->population);
    const double change = rate_in_year(view, up, j) - rate_in_year(view, up + 1, j);
    const double response = view->summaries[up].mean_income - view->summaries[up + 1].mean_income;

    if (!(inside > 0.0) || !(change > 0.0))
        return planner->assumed_elasticity[j];
    const double kept = 1.0 - rate_in_year(view, 0, j);

    return fmin(fmax(-response / change * kept / inside, MIN_ELASTICITY), MAX_ELASTICITY);
}

static void write_note(struct planner_proposal *proposal, const double *elasticity, int count)
{
    struct text note = {0};
    struct json_writer json = json_writer_of(&note, JSON_COMPACT);

    json_open_object(&json, NULL);
    json_numbers(&json, "elasticities", elasticity, (size_t)count);
    json_close(&json);
    planner_keep_note(proposal, &note);
    text_free(&note);
}

static enum status follow_formula(const struct saez_empirical *planner,
                                  const struct planner_view *view,
                                  struct planner_proposal *proposal, struct error *err)
{
    const struct black_box *const black_box = planner->black_box;
    const struct brackets *const brackets = &black_box->brackets;
    const size_t first = 1 + 2 * (size_t)brackets->count;
    /* It begins from the baseline, not from the last rate that was moved. */
    const struct tax_system *const from = view->num_summaries > first
                                              ? &view->tax_systems[view->num_summaries - 1]
                                              : &view->tax_systems[0];
    double elasticity[TAX_MAX_BRACKETS];
    double before[TAX_MAX_BRACKETS];
    double rate[TAX_MAX_BRACKETS];

    for (int j = 0; j < brackets->count; j++)
        elasticity[j] = estimate(planner, view, j);
    black_box_rates(before, from);
    black_box_rates(rate, from);
    saez_formula_rates(rate, brackets, elasticity, &view->welfare, view->population, view->outcome);
    for (int j = 0; j < brackets->count; j++)
        rate[j] = before[j] + DAMPING * (rate[j] - before[j]);
    write_note(proposal, elasticity, brackets->count);
    return black_box_propose(black_box, proposal, rate, err);
}

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    const struct saez_empirical *const planner = state;
    const struct black_box *const black_box = planner->black_box;
    const size_t trial = view->num_summaries;
    double rate[TAX_MAX_BRACKETS];

    if (trial == 0)
        return brackets_average_of(&black_box->brackets, view->baseline, view->population,
                                   &proposal->schedule, err);
    if (trial > 2 * (size_t)black_box->brackets.count)
        return follow_formula(planner, view, proposal, err);
    black_box_rates(rate, &view->tax_systems[0]);
    rate[(trial - 1) / 2] += (trial % 2 == 1 ? 1.0 : -1.0) * black_box->step;
    return black_box_propose(black_box, proposal, rate, err);
}

static const struct setting *const groups[] = {brackets_settings, black_box_step_settings,
                                               saez_formula_settings, NULL};

const struct planner_kind planner_saez_empirical = {
    .kind =
        {.name = "saez_empirical",
         .summary =
             "estimates elasticities by moving one rate at a time, then follows the Saez formula",
         .settings = groups},
    .create = create,
    .propose = propose,
    .destroy = destroy,
    .needs_outcome = true,
};
