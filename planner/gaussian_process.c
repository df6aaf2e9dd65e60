/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "planner/gaussian_process.h"

#include "base/elementary.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Of the range of a coordinate: shorter is noise, longer says that it does not matter. */
static const double MIN_LENGTH = 0.05, MAX_LENGTH = 20.0;
/* ln(length) is N(ln(this sqrt(dimension)), 1) before anything is seen: points in many dimensions are far apart. */
static const double PRIOR_LENGTH = 0.6;
/* The least keeps the matrix positive definite. */
static const double MIN_NOISE = 1e-8, MAX_NOISE = 1.0, FIRST_NOISE = 1e-4;
/* Steps of the fit, in logarithms. */
static const double FIRST_STEP = 1.0, LAST_STEP = 0.1;
static const double LEAST_VARIANCE = 1e-300; /* of equal observations */
static const double FAR_BELOW = -20.0;       /* standard deviations: from here on an expansion */
static const double HALF_LOG_TWO_PI = 0.91893853320467274178;

static double correlation(const struct gaussian_process *process, const double *a, const double *b)
{
    double square = 0.0;

    for (int j = 0; j < process->dimension; j++) {
        const double distance = (a[j] - b[j]) / process->length[j];

        square += distance * distance;
    }
    const double r = sqrt(5.0 * square);

    return (1.0 + r + r * r / 3.0) * elementary_exp(-r);
}

static const double *point(const struct gaussian_process *process, size_t k)
{
    return process->x + k * (size_t)process->dimension;
}

/* false: not positive definite, to working precision. */
static bool factorise(struct gaussian_process *process)
{
    for (size_t a = 0; a < process->num_points; a++)
        for (size_t b = 0; b <= a; b++) {
            const double value = a == b
                                     ? 1.0 + process->noise_share
                                     : correlation(process, point(process, a), point(process, b));

            gsl_matrix_set(process->factor, a, b, value);
            gsl_matrix_set(process->factor, b, a, value);
        }
    return gsl_linalg_cholesky_decomp1(process->factor) == GSL_SUCCESS;
}

static double log_determinant(const struct gaussian_process *process)
{
    double sum = 0.0;

    for (size_t k = 0; k < process->num_points; k++)
        sum += 2.0 * elementary_log(gsl_matrix_get(process->factor, k, k));
    return sum;
}

/* In place: times the inverse of the correlations. */
static void solve(const struct gaussian_process *process, gsl_vector *vector)
{
    gsl_blas_dtrsv(CblasLower, CblasNoTrans, CblasNonUnit, process->factor, vector);
    gsl_blas_dtrsv(CblasLower, CblasTrans, CblasNonUnit, process->factor, vector);
}

/* Of the lengths, without its constant. */
static double log_prior(const struct gaussian_process *process)
{
    const double centre = elementary_log(PRIOR_LENGTH * sqrt((double)process->dimension));
    double sum = 0.0;

    for (int j = 0; j < process->dimension; j++) {
        const double distance = elementary_log(process->length[j]) - centre;

        sum -= 0.5 * distance * distance;
    }
    return sum;
}

void gaussian_process_condition(struct gaussian_process *process)
{
    const double n = (double)process->num_points;
    double sum_y = 0.0;
    double sum_ones = 0.0;
    double square = 0.0;

    process->log_likelihood = -INFINITY;
    if (!factorise(process))
        return;
    gsl_vector_set_all(process->ones, 1.0);
    solve(process, process->ones);
    for (size_t k = 0; k < process->num_points; k++) {
        sum_y += gsl_vector_get(process->ones, k) * process->y[k];
        sum_ones += gsl_vector_get(process->ones, k);
    }
    process->mean = sum_y / sum_ones;
    for (size_t k = 0; k < process->num_points; k++)
        gsl_vector_set(process->weight, k, process->y[k] - process->mean);
    solve(process, process->weight);
    for (size_t k = 0; k < process->num_points; k++)
        square += gsl_vector_get(process->weight, k) * (process->y[k] - process->mean);
    process->variance = fmax(square / n, LEAST_VARIANCE);
    process->log_likelihood =
        -0.5 * (n * elementary_log(process->variance) + log_determinant(process));
}

/* The parameter p of those that are fitted: the lengths, then the noise. */
static double *parameter(struct gaussian_process *process, int p)
{
    return p < process->dimension ? &process->length[p] : &process->noise_share;
}

/* What the fit climbs. */
static double condition_and_judge(struct gaussian_process *process)
{
    gaussian_process_condition(process);
    return process->log_likelihood + log_prior(process);
}

/* One parameter by a factor, if that makes the lengths more credible. */
static bool improves(struct gaussian_process *process, double *credibility, int p, double factor)
{
    double *const value = parameter(process, p);
    const bool is_noise = p == process->dimension;
    const double before = *value;

    *value = fmin(fmax(before * factor, is_noise ? MIN_NOISE : MIN_LENGTH),
                  is_noise ? MAX_NOISE : MAX_LENGTH);
    if (*value != before) {
        const double now = condition_and_judge(process);

        if (now > *credibility) {
            *credibility = now;
            return true;
        }
    }
    *value = before;
    return false;
}

/* Up and down in every parameter, by ever smaller factors. */
static void climb(struct gaussian_process *process)
{
    double credibility = condition_and_judge(process);

    for (double step = FIRST_STEP; step >= LAST_STEP;) {
        bool has_gained = false;

        for (int p = 0; p <= process->dimension; p++) {
            /* Noise spans more orders of magnitude than lengths. */
            const double factor = elementary_exp(p == process->dimension ? 2.0 * step : step);

            has_gained = improves(process, &credibility, p, factor) ||
                         improves(process, &credibility, p, 1.0 / factor) || has_gained;
        }
        if (!has_gained)
            step *= 0.5;
    }
}

enum status gaussian_process_fit(struct gaussian_process *process, const double *x, const double *y,
                                 size_t num_points, int dimension, struct error *err)
{
    *process = (struct gaussian_process){.num_points = num_points,
                                         .dimension = dimension,
                                         .x = x,
                                         .y = y,
                                         .noise_share = FIRST_NOISE,
                                         .factor = gsl_matrix_alloc(num_points, num_points),
                                         .weight = gsl_vector_alloc(num_points),
                                         .ones = gsl_vector_alloc(num_points)};
    if (!process->factor || !process->weight || !process->ones)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a Gaussian process of %zu points",
                         num_points);
    for (int j = 0; j < dimension; j++)
        process->length[j] = PRIOR_LENGTH * sqrt((double)dimension);
    climb(process);
    gaussian_process_condition(process);
    if (!isfinite(process->log_likelihood))
        return error_set(err, STATUS_NUMERICAL,
                         "no Gaussian process through %zu points: the covariance matrix is not "
                         "positive definite",
                         num_points);
    return STATUS_OK;
}

void gaussian_process_free(struct gaussian_process *process)
{
    gsl_matrix_free(process->factor);
    gsl_vector_free(process->weight);
    gsl_vector_free(process->ones);
    *process = (struct gaussian_process){0};
}

void gaussian_process_predict(const struct gaussian_process *process, const double *x, double *mean,
                              double *standard_deviation)
{
    double room[GAUSSIAN_PROCESS_MAX_POINTS];
    double explained = 0.0;

    *mean = process->mean;
    for (size_t k = 0; k < process->num_points; k++) {
        room[k] = correlation(process, x, point(process, k));
        *mean += room[k] * gsl_vector_get(process->weight, k);
    }
    gsl_vector_view view = gsl_vector_view_array(room, process->num_points);

    gsl_blas_dtrsv(CblasLower, CblasNoTrans, CblasNonUnit, process->factor, &view.vector);
    for (size_t k = 0; k < process->num_points; k++)
        explained += room[k] * room[k];
    *standard_deviation = sqrt(process->variance * fmax(1.0 - explained, 0.0));
}

/* E max(f - best, 0) = sd (phi(z) + z Phi(z)), z = (mean - best)/sd; far below, phi(z)/z^2 (1 - 3/z^2 + 15/z^4). */
double gaussian_process_log_improvement(double mean, double standard_deviation, double best)
{
    if (!(standard_deviation > 0.0))
        return mean > best ? elementary_log(mean - best) : -INFINITY;
    const double z = (mean - best) / standard_deviation;
    const double log_density = -0.5 * z * z - HALF_LOG_TWO_PI;
    const double log_scale = elementary_log(standard_deviation);

    if (z < FAR_BELOW) {
        const double r = 1.0 / (z * z);

        return log_scale + log_density + elementary_log(r * (1.0 - r * (3.0 - 15.0 * r)));
    }
    return log_scale + elementary_log(elementary_exp(log_density) + z * elementary_normal_cdf(z));
}
