/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/nonlinear_chain.h"

#include "base/elementary.h"
#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

enum { MAX_PASSES = 600, PARALLEL_FROM = 10000 };
static const double SETTLED = 1e-10; /* W hangs on the square of what is left */
static const double FIRST_DAMPING = 0.65;
static const double LEAST_DAMPING = 0.02;
static const double SAME_WEIGHT = 1e-9;

/* Nodes with one income, since theirs would fall (pool adjacent violators). */
struct nonlinear_block {
    size_t end;
    double weight, cost, ceiling;
};

/* ---- the chain --------------------------------------------------------------------------------- */

static double cap_of(const struct nonlinear_problem *problem, size_t i)
{
    return problem->income_cap ? problem->income_cap[i] : INFINITY;
}

/* The most that a node can be asked to earn never falls along the chain: the last node in reach by bisection. */
static size_t last_in_reach(const double *most_income, size_t num_nodes, double cap)
{
    size_t low = 0;
    size_t high = num_nodes;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (most_income[middle] <= cap)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? low - 1 : SIZE_MAX;
}

static size_t count_unable(const struct nonlinear_problem *problem, double scale)
{
    double most_income = 0.0;
    size_t count = 0;

    for (size_t i = 0; problem->income_cap && i < problem->num_workers; i++) {
        count += problem->income_cap[i] < most_income;
        most_income =
            fmax(most_income, fmin(problem->income_cap[i], scale * problem->potential_earnings[i]));
    }
    return count;
}

static double weight_of(const struct nonlinear_problem *problem, size_t i)
{
    return problem->weight ? problem->weight[i] : 1.0;
}

static void add_node(struct nonlinear_chain *chain, size_t i)
{
    const struct nonlinear_problem *const problem = chain->problem;
    const size_t node = chain->num_nodes++;
    const double cap = cap_of(problem, i);

    chain->weight[node] = weight_of(problem, i);
    chain->observed_income[node] = problem->observed_income[i];
    chain->own_weight[node] = problem->own_weight ? problem->own_weight[i] : 1.0;
    chain->threshold_effort[node] = problem->threshold_effort[i];
    chain->ceiling[node] = cap < problem->potential_earnings[i]
                               ? elementary_pow(cap, problem->labor_exponent - 1.0)
                               : INFINITY;
}

static void add_unable(struct nonlinear_chain *chain, size_t place, size_t i,
                       const double *most_income)
{
    const struct nonlinear_problem *const problem = chain->problem;
    const double delta = problem->labor_exponent;
    const double income = fmin(problem->potential_earnings[i], cap_of(problem, i));

    chain->weight[place] = weight_of(problem, i);
    chain->observed_income[place] = problem->observed_income[i];
    chain->own_weight[place] = problem->own_weight ? problem->own_weight[i] : 1.0;
    chain->income[place] = income;
    *chain->unable++ = (struct nonlinear_unable){
        .on = last_in_reach(most_income, chain->num_nodes, cap_of(problem, i)),
        .threshold_effort = problem->threshold_effort[i],
        .own_surplus =
            income - problem->threshold_effort[i] * elementary_pow(income, delta) / delta,
    };
}

/* Nodes from the front, the unable from the back on. */
static void divide(struct nonlinear_chain *chain, size_t num_unable, double scale)
{
    const struct nonlinear_problem *const problem = chain->problem;
    struct nonlinear_unable *const first = chain->unable;
    double *const most_income = chain->power; /* free until the first pass */
    size_t place = problem->num_workers - num_unable;
    double most = 0.0;
    double total = 0.0;

    for (size_t i = 0; i < problem->num_workers; i++) {
        const double cap = cap_of(problem, i);

        if (cap < most) {
            add_unable(chain, place++, i, most_income);
        } else {
            add_node(chain, i);
            most_income[chain->num_nodes - 1] = fmin(cap, scale * problem->potential_earnings[i]);
        }
        most = fmax(most, fmin(cap, scale * problem->potential_earnings[i]));
        total += weight_of(problem, i);
    }
    chain->unable = first;
    for (size_t i = 0; i < problem->num_workers; i++)
        chain->weight[i] /= total;
    for (size_t i = 0; i < chain->num_nodes; i++) {
        const double next = i + 1 < chain->num_nodes ? chain->threshold_effort[i + 1] : INFINITY;

        chain->step[i] = fmax(chain->threshold_effort[i] - next, 0.0); /* 0 for the last */
        chain->multiplier[i] = 0.0;
    }
}

enum status nonlinear_chain_create(struct nonlinear_chain *chain,
                                   const struct nonlinear_problem *problem, struct error *err)
{
    const size_t n = memory_padded_count(problem->num_workers);
    const double scale =
        elementary_pow(1.0 - problem->min_rate, 1.0 / (problem->labor_exponent - 1.0));
    const size_t num_unable = count_unable(problem, scale);
    double **const arrays[] = {&chain->weight,           &chain->observed_income, &chain->income,
                               &chain->utility,          &chain->slope,           &chain->step,
                               &chain->threshold_effort, &chain->ceiling,         &chain->power,
                               &chain->multiplier,       &chain->own_weight};
    const size_t num_arrays = sizeof arrays / sizeof *arrays;
    void *memory = NULL;

    *chain = (struct nonlinear_chain){.problem = problem, .num_workers = problem->num_workers};
    TRY(memory_allocate(&memory, num_arrays * n, sizeof(double), "nonlinear optimum", err));
    chain->memory = memory;
    for (size_t a = 0; a < num_arrays; a++)
        *arrays[a] = chain->memory + a * n;
    chain->unable = calloc(num_unable + 1, sizeof *chain->unable);
    if (!chain->unable)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the nonlinear optimum");
    divide(chain, num_unable, scale);
    return STATUS_OK;
}

void nonlinear_chain_free(struct nonlinear_chain *chain)
{
    free(chain->memory);
    free(chain->unable);
    free(chain->blocks);
    *chain = (struct nonlinear_chain){0};
}

/* ---- incomes ----------------------------------------------------------------------------------- */

/* What a node's income costs at the margin, over y^(delta-1): its own effort and the utilities that it raises. */
static void fill_costs(struct nonlinear_chain *chain, double *cost)
{
    const size_t num_unable = chain->num_workers - chain->num_nodes;

    for (size_t i = 0; i < chain->num_nodes; i++)
        cost[i] =
            chain->weight[i] * chain->threshold_effort[i] + chain->multiplier[i] * chain->step[i];
    for (size_t k = 0; k < num_unable; k++) {
        const struct nonlinear_unable *const unable = &chain->unable[k];

        if (unable->on != SIZE_MAX)
            cost[unable->on] += unable->multiplier *
                                (chain->threshold_effort[unable->on] - unable->threshold_effort);
    }
}

static double power_of(const struct nonlinear_block *block)
{
    return fmin(block->weight / block->cost, block->ceiling);
}

static enum status pool(struct nonlinear_chain *chain, const double *cost, struct error *err)
{
    size_t count = 0;

    if (!chain->blocks)
        chain->blocks = malloc(chain->num_nodes * sizeof *chain->blocks);
    if (!chain->blocks)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the nonlinear optimum");
    struct nonlinear_block *const blocks = chain->blocks;

    for (size_t i = 0; i < chain->num_nodes; i++) {
        blocks[count++] =
            (struct nonlinear_block){i + 1, chain->weight[i], cost[i], chain->ceiling[i]};
        while (count > 1 && power_of(&blocks[count - 1]) < power_of(&blocks[count - 2])) {
            struct nonlinear_block *const into = &blocks[count - 2];
            const struct nonlinear_block *const last = &blocks[count - 1];

            into->end = last->end;
            into->weight += last->weight;
            into->cost += last->cost;
            into->ceiling = fmin(into->ceiling, last->ceiling);
            count--;
        }
    }
    for (size_t b = 0, i = 0; b < count; b++)
        for (; i < blocks[b].end; i++)
            chain->power[i] = power_of(&blocks[b]);
    return STATUS_OK;
}

static size_t chunk_of(size_t from, size_t count)
{
    return count - from < WELFARE_CHUNK ? count - from : WELFARE_CHUNK;
}

static double lower_of(double a, double b)
{
    return a < b ? a : b; /* without a call */
}

/* y^(delta-1) and y of every node, given the multipliers. */
static enum status choose_incomes(struct nonlinear_chain *chain, struct error *err)
{
    double *const cost = chain->slope; /* free until utilities are known */
    bool falls = false;

    fill_costs(chain, cost);
    for (size_t i = 0; i < chain->num_nodes; i++) {
        chain->power[i] = lower_of(chain->weight[i] / cost[i], chain->ceiling[i]);
        falls |= i > 0 && chain->power[i] < chain->power[i - 1];
    }
    if (falls)
        TRY(pool(chain, cost, err));
#pragma omp parallel for schedule(static) if (chain->num_nodes >= PARALLEL_FROM)
    for (size_t from = 0; from < chain->num_nodes; from += WELFARE_CHUNK)
        elementary_pow_array(chain->income + from, chain->power + from,
                             1.0 / (chain->problem->labor_exponent - 1.0),
                             chunk_of(from, chain->num_nodes));
    return STATUS_OK;
}

/* ---- utilities --------------------------------------------------------------------------------- */

/* V less V_1 of somebody unable: tied, or better off than that. */
static double rise_of_unable(const struct nonlinear_chain *chain,
                             const struct nonlinear_unable *unable)
{
    const size_t on = unable->on;
    const double tied =
        on == SIZE_MAX
            ? -INFINITY
            : chain->utility[on] + (chain->threshold_effort[on] - unable->threshold_effort) *
                                       chain->power[on] * chain->income[on] /
                                       chain->problem->labor_exponent;

    if (unable->is_free)
        return fmax(tied, unable->free_above);
    return isfinite(tied) ? tied : 0.0;
}

/* V of all: first less V_1, then V_1 from what there is to share. */
static void share_out(struct nonlinear_chain *chain)
{
    const double delta = chain->problem->labor_exponent;
    double surplus = 0.0;
    double shared = 0.0;
    double rise = 0.0;

    for (size_t i = 0; i < chain->num_nodes; i++) {
        const double effort_unit = chain->power[i] * chain->income[i] / delta;

        surplus += chain->weight[i] * (chain->income[i] - chain->threshold_effort[i] * effort_unit);
        shared += chain->weight[i] * rise;
        chain->utility[i] = rise;
        rise += chain->step[i] * effort_unit;
    }
    for (size_t i = chain->num_nodes; i < chain->num_workers; i++) {
        const struct nonlinear_unable *const unable = &chain->unable[i - chain->num_nodes];

        chain->utility[i] = rise_of_unable(chain, unable);
        surplus += chain->weight[i] * unable->own_surplus;
        shared += chain->weight[i] * chain->utility[i];
    }
    const double first = surplus - chain->problem->public_spending - shared;

    for (size_t i = 0; i < chain->num_workers; i++)
        chain->utility[i] += first;
}

static double lowest_utility(const struct nonlinear_chain *chain)
{
    double lowest = chain->utility[0];

    for (size_t i = chain->num_nodes; i < chain->num_workers; i++)
        lowest = fmin(lowest, chain->utility[i]);
    return lowest;
}

static void fill_slopes_of(struct nonlinear_chain *chain, size_t from, size_t count, double lowest)
{
    const struct welfare_settings *const welfare = &chain->problem->welfare;
    const struct welfare_kind *const kind = welfare->kind;

    if (kind->bound->fill_slopes) {
        kind->bound->fill_slopes(chain->slope + from, welfare, chain->utility + from, lowest,
                                 count);
        return;
    }
    for (size_t i = from; i < from + count; i++) {
        const struct welfare_worker worker = {chain->utility[i], lowest, chain->observed_income[i],
                                              chain->own_weight[i]};

        chain->slope[i] = kind->marginal_weight(welfare, &worker);
    }
}

/* phi' of all. */
static void fill_slopes(struct nonlinear_chain *chain, double lowest)
{
    double sum = 0.0;

#pragma omp parallel for schedule(static) if (chain->num_workers >= PARALLEL_FROM)
    for (size_t from = 0; from < chain->num_workers; from += WELFARE_CHUNK)
        fill_slopes_of(chain, from, chunk_of(from, chain->num_workers), lowest);
    for (size_t i = 0; i < chain->num_workers; i++)
        sum += chain->weight[i] * chain->slope[i];
    chain->mean_slope = sum;
}

/* ---- multipliers ------------------------------------------------------------------------------- */

/* Whoever is not in the chain is tied while he weighs less than the average, and else better off.  Returns the
 * largest change. */
static double update_unable(struct nonlinear_chain *chain, double lowest)
{
    const struct welfare_settings *const welfare = &chain->problem->welfare;
    const struct welfare_bound *const bound = welfare->kind->bound;
    double change = 0.0;

    for (size_t i = chain->num_nodes; i < chain->num_workers; i++) {
        struct nonlinear_unable *const unable = &chain->unable[i - chain->num_nodes];
        const double g = chain->slope[i] / chain->mean_slope;
        const bool must_rise = unable->on == SIZE_MAX || g > 1.0 + SAME_WEIGHT || unable->is_free;

        unable->multiplier = unable->on == SIZE_MAX ? 0.0 : fmax(0.0, chain->weight[i] * (1.0 - g));
        if (!must_rise)
            continue;
        const double best =
            bound->utility_at ? bound->utility_at(welfare, chain->mean_slope, lowest) : INFINITY;

        if (!isfinite(best)) {
            chain->is_unbounded |= fabs(g - 1.0) > SAME_WEIGHT;
            continue;
        }
        change = fmax(change, fabs(best - chain->utility[0] - unable->free_above) / fabs(best));
        unable->free_above = best - chain->utility[0];
        unable->is_free = true;
    }
    return change;
}

/* lambda moves by `damping` of the way.  Returns the largest distance that there was to go. */
static double update_multipliers(struct nonlinear_chain *chain, double damping)
{
    double change = update_unable(chain, lowest_utility(chain));
    double *const tied = chain->utility; /* no longer needed: what hangs on each node */
    double sum = 0.0;
    double lowest = 0.0;

    for (size_t i = 0; i < chain->num_nodes; i++)
        tied[i] = chain->weight[i] * (1.0 - chain->slope[i] / chain->mean_slope);
    for (size_t k = 0; k < chain->num_workers - chain->num_nodes; k++)
        if (chain->unable[k].on != SIZE_MAX)
            tied[chain->unable[k].on] += chain->unable[k].multiplier;
    for (size_t i = chain->num_nodes; i-- > 0;) {
        const double way = sum - chain->multiplier[i];

        lowest = lower_of(sum, lowest);
        change = fabs(way) > change ? fabs(way) : change;
        chain->multiplier[i] += damping * way;
        sum += tied[i];
    }
    chain->lowest_multiplier = lowest;
    return change;
}

enum status nonlinear_chain_settle(struct nonlinear_chain *chain, struct error *err)
{
    double damping = chain->problem->welfare.kind->bound->utility_at ? FIRST_DAMPING : 1.0;
    double before = INFINITY;

    while (!chain->has_settled && chain->num_passes < MAX_PASSES) {
        TRY(choose_incomes(chain, err));
        share_out(chain);
        fill_slopes(chain, lowest_utility(chain));
        const double change = update_multipliers(chain, damping);

        chain->has_settled = change <= SETTLED;
        if (change > before) /* it swings */
            damping = fmax(0.7 * damping, LEAST_DAMPING);
        before = change;
        chain->num_passes++;
    }
    TRY(choose_incomes(chain, err));
    share_out(chain);
    return STATUS_OK;
}
