/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_laffer.c: what a rate brings in as it moves. */
#include "base/files.h"
#include "base/text.h"
#include "cli/analysis_package.h"
#include "cli/print_json.h"
#include "cli/say.h"
#include "cli/signals.h"
#include "cli/studied_tax_system.h"
#include "cli/table_file.h"
#include "studies/laffer.h"

#include <math.h>
#include <stdio.h>

enum { DEFAULT_POINTS = 34, BAR_WIDTH = 40 };

static void print_peaks(const struct laffer *curve, const char *of_what)
{
    const double moves_by = curve->peak.revenue - curve->lowest_revenue;

    if (!(moves_by > 1e-9 * fabs(curve->peak.revenue))) {
        say("No peak: revenue is %.0f USD a worker and year, whatever the rate\n",
            curve->peak.revenue);
        return;
    }
    say("Peak: %.2f%%%s, where it brings in %.0f USD a worker and year%s\n",
        100.0 * curve->peak.rate, of_what, curve->peak.revenue,
        curve->is_inside ? "" : " (an end of the range)");
    if (curve->has_lower_peak)
        say("Lower peak: %.2f%%%s, where it brings in %.0f USD\n", 100.0 * curve->lower_peak.rate,
            of_what, curve->lower_peak.revenue);
}

static void print_curve(const struct laffer *curve, bool is_all)
{
    const double lowest = fmin(curve->lowest_revenue, 0.0);
    const double span = curve->peak.revenue - lowest;

    say("%10s %14s %14s %8s\n", is_all ? "shift" : "rate", "revenue, USD", "income, USD", "hours");
    for (size_t k = 0; k < curve->num_points; k++) {
        const struct laffer_point *const point = &curve->point[k];
        const double share = span > 0.0 ? (point->revenue - lowest) / span : 0.0;

        say("%9.1f%% %14.0f %14.0f %8.2f  ", 100.0 * point->rate, point->revenue,
            point->mean_income, point->mean_hours_per_week);
        for (int b = 0; b < (int)lround(share * BAR_WIDTH); b++)
            say("#");
        say("\n");
    }
    say("\n");
    print_peaks(curve, is_all ? " on every rate" : "");
}

static void write_point(struct text *csv, const struct laffer_point *point, const char *is_peak)
{
    const double values[] = {point->rate,          point->revenue,
                             point->mean_income,   point->mean_hours_per_week,
                             point->marginal_rate, point->welfare};

    for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
        text_append_number(csv, values[k]);
        text_append(csv, ",");
    }
    text_append(csv, "%s\n", is_peak);
}

static void write_csv(struct text *csv, const struct laffer *curve)
{
    text_append(csv, "rate,revenue,mean_income,mean_hours_per_week,mean_effective_marginal_rate,"
                     "welfare,is_peak\n");
    for (size_t k = 0; k < curve->num_points; k++)
        write_point(csv, &curve->point[k], "0");
    write_point(csv, &curve->peak, "1");
}

static enum status tell(const struct laffer *curve, bool is_all,
                        const struct studied_tax_system *studied, const struct command_line *line,
                        struct error *err)
{
    struct text csv = {0};

    write_csv(&csv, curve);
    if (!command_line_has(line, "json") && !command_line_has(line, "quiet")) {
        studied_tax_system_say(studied);
        print_curve(curve, is_all);
    }
    const enum status status = print_json_table(&csv, line, err);

    text_free(&csv);
    return status;
}

static enum status run_laffer(const struct command_line *line, struct error *err)
{
    const char *const output = command_line_value(line, "output");
    const char *const picture = command_line_value(line, "picture");
    const char *const arguments[] = {"laffer", output, "-o", picture, NULL};
    struct studied_tax_system studied;
    struct laffer curve;
    long bracket = LAFFER_ALL_RATES;
    long num_points = DEFAULT_POINTS;

    if (picture && (!output || table_file_is_converted(output)))
        return error_set(err, STATUS_USAGE,
                         "--picture is drawn from the table: expected -o FILE.csv too");
    TRY(command_line_integer(line, "bracket", 0, TAX_MAX_BRACKETS - 1, &bracket, err));
    TRY(command_line_integer(line, "points", 3, 100000, &num_points, err));
    TRY(table_file_check(output, err));
    signals_catch();
    signals_end_at_once("fisc: stopped\n");
    TRY(studied_tax_system_read(&studied, line, err));
    signals_end_at_once(NULL);
    enum status status = laffer_curve(&curve, studied.simulation, &studied.tax_system, (int)bracket,
                                      (size_t)num_points, &signals_stop_requested, err);

    if (!status) {
        status = tell(&curve, bracket == LAFFER_ALL_RATES, &studied, line, err);
        laffer_free(&curve);
    }
    studied_tax_system_free(&studied);
    return status || !picture ? status : analysis_package_run(arguments, err);
}

static const struct command_option options[] = {
    {'b', "bracket", "J",
     "the rate that moves, counted from 0; not given: all rates by the same points"},
    {'n', "points", "N", "how many points between the ends (34)"},
    STUDIED_TAX_SYSTEM_OPTIONS,
    {'s', "set", "KEY=VALUE", "override a setting; may be repeated"},
    {'o', "output", "FILE", "also a CSV (.xlsx: Excel, .dta: Stata), a row a point, and the peak"},
    PRINT_JSON_OPTION,
    {'p', "picture", "FILE", "with -o: also a picture (PNG, PDF or SVG)"},
    {0},
};

const struct command command_laffer = {
    .name = "laffer",
    .group = COMMAND_PUBLIC_FINANCE,
    .operands = "CONFIG",
    .min_operands = 1,
    .max_operands = 1,
    .summary =
        "Revenue as one rate, or all, move: the Laffer curve of a config's workers, and its peak",
    .details = "Workers are rational.  One rate moves from 0 to 99%; all move together by what "
               "keeps each within 0 and\n"
               "99%.  The peak is the best of 513 rates or more and of what lies around them; a "
               "lower peak is\n"
               "named if revenue falls on both sides of it.",
    .options = options,
    .run = run_laffer,
};
