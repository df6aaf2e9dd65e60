/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/us/margins.h: the part of a us_workforce that follows from the tables alone, before
 * anything is fitted: shares of cells, of full time, and of every number of hours. */
#ifndef FISC_CALIBRATION_US_MARGINS_H
#define FISC_CALIBRATION_US_MARGINS_H

#include "calibration/us/tables.h"
#include "calibration/us/workforce.h"

/* Fill cell_share, log_sd, hours_share and full_time_share. */
enum status us_margins_fill(struct us_workforce *workforce, const struct us_tables *tables,
                            struct error *err) MUST_CHECK;

/* Share of full time (35 hours or more) in 2024 among workers of a sex and age. */
double us_full_time_margin(const struct hours_bin bins[US_NUM_HOURS_BINS]);

#endif
