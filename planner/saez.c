/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/saez.c: rates from the bracket formula, solved together with the workers' answers:
 *     tau_j/(1 - tau_j) = mean[(1 - g_i) clip(z_i - b_j, 0, b_{j+1} - b_j)]
 *                         / (e_j mean[z_i 1(b_j < z_i < b_{j+1})]),     g_i = phi'(u_i)/mean phi'(u)
 * (Saez 2001, eq. 19, for brackets; quasilinear utility).  Workers at a kink count above the line
 * only; a bracket with nobody inside keeps its rate.  It is a local condition: the optimum of the
 * same population may be better. */
#include "planner/saez.h"

#include "base/elementary.h"
#include "base/text.h"
#include "planner/planner.h"

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

static enum status read_elasticities(struct saez *saez, const struct settings *settings,
                                     struct error *err)
{
    static const char path[] = "planner.saez.elasticities";
    const size_t wanted = (size_t)saez->brackets.count;
    const size_t count = settings_numbers(settings, path, saez->elasticity, TAX_MAX_BRACKETS);

    if (count != 1 && count != wanted)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: expected one elasticity, or one for each of %zu brackets, got %zu",
                         settings_origin(settings, path), wanted, count);
    for (size_t j = count; j < wanted; j++)
        saez->elasticity[j] = saez->elasticity[0];
    return STATUS_OK;
}

static enum status create(void **state, const struct settings *settings, struct error *err)
{
    struct saez *const saez = calloc(1, sizeof *saez);

    if (!saez)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a planner");
    saez->variant = (enum saez_variant)settings_choice(settings, "planner.saez.variant");
    enum status status = brackets_read(&saez->brackets, settings, err);

    if (!status)
        status = read_elasticities(saez, settings, err);
    if (status)
        free(saez);
    else
        *state = saez;
    return status;
}

/* phi'(u_i) up to a factor. */
static double marginal_welfare(const struct welfare_settings *welfare,
                               const struct population *population, const struct outcome *outcome,
                               double lowest, size_t i)
{
    const double u = outcome->utility_usd_per_year[i];

    switch (welfare->objective) {
    case WELFARE_ISOELASTIC:
        if (u < welfare->floor_usd_per_year)
            return 0.0;
        return elementary_pow(u / fmax(lowest, welfare->floor_usd_per_year),
                              -welfare->inequality_aversion);
    case WELFARE_RAWLSIAN:
        return u <= lowest ? 1.0 : 0.0;
    case WELFARE_INVERSE_INCOME_BASELINE:
        return welfare_baseline_weight(population_annual_pay_per_hour(population, i) *
                                       (double)population->observed_hours_per_week[i]);
    default:
        return 1.0;
    }
}

/* Sums over workers that the formula needs. */
struct bracket_sums {
    double marginal_welfare;            /* phi' */
    double held[TAX_MAX_BRACKETS];      /* clip(z - b_j, 0, width) */
    double held_phi[TAX_MAX_BRACKETS];  /* the same times phi' */
    double inside[TAX_MAX_BRACKETS];    /* z of those strictly inside */
};

static void add_workers(struct bracket_sums *sums, const struct brackets *brackets,
                        const struct policy_lab *lab, const struct population *population,
                        const struct outcome *outcome, double lowest)
{
    for (size_t i = 0; i < outcome->num_workers; i++) {
        const double z = outcome->income_usd_per_year[i];
        const double w = population->sample_weight ? population->sample_weight[i] : 1.0;
        const double phi =
            w * marginal_welfare(&lab->welfare_settings, population, outcome, lowest, i);

        sums->marginal_welfare += phi;
        for (int j = 0; j < brackets->count && z > brackets->start_usd_per_year[j]; j++) {
            const double start = brackets->start_usd_per_year[j];
            const double end = brackets_end(brackets, j);
            const double held = fmin(z, end) - start;

            sums->held[j] += w * held;
            sums->held_phi[j] += phi * held;
            if (z < end)
                sums->inside[j] += w * z;
        }
    }
}

static double sum_of_weights(const struct population *population)
{
    double sum = 0.0;

    if (!population->sample_weight)
        return (double)population->num_workers;
    for (size_t i = 0; i < population->num_workers; i++)
        sum += population->sample_weight[i];
    return sum;
}

/* The formula's rates for what workers did. */
static void rates_of(double *rate, const struct saez *saez, const struct bracket_sums *sums,
                     double people)
{
    const double mean_phi = sums->marginal_welfare / people;

    for (int j = 0; j < saez->brackets.count; j++) {
        const double above = sums->held[j] - sums->held_phi[j] / mean_phi;
        const double ratio = above / (saez->elasticity[j] * sums->inside[j]);
        const double tau = ratio > -1.0 ? ratio / (1.0 + ratio) : -INFINITY;

        if (sums->inside[j] > 0.0)
            rate[j] = fmin(fmax(tau, saez->brackets.min_rate), saez->brackets.max_rate);
    }
}

static double lowest_of(const double *x, size_t count)
{
    double lowest = x[0];

    for (size_t i = 1; i < count; i++)
        lowest = x[i] < lowest ? x[i] : lowest;
    return lowest;
}

/* One damped step; *change is the largest change of a rate that the formula asks for. */
static enum status improve(struct tax_schedule *schedule, double *change, const struct saez *saez,
                           const struct planner_view *view, double *welfare, struct error *err)
{
    const struct policy_lab *const lab = view->lab;
    struct bracket_sums sums = {0};
    struct step_summary summary;
    const struct outcome *outcome;
    double rate[TAX_MAX_BRACKETS];

    TRY(lab->respond(lab->context, schedule, &summary, &outcome, err));
    add_workers(&sums, &saez->brackets, lab, view->population, outcome,
                lowest_of(outcome->utility_usd_per_year, outcome->num_workers));
    for (int j = 0; j < schedule->num_brackets; j++)
        rate[j] = schedule->marginal_rate[j];
    rates_of(rate, saez, &sums, sum_of_weights(view->population));
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

static enum status solve_fixed_point(const struct saez *saez, const struct planner_view *view,
                                     struct planner_proposal *proposal, struct error *err)
{
    const enum welfare_kind objective = view->lab->welfare_settings.objective;
    double change = INFINITY;
    double welfare = 0.0;
    int iterations = 0;

    if (objective == WELFARE_INVERSE_INCOME || objective == WELFARE_EQUALITY_X_PRODUCTIVITY)
        return error_set(err, STATUS_INVALID_INPUT,
                         "the Saez formula needs an objective with fixed marginal welfare weights, "
                         "not welfare.objective = \"%s\"",
                         welfare_names[objective]);
    TRY(brackets_average_of(&saez->brackets, view->baseline, view->population,
                            &proposal->schedule, err));
    proposal->schedule.tax_at_start_usd_per_year[0] = 0.0;
    while (change > TOLERANCE && iterations < MAX_ITERATIONS) {
        TRY(improve(&proposal->schedule, &change, saez, view, &welfare, err));
        iterations++;
    }
    struct text note = {0};

    text_append(&note, "{\"variant\":\"fixed_point\",\"iterations\":%d,\"converged\":%s,"
                       "\"largest_change\":",
                iterations, change <= TOLERANCE ? "true" : "false");
    text_append_number(&note, change);
    text_append(&note, ",\"welfare\":");
    text_append_number(&note, welfare);
    text_append(&note, "}");
    snprintf(proposal->note, sizeof proposal->note, "%s", note.bytes ? note.bytes : "");
    text_free(&note);
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

const struct planner_kind planner_saez = {
    .name = "saez",
    .summary = "rates from the elasticity and the distribution of incomes (Saez 2001)",
    .create = create,
    .propose = propose,
    .destroy = free,
    .needs_lab = true,
};
