/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/population.h"

#include "base/memory.h"

#include <stdlib.h>

#define COLUMN(owner, member, column_type, column_unit, text)                                      \
    {                                                                                              \
        .name = #member, .unit = column_unit, .long_name = text, .type = column_type,              \
        .offset = offsetof(struct owner, member)                                                   \
    }

const struct column population_columns[] = {
    COLUMN(population, id, COLUMN_U32, "1", "worker identity, names the random stream"),
    COLUMN(population, cell, COLUMN_U16, "1",
           "census cell: (occupation * 2 + sex) * 7 + age group; 65535 where there is none"),
    COLUMN(population, observed_hours_per_week, COLUMN_F32, "hour/week",
           "usual hours under the baseline law"),
    COLUMN(population, weeks_per_year, COLUMN_F32, "week/year", "part of the year worked"),
    COLUMN(population, wage_usd_per_hour, COLUMN_F64, "USD/hour", "wage before tax"),
    {0},
};

const struct column outcome_columns[] = {
    COLUMN(outcome, hours_per_week, COLUMN_F64, "hour/week", "labour supplied"),
    COLUMN(outcome, income_usd_per_year, COLUMN_F64, "USD/year", "income before tax"),
    COLUMN(outcome, tax_usd_per_year, COLUMN_F64, "USD/year", "tax owed, before the rebate"),
    COLUMN(outcome, net_income_usd_per_year, COLUMN_F64, "USD/year", "income after tax and rebate"),
    COLUMN(outcome, utility_usd_per_year, COLUMN_F64, "USD/year",
           "utility: net income less the effort of earning it"),
    {0},
};

static void **array_at(void *owner, const struct column *column)
{
    return (void **)((char *)owner + column->offset);
}

static enum status create_columns(void *owner, const struct column *columns, size_t num_workers,
                                  struct error *err)
{
    for (const struct column *column = columns; column->name; column++)
        TRY(memory_allocate(array_at(owner, column), num_workers, column_type_bytes(column->type),
                            column->name, err));
    return STATUS_OK;
}

static void free_columns(void *owner, const struct column *columns)
{
    for (const struct column *column = columns; column->name; column++)
        free(*array_at(owner, column));
}

static size_t sum_of_bytes(const struct column *columns)
{
    size_t bytes = 0;

    for (const struct column *column = columns; column->name; column++)
        bytes += column_type_bytes(column->type);
    return bytes;
}

size_t population_bytes_per_worker(int with_weights)
{
    return sum_of_bytes(population_columns) + sum_of_bytes(outcome_columns) + 2 * sizeof(double) +
           (with_weights ? sizeof(double) : 0);
}

enum status population_create(struct population *population, size_t num_workers, int with_weights,
                              struct error *err)
{
    *population = (struct population){.num_workers = num_workers};
    enum status status = create_columns(population, population_columns, num_workers, err);

    if (!status && with_weights) {
        void *weights = NULL;

        status = memory_allocate(&weights, num_workers, sizeof(double), "sample_weight", err);
        population->sample_weight = weights;
    }
    if (status)
        population_free(population);
    return status;
}

void population_free(struct population *population)
{
    free_columns(population, population_columns);
    free(population->sample_weight);
    *population = (struct population){0};
}

enum status preferences_create(struct preferences *preferences, size_t num_workers,
                               struct error *err)
{
    void *full_income = NULL;
    void *edge_effort = NULL;

    *preferences = (struct preferences){.num_workers = num_workers};
    TRY(memory_allocate(&full_income, num_workers, sizeof(double), "full_income", err));
    preferences->full_income_usd_per_year = full_income;
    const enum status status =
        memory_allocate(&edge_effort, num_workers, sizeof(double), "edge_effort", err);

    preferences->edge_effort = edge_effort;
    if (status)
        preferences_free(preferences);
    return status;
}

void preferences_free(struct preferences *preferences)
{
    free(preferences->full_income_usd_per_year);
    free(preferences->edge_effort);
    *preferences = (struct preferences){0};
}

enum status outcome_create(struct outcome *outcome, size_t num_workers, struct error *err)
{
    *outcome = (struct outcome){.num_workers = num_workers};
    const enum status status = create_columns(outcome, outcome_columns, num_workers, err);

    if (status)
        outcome_free(outcome);
    return status;
}

void outcome_free(struct outcome *outcome)
{
    free_columns(outcome, outcome_columns);
    *outcome = (struct outcome){0};
}
