/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/outcome.h: what the workers of a population did in one step: worker i is element i of every
 * array, in the order of the population (model/population.h). */
#ifndef FISC_MODEL_OUTCOME_H
#define FISC_MODEL_OUTCOME_H

#include "base/column.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct outcome {
    size_t num_workers;
    double *hours_per_week;          /* l, [0, 100] */
    double *income_usd_per_year;     /* z = k w l, before tax */
    double *tax_usd_per_year;        /* T(z) */
    double *net_income_usd_per_year; /* y = z - T(z) + R */
    double *utility_usd_per_year;    /* u, quasilinear or isoelastic, in USD */
    /* How the arrays are ordered: true means that income, tax-free of exceptions, net income and
     * utility never fall with the index, save at the listed indices (ascending). */
    bool is_sorted;
    const uint32_t *exceptions; /* [num_exceptions], owned by whoever filled the outcome */
    size_t num_exceptions;
};

extern const struct column outcome_columns[];

size_t outcome_bytes_per_worker(void);

enum status outcome_create(struct outcome *outcome, size_t num_workers,
                           struct error *err) MUST_CHECK;
void outcome_free(struct outcome *outcome);

/* Nothing is known of the order any more. */
void outcome_forget_order(struct outcome *outcome);

#endif
