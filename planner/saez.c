/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/saez.c: rates from the bracket formula, solved together with the workers' answers
 * (planner/saez_formula.h).  It is a local condition: the optimum of the same population may be better. */
#include "base/json_writer.h"
#include "planner/brackets.h"
#include "planner/planner.h"
#include "planner/saez_formula.h"
#include "planner/saez_paper.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum saez_variant { SAEZ_FIXED_POINT, SAEZ_PAPER };
enum { MAX_ITERATIONS = 400 };
static const double DAMPING = 0.5;
static const double TOLERANCE = 1e-8; /* of a rate, absolute */

struct saez {
    enum saez_variant variant;
    struct brackets brackets;
    double elasticity[TAX_MAX_BRACKETS];
};

static enum status create(void **state, const struct settings *settings, struct error *err)
{
    struct saez *const saez = calloc(1, sizeof *saez);

    if (!saez)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a planner");
    saez->variant = (enum saez_variant)settings_choice(settings, "planner.saez.variant");
    enum status status = brackets_read(&saez->brackets, settings, err);

    if (!status)
        status = saez_formula_read_elasticities(saez->elasticity, &saez->brackets, settings, err);
    if (status)
        free(saez);
    else
        *state = saez;
    return status;
}

/* One damped step; *change is the largest change of a rate that the formula asks for. */
static enum status improve(struct tax_schedule *schedule, double *change, const struct saez *saez,
                           const struct planner_view *view, double *welfare, struct error *err)
{
    const struct policy_lab *const lab = view->lab;
    struct step_summary summary;
    const struct outcome *outcome;
    double rate[TAX_MAX_BRACKETS];

    TRY(policy_lab_respond(lab, schedule, &summary, &outcome, err));
    for (int j = 0; j < schedule->num_brackets; j++)
        rate[j] = schedule->marginal_rate[j];
    saez_formula_rates(rate, &saez->brackets, saez->elasticity, &lab->welfare_settings,
                       view->population, outcome);
    *change = 0.0;
    for (int j = 0; j < schedule->num_brackets; j++) {
        const double step = rate[j] - schedule->marginal_rate[j];

        *change = fmax(*change, fabs(step));
        rate[j] = schedule->marginal_rate[j] + DAMPING * step;
    }
    *welfare = summary.welfare;
    return tax_schedule_init(schedule, saez->brackets.count, saez->brackets.start_usd_per_year,
                             rate, 0.0, err);
}

static void write_note(struct planner_proposal *proposal, int iterations, double change,
                       double welfare)
{
    struct text note = {0};
    struct json_writer json = json_writer_of(&note, JSON_COMPACT);

    json_open_object(&json, NULL);
    json_string(&json, "variant", "fixed_point");
    json_integer(&json, "iterations", iterations);
    json_bool(&json, "converged", change <= TOLERANCE);
    json_number(&json, "largest_change", change);
    json_number(&json, "welfare", welfare);
    json_close(&json);
    planner_keep_note(proposal, &note);
    text_free(&note);
}

static enum status solve_fixed_point(const struct saez *saez, const struct planner_view *view,
                                     struct planner_proposal *proposal, struct error *err)
{
    double change = INFINITY;
    double welfare = 0.0;
    int iterations = 0;

    TRY(saez_formula_check_objective(view->lab->welfare_settings.kind, err));
    TRY(brackets_average_of(&saez->brackets, view->baseline, view->population, &proposal->schedule,
                            err));
    proposal->schedule.tax_at_start_usd_per_year[0] = 0.0;
    while (change > TOLERANCE && iterations < MAX_ITERATIONS) {
        TRY(improve(&proposal->schedule, &change, saez, view, &welfare, err));
        iterations++;
    }
    write_note(proposal, iterations, change, welfare);
    return STATUS_OK;
}

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    const struct saez *const saez = state;
    double rate[TAX_MAX_BRACKETS];

    if (saez->variant == SAEZ_FIXED_POINT)
        return solve_fixed_point(saez, view, proposal, err);
    TRY(saez_paper_rates(rate, &saez->brackets, saez->elasticity, view->population, err));
    snprintf(proposal->note, sizeof proposal->note, "{\"variant\":\"paper\"}");
    return tax_schedule_init(&proposal->schedule, saez->brackets.count,
                             saez->brackets.start_usd_per_year, rate, 0.0, err);
}

static const struct setting settings[] = {
    CHOICE_SETTING(
        "planner.saez.variant", "fixed_point|paper", "\"fixed_point\"",
        "fixed_point: the bracket formula solved with the responses; paper: as Karten et al. "
        "2025 compute it, once, from skills."),
    {0},
};

static const struct setting *const groups[] = {brackets_settings, settings, saez_formula_settings,
                                               NULL};

const struct planner_kind planner_saez = {
    .kind = {.name = "saez",
             .summary = "rates from the elasticity and the distribution of incomes (Saez 2001)",
             .settings = groups},
    .create = create,
    .propose = propose,
    .destroy = free,
    .needs_lab = true,
};
