/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/us/calibrate.c: the U.S. part of `fisc calibrate`. */
#include "calibration/us/fit.h"
#include "calibration/us/parts.h"

#include <stdio.h>

enum { FIRST_YEAR = 2022, LAST_YEAR = 2023, MAX_LINE = 128 };

static void tell(void *context, int iteration, double sum_of_squares, double largest_gap)
{
    const struct country_calibration *const calibration = context;
    char line[MAX_LINE];

    if (!calibration->told)
        return;
    snprintf(line, sizeof line, "iteration %d, sum of squares %.2f, largest gap %.4f", iteration,
             sum_of_squares, largest_gap);
    calibration->told(calibration->context, line);
}

static enum status write_results(const struct us_fit *fit,
                                 const struct country_calibration *calibration, struct error *err)
{
    int where = 0;

    TRY(us_fit_write(fit, calibration->folder, err));
    const double gap = us_fit_largest_gap(fit, &where);

    if (calibration->report)
        text_append_shown(calibration->report,
                          "Largest gap to the SSA %d distribution: %.4f, at %.0f USD a year.\n"
                          "Parameters, cells, hours, curve and report are in '%s'.\n",
                          fit->tables.earnings_year, gap, fit->tables.threshold_usd[where],
                          calibration->folder);
    return STATUS_OK;
}

enum status us_calibrate(const struct country_calibration *calibration, struct error *err)
{
    const int year = calibration->year ? calibration->year : LAST_YEAR;
    struct country_calibration told = *calibration;
    struct us_fit fit;

    if (year < FIRST_YEAR || year > LAST_YEAR)
        return error_set(err, STATUS_USAGE,
                         "--year: %d is not in [%d, %d], the years of the SSA wage statistics",
                         year, FIRST_YEAR, LAST_YEAR);
    TRY(us_fit_run(&fit, year, tell, &told, calibration->stop, err));
    const enum status status = write_results(&fit, calibration, err);

    us_fit_free(&fit);
    return status;
}
