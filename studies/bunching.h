/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/bunching.h: the elasticity that is read from a heap of incomes at a kink (Saez 2010; Chetty, Friedman,
 * Olsen and Pistaferri 2011): counts around it are fitted by a polynomial that leaves out the bins of the heap. */
#ifndef FISC_STUDIES_BUNCHING_H
#define FISC_STUDIES_BUNCHING_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { BUNCHING_MAX_BINS = 2000, BUNCHING_MAX_DEGREE = 12 };

/* Workers in bins of one width, by the income in their middle (or at another place that all share). */
struct bunching_counts {
    double *income_usd_per_year; /* [num_bins], evenly spaced, ascending */
    double *workers;             /* [num_bins], >= 0 */
    size_t num_bins;
};

struct bunching_settings {
    double kink_usd_per_year;       /* a bin's income */
    double rate_before, rate_after; /* marginal, below and above; after > before, below 1 */
    double from_usd_per_year, to_usd_per_year; /* the bins that are fitted */
    int degree;
    int excluded_below, excluded_above; /* bins of the heap beside the kink's own */
    double heap_usd; /* a fitted constant at multiples of it: round numbers; 0: none */
    bool
        is_corrected; /* integration constraint: who bunches comes from above, so counts there are raised */
    double stop_workers,
        stop_share; /* end of its iteration: B moves by less, or by less than the share of it */
    int num_draws;  /* of the bootstrap of residuals; 0: none */
};

struct bunching {
    double counterfactual_at_kink; /* workers a bin */
    double excess_workers;         /* B */
    double excess;                 /* b = B / mean counterfactual of the bins of the heap */
    double income_move_usd;        /* dz* = b width */
    double elasticity;             /* ln(1 + dz star / z star)/ln((1 - t0)/(1 - t1)) */
    double elasticity_by_logs;     /* dz star / z star / ln((1 - t0)/(1 - t1)) */
    double elasticity_small_kink;  /* dz star / z star / ((t1 - t0)/(1 - t0)) */
    double standard_error;         /* of elasticity; NaN: no draws */
    /* Bounds without a form for the density, whose slope in ln z is as steep as the fit's steepest; high is
     * INFINITY where the density alone could make such a heap. */
    double low, high;
    double slope; /* that one: of the share of workers per unit of ln z, per unit of ln z */
    int num_iterations;
    double counterfactual[BUNCHING_MAX_BINS]; /* NaN outside the window */
    bool is_excluded[BUNCHING_MAX_BINS];
};

/* STATUS_INVALID_INPUT says what does not do: a kink where nobody is, rates that do not rise, bins too few. */
enum status bunching_estimate(struct bunching *found, const struct bunching_counts *counts,
                              const struct bunching_settings *settings,
                              struct error *err) MUST_CHECK;

/* Of a CSV with columns income_usd_per_year and workers; free it in any case. */
enum status bunching_counts_read(struct bunching_counts *counts, const char *path,
                                 struct error *err) MUST_CHECK;
enum status bunching_counts_create(struct bunching_counts *counts, size_t num_bins,
                                   struct error *err) MUST_CHECK;
void bunching_counts_free(struct bunching_counts *counts);

#endif
