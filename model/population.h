/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/population.h: who the workers are.  Drawn once; what they like is model/preferences.h, what they
 * did in a step model/outcome.h.
 * Worker i is element i of every array.  Arrays are 64-byte aligned and padded to whole vectors of
 * 8 (base/memory.h).  Files keep workers in the order of `id`; memory holds them in another order
 * (preferences_sort), so always go through `id`. */
#ifndef FISC_MODEL_POPULATION_H
#define FISC_MODEL_POPULATION_H

#include "base/column.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct cells;

enum { POPULATION_NO_CELL = 0xffff };

struct population {
    size_t num_workers;
    uint32_t *id;   /* 0..N-1, stable for life; also names the random stream */
    uint16_t *cell; /* occupation, sex and age group (model/cells.h), or POPULATION_NO_CELL */
    float *observed_hours_per_week; /* l0, usual hours under the baseline tax system, > 0 */
    float *weeks_per_year;          /* k, part of the year worked, (0, 52] */
    double *wage_usd_per_hour;      /* w, before tax, > 0 */
    double *sample_weight;          /* > 0, mean 1; NULL when every worker counts the same */
    double *welfare_weight;         /* >= 0, the user's own, of the utilitarian W; NULL: all 1 */
    const struct cells *cells;      /* what `cell` means, constant data; NULL: nobody has one */
    /* Tax classes (model/tax_system.h) of tax units of one adult: worker i is unit i. */
    int num_classes;        /* [1, TAX_MAX_CLASSES] */
    uint8_t *class_of_unit; /* in [0, num_classes); NULL: all are of class 0 */
    char remark
        [200]; /* how they were sampled, and who was left out: for whoever reads results; or "" */
};

extern const struct column
    population_columns[]; /* without weights and classes, which may be absent */

/* Bytes of memory per worker (weights only if asked). */
size_t population_bytes_per_worker(int with_weights);

enum status population_create(struct population *population, size_t num_workers, int with_weights,
                              struct error *err) MUST_CHECK;
void population_free(struct population *population);

/* Is any of occupation, sex and age group of worker i known? */
static inline bool population_has_cell(const struct population *population, size_t i)
{
    return population->cells && population->cell[i] != POPULATION_NO_CELL;
}

/* Room for own welfare weights, all 1 at first. */
enum status population_add_welfare_weights(struct population *population,
                                           struct error *err) MUST_CHECK;

/* Room for classes, all 0 at first. */
enum status population_add_classes(struct population *population, int num_classes,
                                   struct error *err) MUST_CHECK;

static inline double population_sample_weight(const struct population *population, size_t i)
{
    return population->sample_weight ? population->sample_weight[i] : 1.0;
}

static inline double population_welfare_weight(const struct population *population, size_t i)
{
    return population->welfare_weight ? population->welfare_weight[i] : 1.0;
}

static inline int population_class(const struct population *population, size_t i)
{
    return population->class_of_unit ? population->class_of_unit[i] : 0;
}

/* k w, USD per year for one weekly hour. */
static inline double population_annual_pay_per_hour(const struct population *population, size_t i)
{
    return (double)population->weeks_per_year[i] * population->wage_usd_per_hour[i];
}

/* z0 = k w l0, USD per year. */
static inline double population_observed_income(const struct population *population, size_t i)
{
    return population_annual_pay_per_hour(population, i) *
           (double)population->observed_hours_per_week[i];
}

#endif
