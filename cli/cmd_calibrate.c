/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fisc calibrate: fit the workforce of a country to its public tables and write what it found. */
#include "calibration/countries.h"
#include "cli/command.h"
#include "cli/say.h"
#include "cli/signals.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void tell(void *context, const char *line)
{
    (void)context;
    say_error("fisc calibrate: %s\n", line);
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

static enum status find_country(const struct country **country, const char *name, struct error *err)
{
    *country = country_find(name);
    if (!*country)
        return error_set(err, STATUS_USAGE, "there is no country '%s' (fisc list countries)", name);
    return (*country)->calibrate
               ? STATUS_OK
               : error_set(err, STATUS_USAGE, "the country '%s' has no fit", (*country)->kind.name);
}

static enum status run_calibrate(const struct command_line *line, struct error *err)
{
    const char *const given = command_line_value(line, "output");
    const struct country *country = NULL;
    struct text report = {0};
    long year = 0;

    TRY(find_country(&country, command_line_value(line, "country"), err));
    TRY(command_line_integer(line, "year", 1900, 2100, &year, err));
    const struct country_calibration calibration = {
        .folder = given ? given : "calibration-fit",
        .year = (int)year,
        .told = command_line_has(line, "quiet") ? NULL : tell,
        .report = &report,
        .stop = &signals_stop_requested,
    };

    TRY(make_folder(calibration.folder, err));
    signals_catch();
    const enum status status = country->calibrate(&calibration, err);

    if (!status)
        say_lines(stdout, report.bytes);
    text_free(&report);
    return status;
}

static const struct command_option options[] = {
    {'o', "output", "DIR", "folder for the results (default: calibration-fit)"},
    {0, "country", "NAME", "whose workforce (default: us)"},
    {0, "year", "YEAR", "year of the earnings that the fit meets (us: 2023 by default, or 2022)"},
    {0},
};

extern const struct command command_calibrate;

const struct command command_calibrate = {
    .name = "calibrate",
    .group = COMMAND_DATA,
    .operands = "",
    .summary = "Fit the workforce of a country to its public tables",
    .details =
        "Fits what the tables leave open (us: spread of wages within cells, a Pareto top, pay of\n"
        "part-timers, part-year work, to the annual earnings counted by the Social Security\n"
        "Administration).  Writes us_workforce_fit.csv, us_workforce_cells.csv and\n"
        "us_workforce_hours.csv, from which workers are drawn; fit_cdf.csv for a picture;\n"
        "and fit_report.md.  The shipped fit is what this command writes.",
    .options = options,
    .run = run_calibrate,
};
