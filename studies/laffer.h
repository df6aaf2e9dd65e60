/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/laffer.h: what a rate brings in as it moves, with rational workers. */
#ifndef FISC_STUDIES_LAFFER_H
#define FISC_STUDIES_LAFFER_H

#include "simulation/simulation.h"

#include <signal.h>

enum { LAFFER_ALL_RATES = -1 };

struct laffer_point {
    double rate; /* of the bracket; of all: added to every rate; fractions */
    double revenue, mean_income, welfare; /* USD a worker and year (welfare: of the objective) */
    double mean_hours_per_week;
    double marginal_rate; /* mean effective marginal rate, a fraction */
};

struct laffer {
    struct laffer_point *point; /* [num_points], rates ascending */
    size_t num_points;
    struct laffer_point peak; /* the highest revenue of all rates that were tried */
    double lowest_revenue;    /* of the same */
    bool is_inside;           /* the peak is not at an end of the range */
    /* The next highest hump that stands out, by more than a hundredth of what revenue moves by in all. */
    struct laffer_point lower_peak;
    bool has_lower_peak;
};

/* Bracket `bracket` of `tax_system`, or LAFFER_ALL_RATES, in `num_points` >= 3 even steps: a rate from 0 to
 * 0.99; all rates by what keeps every one of them within [0, 0.99].  Revenue has many humps, and jumps where a
 * worker does: between the points lie more, and each hump that may hold the peak is looked at closely.
 * STATUS_USAGE if there is no such bracket. */
enum status laffer_curve(struct laffer *curve, const struct simulation *simulation,
                         const struct tax_schedule *tax_system, int bracket, size_t num_points,
                         const volatile sig_atomic_t *stop, struct error *err) MUST_CHECK;
void laffer_free(struct laffer *curve);

#endif
