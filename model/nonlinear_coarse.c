/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/nonlinear_coarse.h"

#include "base/elementary.h"
#include "base/memory.h"

#include <stdlib.h>

enum { GROUP = 64, LARGE = 512 * GROUP };
enum { COLUMN_Z, COLUMN_P, COLUMN_WEIGHT, COLUMN_OBSERVED, NUM_COLUMNS };

static size_t group_end(size_t group, size_t num_nodes)
{
    return (group + 1) * GROUP < num_nodes ? (group + 1) * GROUP : num_nodes;
}

/* The middle worker of each group, with the weights of all of it.  Who is unable stays out, and caps are forgotten:
 * it is only a beginning. */
static void gather(double *const column[NUM_COLUMNS], const struct nonlinear_chain *chain,
                   size_t num_groups)
{
    const double exponent = -1.0 / (chain->problem->labor_exponent - 1.0); /* of P, to have Z */

    for (size_t g = 0; g < num_groups; g++) {
        const size_t end = group_end(g, chain->num_nodes);
        const size_t middle = (g * GROUP + end) / 2;
        double weight = 0.0;

        for (size_t i = g * GROUP; i < end; i++)
            weight += chain->weight[i];
        column[COLUMN_Z][g] = elementary_pow(chain->threshold_effort[middle], exponent);
        column[COLUMN_P][g] = chain->threshold_effort[middle];
        column[COLUMN_WEIGHT][g] = weight;
        column[COLUMN_OBSERVED][g] = chain->observed_income[middle];
    }
}

/* lambda at the last worker of a group is that of the group; straight lines between, from 0 before the first. */
static void interpolate(struct nonlinear_chain *chain, const double *multiplier, size_t num_groups)
{
    double before = 0.0;

    for (size_t g = 0; g < num_groups; g++) {
        const size_t start = g * GROUP;
        const size_t end = group_end(g, chain->num_nodes);
        const double step = (multiplier[g] - before) / (double)(end - start);

        for (size_t i = start; i < end; i++)
            chain->multiplier[i] = before + step * (double)(i + 1 - start);
        before = multiplier[g];
    }
}

static enum status begin_from(struct nonlinear_chain *chain, double *const column[NUM_COLUMNS],
                              size_t num_groups, struct error *err)
{
    struct nonlinear_problem problem = *chain->problem;
    struct nonlinear_chain coarse;

    gather(column, chain, num_groups);
    problem.num_workers = num_groups;
    problem.potential_earnings = column[COLUMN_Z];
    problem.threshold_effort = column[COLUMN_P];
    problem.weight = column[COLUMN_WEIGHT];
    problem.observed_income = column[COLUMN_OBSERVED];
    problem.income_cap = NULL;
    enum status status = nonlinear_chain_create(&coarse, &problem, err);

    if (!status)
        status = nonlinear_chain_settle(&coarse, err);
    if (!status)
        interpolate(chain, coarse.multiplier, num_groups);
    nonlinear_chain_free(&coarse);
    return status;
}

enum status nonlinear_coarse_begin(struct nonlinear_chain *chain, struct error *err)
{
    const size_t num_groups = (chain->num_nodes + GROUP - 1) / GROUP;
    const size_t padded = memory_padded_count(num_groups);
    double *column[NUM_COLUMNS];
    void *memory = NULL;

    if (chain->num_nodes < LARGE)
        return STATUS_OK;
    TRY(memory_allocate(&memory, NUM_COLUMNS * padded, sizeof(double), "nonlinear optimum", err));
    for (int c = 0; c < NUM_COLUMNS; c++)
        column[c] = (double *)memory + (size_t)c * padded;
    const enum status status = begin_from(chain, column, num_groups, err);

    free(memory);
    return status;
}
