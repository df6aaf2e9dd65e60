/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_weights.c: the welfare weights that a tax system implies. */
#include "base/files.h"
#include "base/text.h"
#include "cli/print_json.h"
#include "cli/say.h"
#include "cli/studied_tax_system.h"
#include "cli/table_file.h"
#include "studies/inverse_optimum.h"

#include <math.h>
#include <stdio.h>

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

static enum status run_weights(const struct command_line *line, struct error *err)
{
    struct studied_tax_system studied;
    struct inverse_optimum found;

    TRY(table_file_check(command_line_value(line, "output"), err));
    TRY(studied_tax_system_read(&studied, line, err));
    enum status status = inverse_optimum(&found, studied.simulation, &studied.tax_system, err);

    if (!status)
        status = tell(&found, &studied, line, err);
    studied_tax_system_free(&studied);
    return status;
}

static const struct command_option options[] = {
    STUDIED_TAX_SYSTEM_OPTIONS,
    {'s', "set", "KEY=VALUE", "override a setting; may be repeated"},
    {'o', "output", "FILE", "also a CSV (.xlsx: Excel, .dta: Stata), a row a bracket"},
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
