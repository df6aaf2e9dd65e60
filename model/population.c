/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/population.c: memory of the workers' facts. */
#include "model/population.h"

#include "base/memory.h"

#include <stdlib.h>

const struct column population_columns[] = {
    ARRAY_COLUMN(population, id, COLUMN_U32, "1", "worker identity, names the random stream"),
    ARRAY_COLUMN(population, cell, COLUMN_U16, "1",
                 "occupation, sex and age group in one number; 65535 where there is none"),
    ARRAY_COLUMN(population, observed_hours_per_week, COLUMN_F32, "hour/week",
                 "usual hours under the baseline tax system"),
    ARRAY_COLUMN(population, weeks_per_year, COLUMN_F32, "week/year", "part of the year worked"),
    ARRAY_COLUMN(population, wage_usd_per_hour, COLUMN_F64, "USD/hour", "wage before tax"),
    {0},
};

size_t population_bytes_per_worker(int with_weights)
{
    return columns_bytes_per_element(population_columns) + (with_weights ? sizeof(double) : 0);
}

enum status population_create(struct population *population, size_t num_workers, int with_weights,
                              struct error *err)
{
    *population = (struct population){.num_workers = num_workers, .num_classes = 1};
    enum status status = columns_create(population, population_columns, num_workers, err);

    if (!status && with_weights) {
        void *weights = NULL;

        status = memory_allocate(&weights, num_workers, sizeof(double), "sample_weight", err);
        population->sample_weight = weights;
    }
    if (status)
        population_free(population);
    return status;
}

enum status population_add_welfare_weights(struct population *population, struct error *err)
{
    void *weights = NULL;

    TRY(memory_allocate(&weights, population->num_workers, sizeof(double), "welfare_weight", err));
    population->welfare_weight = weights;
    for (size_t i = 0; i < population->num_workers; i++)
        population->welfare_weight[i] = 1.0;
    return STATUS_OK;
}

enum status population_add_classes(struct population *population, int num_classes,
                                   struct error *err)
{
    void *classes = NULL;

    TRY(memory_allocate(&classes, population->num_workers, sizeof(uint8_t), "class_of_unit", err));
    population->class_of_unit = classes;
    population->num_classes = num_classes;
    return STATUS_OK;
}

void population_free(struct population *population)
{
    columns_free(population, population_columns);
    free(population->sample_weight);
    free(population->welfare_weight);
    free(population->class_of_unit);
    *population = (struct population){0};
}
