/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_weights.c: the welfare weights that a tax system implies. */
#include "base/files.h"
#include "base/text.h"
#include "cli/analysis_package.h"
#include "cli/print_json.h"
#include "cli/say.h"
#include "cli/studied_tax_system.h"
#include "cli/study_output.h"
#include "cli/table_file.h"
#include "studies/continuous_weights.h"
#include "studies/inverse_optimum.h"

#include <math.h>
#include <stdio.h>

enum { DEFAULT_GROUPS = 50 };

static void print_number(double value, int width, int decimals)
{
    if (isfinite(value))
        say(" %*.*f", width, decimals, value);
    else
        say(" %*s", width, "-");
}

static void print_weights(const struct inverse_optimum *found)
{
    bool is_wasteful = false;

    say("%14s %9s %10s %14s %10s\n", "from USD/year", "rate", "workers", "mean income", "weight");
    for (int j = 0; j < found->tax_system.num_brackets; j++) {
        say("%14.0f %8.2f%% %9.2f%%", found->tax_system.start_usd_per_year[j],
            100.0 * found->tax_system.marginal_rate[j], 100.0 * found->share_of_workers[j]);
        print_number(found->mean_income[j], 14, 0);
        print_number(found->weight[j], 10, 4);
        say("\n");
        is_wasteful |= found->weight[j] < 0.0;
    }
    say("\nMean weight: %.4f (a dollar to every worker is worth so many dollars of public funds)\n",
        found->mean_weight);
    if (is_wasteful)
        say("A weight below 0: a lower rate would make somebody better off and bring in more.\n");
}

static void write_csv(struct text *csv, const struct inverse_optimum *found)
{
    text_append(
        csv, "start_usd_per_year,marginal_rate,share_of_workers,mean_income_usd_per_year,weight\n");
    for (int j = 0; j < found->tax_system.num_brackets; j++) {
        const double values[] = {found->tax_system.start_usd_per_year[j],
                                 found->tax_system.marginal_rate[j], found->share_of_workers[j],
                                 found->mean_income[j], found->weight[j]};

        for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
            text_append(csv, "%s", k ? "," : "");
            if (isfinite(values[k]))
                text_append_number(csv, values[k]);
        }
        text_append(csv, "\n");
    }
}

static enum status tell(const struct inverse_optimum *found,
                        const struct studied_tax_system *studied, const struct command_line *line,
                        struct error *err)
{
    struct text csv = {0};

    write_csv(&csv, found);
    if (!command_line_has(line, "json") && !command_line_has(line, "quiet")) {
        studied_tax_system_say(studied);
        print_weights(found);
    }
    const enum status status = print_json_table(&csv, line, err);

    text_free(&csv);
    return status;
}

static enum status study_brackets(const struct studied_tax_system *studied,
                                  const struct command_line *line, struct error *err)
{
    struct inverse_optimum found;

    TRY(inverse_optimum(&found, studied->simulation, &studied->tax_system, err));
    return tell(&found, studied, line, err);
}

static void print_groups(const struct continuous_weights *found)
{
    say("%14s %14s %9s %10s %10s\n", "from USD/year", "mean income", "rate", "workers", "weight");
    for (int k = 0; k < found->num_groups; k++) {
        const struct continuous_weight *const group = &found->group[k];

        say("%14.0f %14.0f %8.2f%% %9.2f%% %10.4f\n", group->lowest_income, group->mean_income,
            100.0 * group->marginal_rate, 100.0 * group->share_of_workers, group->weight);
    }
    say("\nPareto test: ");
    if (found->lowest >= 0.0)
        say("the lowest weight is %.4f: no other tax system is better for everybody.\n",
            found->lowest);
    else
        say("%.2f%% of workers have weights below 0, down to %.4f: with lower rates there "
            "everybody "
            "can have more.\n",
            100.0 * found->share_below_0, found->lowest);
    say("Density of ln Z with a bandwidth of %.4g.\n", found->bandwidth);
    if (found->largest_gap > 1.001)
        say("Rates fall, and workers jump by %.1f%% of income at most: weights around such gaps "
            "mean "
            "little.\n",
            100.0 * (found->largest_gap - 1.0));
}

static enum status tell_groups(const struct continuous_weights *found,
                               const struct studied_tax_system *studied,
                               const struct command_line *line, struct error *err)
{
    struct text csv = {0};

    text_append(&csv, "from_usd_per_year,mean_income_usd_per_year,implied_marginal_rate,"
                      "share_of_workers,implied_weight\n");
    for (int k = 0; k < found->num_groups; k++) {
        const struct continuous_weight *const group = &found->group[k];
        const double values[] = {group->lowest_income, group->mean_income, group->marginal_rate,
                                 group->share_of_workers, group->weight};

        study_output_row(&csv, values, sizeof values / sizeof *values);
    }
    if (!command_line_has(line, "json") && !command_line_has(line, "quiet")) {
        studied_tax_system_say(studied);
        print_groups(found);
    }
    const enum status status = print_json_table(&csv, line, err);

    text_free(&csv);
    return status;
}

static enum status study_groups(const struct studied_tax_system *studied,
                                const struct command_line *line, struct error *err)
{
    struct continuous_weights_settings settings = {.bandwidth = NAN};
    struct continuous_weights found;
    long num_groups = DEFAULT_GROUPS;

    TRY(command_line_integer(line, "groups", 1, CONTINUOUS_WEIGHTS_MAX_GROUPS, &num_groups, err));
    TRY(command_line_number(line, "bandwidth", 1e-6, 100.0, &settings.bandwidth, err));
    settings.num_groups = (int)num_groups;
    enum status status =
        continuous_weights_find(&found, &settings, studied->simulation, &studied->tax_system, err);

    if (!status)
        status = tell_groups(&found, studied, line, err);
    continuous_weights_free(&found);
    return status;
}

static enum status run_weights(const struct command_line *line, struct error *err)
{
    const bool is_continuous = command_line_has(line, "continuous");
    const char *const output = command_line_value(line, "output");
    const char *const picture = command_line_value(line, "picture");
    const char *const arguments[] = {"study", output, "-o", picture, NULL};
    struct studied_tax_system studied;

    if (picture && (!output || !is_continuous || table_file_is_converted(output)))
        return error_set(err, STATUS_USAGE,
                         "--picture is drawn from the table of --continuous: expected it and -o "
                         "FILE.csv, too");
    if (!is_continuous && (command_line_has(line, "groups") || command_line_has(line, "bandwidth")))
        return error_set(err, STATUS_USAGE,
                         "--groups and --bandwidth are of --continuous: expected it, too");
    TRY(table_file_check(output, err));
    TRY(studied_tax_system_read(&studied, line, err));
    const enum status status =
        is_continuous ? study_groups(&studied, line, err) : study_brackets(&studied, line, err);

    studied_tax_system_free(&studied);
    return status || !picture ? status : analysis_package_run(arguments, err);
}

static const struct command_option options[] = {
    {'c', "continuous", NULL,
     "against all tax systems, not only those with its brackets; Pareto test"},
    {'g', "groups", "N", "of --continuous: as many groups of equally many workers (50)"},
    {0, "bandwidth", "H", "of --continuous: of the density of ln Z (2.78 sd N^(-1/5))"},
    STUDIED_TAX_SYSTEM_OPTIONS,
    {'s', "set", "KEY=VALUE", "override a setting; may be repeated"},
    {'o', "output", "FILE", "also a CSV (.xlsx: Excel, .dta: Stata), a row a bracket or group"},
    {'p', "picture", "FILE", "with -o and --continuous: also a picture (PNG, PDF or SVG)"},
    PRINT_JSON_OPTION,
    {0},
};

const struct command command_weights = {
    .name = "weights",
    .group = COMMAND_PUBLIC_FINANCE,
    .operands = "CONFIG",
    .min_operands = 1,
    .max_operands = 1,
    .summary = "The welfare weights, by income, under which a tax system would be the best "
               "(inverse optimum)",
    .details = "Weights are equal within brackets: a dollar to a worker there, in dollars of "
               "public funds.  Workers are\n"
               "rational, with quasilinear utility; the tax system is government.tax_system of "
               "CONFIG (its baseline tax system if not said).",
    .options = options,
    .run = run_weights,
};
