/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_dominance.c: hands over to the analysis package, which judges. */
#include "cli/analysis_package.h"
#include "cli/command.h"
#include "cli/print_json.h"

static enum status run_dominance(const struct command_line *line, struct error *err)
{
    const char *const output = command_line_value(line, "output");
    const char *const json = command_line_has(line, "json") ? "--json" : NULL;
    const char *const arguments[] = {"dominance",
                                     command_line_operand(line, 0),
                                     command_line_operand(line, 1),
                                     output ? "-o" : json,
                                     output,
                                     output ? json : NULL,
                                     NULL};

    return analysis_package_run(arguments, err);
}

static const struct command_option options[] = {
    {'o', "output", "FILE", "also a picture (PNG, PDF or SVG)"},
    PRINT_JSON_OPTION,
    {0},
};

const struct command command_dominance = {
    .name = "dominance",
    .group = COMMAND_STUDIES,
    .operands = "RUN RUN",
    .min_operands = 2,
    .max_operands = 2,
    .summary =
        "Say which of two runs of the same workers is better, and by which welfare functions",
    .details = "First generalised Lorenz dominance of utility; then the stored panels under every "
               "welfare function, a\n"
               "range of inequality aversion and of floors, with bands that hold for all at once "
               "and rebuild the\n"
               "rebate, and without the worker who matters most.  'A beats B' is said only where "
               "all agree.\n"
               "Both runs need a panel (output.panel); 'fisc branch' makes such pairs.",
    .options = options,
    .run = run_dominance,
};
