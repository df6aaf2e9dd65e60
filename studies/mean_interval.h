/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/mean_interval.h: the mean of some runs, workers or seeds, and how well it is known: its 95%
 * interval by Student's t. */
#ifndef FISC_STUDIES_MEAN_INTERVAL_H
#define FISC_STUDIES_MEAN_INTERVAL_H

#include <stddef.h>

struct mean_interval {
    double mean;      /* NaN of no value */
    double low, high; /* NaN of fewer than two */
    size_t count;
};

struct mean_interval mean_interval_of(const double *values, size_t count);

/* Half its width, from the sum of squared distances to the mean; NaN of fewer than two values. */
double mean_interval_half_width(size_t count, double squares);

#endif
