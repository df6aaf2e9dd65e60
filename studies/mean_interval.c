/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/mean_interval.c: mean +- t_{0.975, n - 1} s / sqrt(n). */
#include "studies/mean_interval.h"

#include <gsl/gsl_cdf.h>

#include <math.h>

double mean_interval_half_width(size_t count, double squares)
{
    const double n = (double)count;

    return count > 1 ? gsl_cdf_tdist_Pinv(0.975, n - 1.0) * sqrt(squares / (n - 1.0) / n) : NAN;
}

struct mean_interval mean_interval_of(const double *values, size_t count)
{
    double sum = 0.0;
    double squares = 0.0;

    for (size_t k = 0; k < count; k++)
        sum += values[k];
    const double mean = count > 0 ? sum / (double)count : NAN;

    for (size_t k = 0; k < count; k++)
        squares += (values[k] - mean) * (values[k] - mean);
    const double half = mean_interval_half_width(count, squares);

    return (struct mean_interval){mean, mean - half, mean + half, count};
}
