/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/rational_edges.h"

#include "model/response.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One local best of a worker. */
struct stay {
    double income, tax, utility; /* utility without the rebate */
    int bracket;
    bool is_inside; /* of the bracket, where its income moves with the rate */
};

struct search {
    const struct rational *rational;
    const struct tax_schedule *schedule;
    struct response response; /* of the run in hand */
    struct stay *best;        /* [num_workers] */
};

/* How the workers of a run answer. */
static void take_run(struct search *search, const struct rational_run *run)
{
    response_init(&search->response, search->schedule, &search->rational->utility,
                  run->labor_exponent);
}

static struct stay stay_of(const struct response_choice *choice, int bracket)
{
    return (struct stay){choice->income_usd_per_year, choice->tax_usd_per_year,
                         choice->income_usd_per_year - choice->tax_usd_per_year -
                             choice->effort_usd_per_year,
                         bracket, choice->piece > 0 && choice->piece % 2 == 1};
}

/* Local bests of a worker, the best of all first; returns how many. */
static int list_stays(struct stay stays[TAX_MAX_BRACKETS + 1], const struct search *search,
                      size_t i)
{
    const struct response *const response = &search->response;
    const struct preferences *const preferences = search->rational->preferences;
    const double cap = rational_income_cap(search->rational, i);
    int before = RESPONSE_AT_CAP; /* piece in the bracket below */
    int count = 0;
    int best = 0;

    if (response->fixed_cost_usd_per_year > 0.0)
        stays[count++] = (struct stay){.tax = response->schedule.tax_at_start_usd_per_year[0],
                                       .utility = -response->schedule.tax_at_start_usd_per_year[0]};
    for (int j = 0; j < response->schedule.num_brackets; j++) {
        struct response_choice choice;

        if (!response_choose_in_bracket(response, j,
                                        preferences->potential_earnings_usd_per_year[i],
                                        preferences->threshold_effort[i], cap, &choice))
            break;
        if (choice.piece == RESPONSE_AT_CAP || choice.piece % 2 == 1 ||
            (choice.piece == 2 * j && before == 2 * j))
            stays[count++] = stay_of(&choice, j);
        before = choice.piece;
    }
    for (int k = 1; k < count; k++)
        best = stays[k].utility > stays[best].utility ? k : best;
    const struct stay first = stays[0];

    stays[0] = stays[best];
    stays[best] = first;
    return count;
}

/* ---- edges ------------------------------------------------------------------------------------- */

/* Income inside bracket k, by which the tax rises with its rate. */
static double income_inside(const struct tax_schedule *schedule, int k, double income)
{
    const double start = schedule->start_usd_per_year[k];
    const double end =
        k + 1 < schedule->num_brackets ? schedule->start_usd_per_year[k + 1] : INFINITY;

    return fmin(fmax(income - start, 0.0), end - start);
}

/* d z / d tau of who is inside a bracket, as a positive number. */
static double fall_of_income(const struct response *response, const struct stay *stay)
{
    return stay->is_inside
               ? stay->income / ((response->labor_exponent - 1.0) *
                                 (1.0 - response->schedule.marginal_rate[stay->bracket]))
               : 0.0;
}

/* Where a full list takes the next edge: in place of the one farthest away.  -1: that is the next itself. */
static int place_of_edge(struct rational_edges *edges, double slack)
{
    int farthest = 0;

    if (edges->num_edges < MOST_EDGES)
        return edges->num_edges++;
    for (int e = 1; e < MOST_EDGES; e++)
        farthest = edges->slack[e] > edges->slack[farthest] ? e : farthest;
    return edges->slack[farthest] > slack ? farthest : -1;
}

static void add_edge(struct rational_edges *edges, const struct response *response,
                     const struct stay *best, const struct stay *other, double reach)
{
    const double slack = best->utility - other->utility;
    double slope[TAX_MAX_BRACKETS];
    double most = 0.0;

    for (int k = 0; k < edges->num_rates; k++) {
        slope[k] = income_inside(&response->schedule, k, other->income) -
                   income_inside(&response->schedule, k, best->income);
        most += fabs(slope[k]);
    }
    const double curvature = fall_of_income(response, other);

    if (slack > reach * most + 0.5 * curvature * reach * reach)
        return;
    const int e = place_of_edge(edges, slack);

    if (e < 0)
        return;
    edges->slack[e] = slack;
    edges->curvature[e] = curvature;
    memcpy(edges->slope[e], slope, (size_t)edges->num_rates * sizeof *slope);
}

static void find_edges_of_worker(struct rational_edges *edges, struct search *search, size_t i,
                                 double reach)
{
    struct stay stays[TAX_MAX_BRACKETS + 1];
    const int count = list_stays(stays, search, i);

    search->best[i] = stays[0];
    for (int k = 1; k < count; k++)
        add_edge(edges, &search->response, &stays[0], &stays[k], reach);
}

static void find_edges(struct rational_edges *edges, struct search *search, double reach)
{
    for (int r = 0; r < search->rational->num_runs; r++) {
        const struct rational_run *const run = &search->rational->run[r];

        take_run(search, run);
        for (size_t i = run->start; i < run->end; i++)
            find_edges_of_worker(edges, search, i, reach);
    }
}

/* ---- the slope of W ---------------------------------------------------------------------------- */

/* Taxes of a worker, and how they rise with each rate. */
static double add_taxes(double *slope, const struct search *search, size_t i)
{
    const struct tax_schedule *const schedule = search->schedule;
    const struct stay *const stay = &search->best[i];
    const double weight = population_sample_weight(search->rational->population, i);

    for (int k = 0; k <= stay->bracket; k++)
        slope[k] += weight * income_inside(schedule, k, stay->income);
    slope[stay->bracket] -=
        weight * schedule->marginal_rate[stay->bracket] * fall_of_income(&search->response, stay);
    return weight * stay->tax;
}

/* R less what is spent, and how it rises with each rate. */
static double rebate_of(double *slope, struct search *search)
{
    const struct rational *const rational = search->rational;
    const int num_brackets = search->schedule->num_brackets;
    double taxes = 0.0;

    memset(slope, 0, (size_t)num_brackets * sizeof *slope);
    for (int r = 0; r < rational->num_runs; r++) {
        take_run(search, &rational->run[r]);
        for (size_t i = rational->run[r].start; i < rational->run[r].end; i++)
            taxes += add_taxes(slope, search, i);
    }
    for (int k = 0; k < num_brackets; k++)
        slope[k] /= rational->total_weight;
    return budget_rebate(rational->budget, taxes / rational->total_weight);
}

static void find_gradient(struct rational_edges *edges, struct search *search,
                          const struct welfare_settings *settings)
{
    const struct rational *const rational = search->rational;
    const size_t n = rational->population->num_workers;
    double rebate_slope[TAX_MAX_BRACKETS];
    const double rebate = rebate_of(rebate_slope, search);
    double lowest = INFINITY;

    for (size_t i = 0; i < n; i++)
        lowest = fmin(lowest, search->best[i].utility + rebate);
    for (size_t i = 0; i < n; i++) {
        const struct stay *const stay = &search->best[i];
        const struct welfare_worker worker = {stay->utility + rebate, lowest,
                                              population_observed_income(rational->population, i),
                                              population_welfare_weight(rational->population, i)};
        const double weight = population_sample_weight(rational->population, i) *
                              settings->kind->marginal_weight(settings, &worker);

        for (int k = 0; weight > 0.0 && k < edges->num_rates; k++)
            edges->gradient[k] +=
                weight * (rebate_slope[k] - income_inside(search->schedule, k, stay->income));
    }
}

bool rational_edges_find(struct rational_edges *edges, const struct rational *rational,
                         const struct tax_schedule *schedule,
                         const struct welfare_settings *settings, double reach)
{
    struct search search = {.rational = rational, .schedule = schedule};

    search.best = malloc(rational->population->num_workers * sizeof *search.best);
    if (!search.best)
        return false;
    edges->num_rates = schedule->num_brackets;
    edges->num_edges = 0;
    memset(edges->gradient, 0, sizeof edges->gradient);
    find_edges(edges, &search, reach);
    edges->has_gradient =
        settings->kind->marginal_weight != NULL && !budget_has_fixed_rebate(rational->budget);
    if (edges->has_gradient)
        find_gradient(edges, &search, settings);
    free(search.best);
    return true;
}
