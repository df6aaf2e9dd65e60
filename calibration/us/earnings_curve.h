/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/us/earnings_curve.h: the distribution of annual earnings k w h in a us_workforce, by
 * quadrature instead of by drawing.  Distribution functions live on a grid of 0.01 in the log and
 * are read between its points by cubics: errors of a share below 1e-5, and smooth in parameters. */
#ifndef FISC_CALIBRATION_US_EARNINGS_CURVE_H
#define FISC_CALIBRATION_US_EARNINGS_CURVE_H

#include "calibration/us/workforce.h"

/* Ages 16-19, 20-24, 25 and over: they differ in part-year work. */
enum { EARNINGS_NUM_GROUPS = 3 };

struct earnings_curve; /* opaque: large tables, reused from one evaluation to the next */

enum status earnings_curve_create(struct earnings_curve **curve, struct error *err) MUST_CHECK;
void earnings_curve_destroy(struct earnings_curve *curve);

/* Tabulate the workforce.  Takes a few milliseconds. */
void earnings_curve_update(struct earnings_curve *curve, const struct us_workforce *workforce);

/* Share of workers with earnings below `usd` (a year).  `group` -1: of all workers. */
double earnings_share_below(const struct earnings_curve *curve, int group, double usd);

/* The inverse, to 1e-7 relative; probability in (0, 1). */
double earnings_quantile(const struct earnings_curve *curve, int group, double probability);

/* Mean of k/52, the part of the year that workers work. */
double earnings_mean_share_of_year(const struct us_workforce *workforce);

#endif
