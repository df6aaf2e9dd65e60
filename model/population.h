/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/population.h: who the workers are, what they like, and what they did in a step.
 * Worker i is element i of every array.  Arrays are 64-byte aligned and padded to whole vectors of
 * 8 (base/memory.h).  Files keep workers in the order of `id`; memory may hold them in another
 * order (sorted by full_income), so always go through `id`. */
#ifndef FISC_MODEL_POPULATION_H
#define FISC_MODEL_POPULATION_H

#include "base/column.h"
#include "base/error.h"

#include <stdint.h>

enum { POPULATION_NO_CELL = 0xffff };

/* Who they are: drawn once. */
struct population {
    size_t num_workers;
    uint32_t *id;   /* 0..N-1, stable for life; also names the random stream */
    uint16_t *cell; /* (occupation * 2 + sex) * 7 + age group, or POPULATION_NO_CELL */
    float *observed_hours_per_week; /* l0, usual hours under the baseline law, > 0 */
    float *weeks_per_year;          /* k, part of the year worked, (0, 52] */
    double *wage_usd_per_hour;      /* w, before tax, > 0 */
    double *sample_weight;          /* > 0, mean 1; NULL when every worker counts the same */
};

/* What they like: derived from the population and the baseline law (model/preferences.h).
 * The effort of earning z is D(z) = z^delta edge_effort / delta, in USD per year. */
struct preferences {
    size_t num_workers;
    double *full_income_usd_per_year; /* Z: the income chosen at a zero tax (quasilinear) */
    double *edge_effort;              /* P = Z^(1-delta) */
};

/* What they did in one step. */
struct outcome {
    size_t num_workers;
    double *hours_per_week;          /* l, [0, 100] */
    double *income_usd_per_year;     /* z = k w l, before tax */
    double *tax_usd_per_year;        /* T(z) */
    double *net_income_usd_per_year; /* y = z - T(z) + R */
    double *utility_usd_per_year;    /* u, quasilinear or isoelastic, in USD */
    /* How the arrays are ordered: true means that income, tax-free of exceptions, net income and
     * utility never fall with the index, save at the listed indices (ascending). */
    int is_sorted;
    const uint32_t *exceptions; /* [num_exceptions], owned by whoever filled the outcome */
    size_t num_exceptions;
};

extern const struct column population_columns[];
extern const struct column outcome_columns[];

/* Bytes of memory per worker that the three structs take together (weights only if asked). */
size_t population_bytes_per_worker(int with_weights);

enum status population_create(struct population *population, size_t num_workers, int with_weights,
                              struct error *err) MUST_CHECK;
void population_free(struct population *population);

enum status preferences_create(struct preferences *preferences, size_t num_workers,
                               struct error *err) MUST_CHECK;
void preferences_free(struct preferences *preferences);

enum status outcome_create(struct outcome *outcome, size_t num_workers,
                           struct error *err) MUST_CHECK;
void outcome_free(struct outcome *outcome);

/* k w, USD per year for one weekly hour. */
static inline double population_annual_pay_per_hour(const struct population *population, size_t i)
{
    return (double)population->weeks_per_year[i] * population->wage_usd_per_hour[i];
}

#endif
