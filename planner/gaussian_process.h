/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/gaussian_process.h: regression by a Gaussian process (Rasmussen and Williams 2006, "Gaussian
 * Processes for Machine Learning", chapters 2, 4.2 and 5.4): a constant plus a smooth function plus noise.
 * With r^2 = sum_j ((x_j - x'_j) / length_j)^2, values at x and x' have the covariance
 *     variance (1 + sqrt(5) r + 5 r^2/3) exp(-sqrt(5) r)       (Matern 5/2),
 * and each observation has noise of variance * noise_share of its own.  Lengths and the noise are those of the
 * highest marginal likelihood times a weak prior of the lengths, lognormal around 0.6 sqrt(dimension) (as in
 * Hvarfner, Hellsten and Nardi 2024); constant and variance are the best for these, in closed form.  One thread, no random
 * number. */
#ifndef FISC_PLANNER_GAUSSIAN_PROCESS_H
#define FISC_PLANNER_GAUSSIAN_PROCESS_H

#include "base/error.h"

#include <gsl/gsl_matrix.h>

#include <stddef.h>

enum { GAUSSIAN_PROCESS_MAX_DIMENSION = 64, GAUSSIAN_PROCESS_MAX_POINTS = 1000 };

struct gaussian_process {
    size_t num_points;
    int dimension;
    const double *x; /* [num_points][dimension], borrowed; each coordinate between 0 and 1 */
    const double *y; /* [num_points], borrowed */
    double length[GAUSSIAN_PROCESS_MAX_DIMENSION], noise_share;
    double mean, variance;
    double log_likelihood; /* marginal, without its constant -n/2 (1 + ln 2 pi) */
    gsl_matrix *factor;    /* lower Cholesky factor of correlations plus noise_share */
    gsl_vector *weight;    /* of each point in a prediction */
    gsl_vector *ones;      /* room */
};

/* Free it in any case.  1 to GAUSSIAN_PROCESS_MAX_POINTS finite points; *process borrows x and y. */
enum status gaussian_process_fit(struct gaussian_process *process, const double *x, const double *y,
                                 size_t num_points, int dimension, struct error *err) MUST_CHECK;
/* Lengths and noise as they stand in *process, the rest from the points.  Not positive definite: the
 * likelihood is -INFINITY and nothing can be predicted. */
void gaussian_process_condition(struct gaussian_process *process);
void gaussian_process_free(struct gaussian_process *process);

/* Of the smooth function, without noise.  Thread-safe. */
void gaussian_process_predict(const struct gaussian_process *process, const double *x, double *mean,
                              double *standard_deviation);

/* ln E max(f - best, 0) of a normal f: the logarithm of the expected improvement (Jones, Schonlau and Welch 1998),
 * which keeps its digits where the improvement itself would be 0. */
double gaussian_process_log_improvement(double mean, double standard_deviation, double best);

#endif
