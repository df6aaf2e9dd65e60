/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/us/fit.h: what the tables leave open in a us_workforce (spread within cells, the Pareto
 * top, pay of part-timers, part-year work), fitted to the annual earnings that the Social Security
 * Administration counts.  Least squares over shares below each threshold, upper tails, quantiles,
 * young workers' incomes and priors (docs/decisions/calibration.md says which and why).
 * GSL's error handler must be off (cli/main.c does it). */
#ifndef FISC_CALIBRATION_US_FIT_H
#define FISC_CALIBRATION_US_FIT_H

#include "calibration/us/earnings_curve.h"
#include "calibration/us/tables.h"
#include "calibration/us/wage_effects.h"
#include "calibration/us/workforce.h"

#include <signal.h>

struct us_fit {
    struct us_tables tables;
    struct us_workforce workforce;
    struct wage_effects effects;
    struct earnings_curve *curve;             /* of the workforce */
    double standard_error[US_NUM_PARAMETERS]; /* local: priors included, tables taken as exact */
    int num_evaluations;
    double sum_of_squares;
    enum status failure; /* of the model, while the solver runs */
    struct error *err;
    const volatile sig_atomic_t *stop;
};

/* Told after every iteration; may be NULL. */
typedef void us_fit_progress(void *context, int iteration, double sum_of_squares,
                             double largest_gap);

/* Fit from the built-in start.  Parameters are rounded to 4 digits and the wage levels solved for
 * the rounded ones, so the written fit is the evaluated one.  Takes seconds;
 * STATUS_INTERRUPTED once *stop is not 0 (it may be NULL). */
enum status us_fit_run(struct us_fit *fit, int earnings_year, us_fit_progress *progress,
                       void *context, const volatile sig_atomic_t *stop,
                       struct error *err) MUST_CHECK;

/* No fit: tables, margins and wage levels for given parameters, and their curve. */
enum status us_fit_evaluate(struct us_fit *fit, int earnings_year,
                            const double parameter[US_NUM_PARAMETERS],
                            struct error *err) MUST_CHECK;

void us_fit_free(struct us_fit *fit);

/* Largest |share below - SSA's| over the thresholds; `threshold` (may be NULL) says where. */
double us_fit_largest_gap(const struct us_fit *fit, int *threshold);

/* calibration/us/fit_files.c: us_workforce_fit.csv, us_workforce_cells.csv, us_workforce_hours.csv,
 * fit_cdf.csv (threshold_usd, ssa_cdf, model_cdf) and fit_report.md, in an existing folder. */
enum status us_fit_write(const struct us_fit *fit, const char *folder,
                         struct error *err) MUST_CHECK;

#endif
