/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/preferences.h: what workers like: derived from who they are (model/population.h) and the tax system
 * that they were observed under (model/baseline.h).
 * The effort of earning z is D(z) = z^delta threshold_effort / delta, in USD per year. */
#ifndef FISC_MODEL_PREFERENCES_H
#define FISC_MODEL_PREFERENCES_H

#include "base/error.h"
#include "model/baseline.h"
#include "model/population.h"
#include "model/utility.h"

struct preferences {
    size_t num_workers;
    double *potential_earnings_usd_per_year; /* Z: the income chosen at a zero tax (quasilinear) */
    double *threshold_effort;                /* P = Z^(1-delta) */
};

size_t preferences_bytes_per_worker(void);

enum status preferences_create(struct preferences *preferences, size_t num_workers,
                               struct error *err) MUST_CHECK;
void preferences_free(struct preferences *preferences);

/* Calibrated disutility: c_i such that observed hours are optimal under the baseline tax system.
 *   quasilinear  P = (1 - tau(z0)) z0^(1-delta);  isoelastic: times (y0/Y0)^(-eta)
 * At a kink the upper rate.  Sets utility->reference_income.  STATUS_INVALID_INPUT names the worker
 * whose baseline net income is not positive (isoelastic). */
enum status preferences_calibrate(struct preferences *preferences, struct utility *utility,
                                  const struct population *population,
                                  const struct baseline *baseline, struct error *err) MUST_CHECK;

/* Paper disutility: c_i = coefficient for all, hours in hours per week (Karten et al. 2025). */
enum status preferences_set_common(struct preferences *preferences, struct utility *utility,
                                   const struct population *population,
                                   const struct baseline *baseline, double coefficient,
                                   struct error *err) MUST_CHECK;

/* Put workers (preferences and population) in order of their tax class and group of elasticity, in each by Z, ties
 * by id: then whatever rational workers of such a run choose never falls with the index. */
enum status preferences_sort(struct preferences *preferences, struct population *population,
                             const struct utility *utility, struct error *err) MUST_CHECK;

/* Effort D of earning z, USD per year (one power: not for inner loops). */
double preferences_effort(const struct preferences *preferences, const struct utility *utility,
                          size_t i, double income_usd_per_year);

#endif
