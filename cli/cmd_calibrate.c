/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fisc calibrate: fit the U.S. workforce to the public tables and write what it found. */
#include "calibration/us/fit.h"
#include "cli/command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void tell(void *context, int iteration, double sum_of_squares, double largest_gap)
{
    (void)context;
    fprintf(stderr, "fisc calibrate: iteration %d, sum of squares %.2f, largest gap %.4f\n",
            iteration, sum_of_squares, largest_gap);
}

static enum status write_results(const struct us_fit *fit, const char *folder, struct error *err)
{
    int where = 0;

    TRY(us_fit_write(fit, folder, err));
    const double gap = us_fit_largest_gap(fit, &where);

    printf("Largest gap to the SSA %d distribution: %.4f, at %.0f USD a year.\n"
           "Parameters, cells, hours, curve and report are in '%s'.\n",
           fit->tables.earnings_year, gap, fit->tables.threshold_usd[where], folder);
    return STATUS_OK;
}

/* Before the fit, so that nobody waits for results that have no place to go. */
static enum status make_folder(const char *folder, struct error *err)
{
    struct stat found;

    if (mkdir(folder, 0777) == 0)
        return STATUS_OK;
    if (errno != EEXIST)
        return error_set_errno(err, STATUS_CANNOT_CREATE, "folder '%s' cannot be created", folder);
    if (stat(folder, &found) != 0 || !S_ISDIR(found.st_mode))
        return error_set(err, STATUS_CANNOT_CREATE, "'%s' is not a folder", folder);
    if (access(folder, W_OK | X_OK) != 0)
        return error_set_errno(err, STATUS_CANNOT_CREATE, "folder '%s' cannot be written", folder);
    return STATUS_OK;
}

static enum status run_calibrate(const struct command_line *line, struct error *err)
{
    const char *const given = command_line_value(line, "output");
    const char *const folder = given ? given : "calibration-fit";
    long year = 2023;
    struct us_fit fit;

    TRY(command_line_integer(line, "year", 2022, 2023, &year, err));
    TRY(make_folder(folder, err));
    TRY(us_fit_run(&fit, (int)year, command_line_has(line, "quiet") ? NULL : tell, NULL, err));
    const enum status status = write_results(&fit, folder, err);

    us_fit_free(&fit);
    return status;
}

static const struct command_option options[] = {
    {'o', "output", "DIR", "folder for the results (default: calibration-fit)"},
    {0, "year", "YEAR", "2023 (default) or 2022: year of the SSA wage statistics"},
    {0},
};

extern const struct command command_calibrate;

const struct command command_calibrate = {
    .name = "calibrate",
    .group = COMMAND_DATA,
    .operands = "",
    .summary = "Fit the U.S. workforce to the public tables",
    .details =
        "Fits what the tables leave open (spread of wages within cells, a Pareto top, pay of\n"
        "part-timers, part-year work) to the annual earnings counted by the Social Security\n"
        "Administration.  Writes us_workforce_fit.csv, us_workforce_cells.csv and\n"
        "us_workforce_hours.csv, from which workers are drawn; fit_cdf.csv for a picture;\n"
        "and fit_report.md.  The shipped fit is what this command writes.",
    .options = options,
    .run = run_calibrate,
};
