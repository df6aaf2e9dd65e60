/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_report.c: hands over to the analysis package, which draws. */
#include "cli/analysis_package.h"
#include "cli/command.h"

static enum status run_report(const struct command_line *line, struct error *err)
{
    const char *const output = command_line_value(line, "output");
    const char *const figures = command_line_value(line, "figures");
    const char *const format = command_line_value(line, "format");
    const char *arguments[ANALYSIS_PACKAGE_MAX_ARGUMENTS] = {"report"};
    int count = 1;

    for (int k = 0; k < command_line_num_operands(line); k++)
        arguments[count++] = command_line_operand(line, k);
    arguments[count++] = "-o";
    arguments[count++] = output ? output : "report.html";
    if (figures) {
        arguments[count++] = "--figures";
        arguments[count++] = figures;
    }
    if (format) {
        arguments[count++] = "--format";
        arguments[count++] = format;
    }
    return analysis_package_run(arguments, err);
}

static const struct command_option options[] = {
    {'o', "output", "FILE", "the page (report.html)"},
    {0, "figures", "FOLDER", "also every figure of the first run as a file with its CSV"},
    {0, "format", "png|pdf", "of these files (png)"},
    {0},
};

const struct command command_report = {
    .name = "report",
    .group = COMMAND_DATA,
    .operands = "RUN [RUN ...]",
    .min_operands = 1,
    .max_operands = 100,
    .summary = "Write one page about runs: figures, and the numbers behind them",
    .details =
        "The page is one HTML file without anything outside it, for light and dark screens and "
        "paper.\n"
        "It is drawn by the Python package in analysis/ (build/venv has it); FISC_PYTHON\n"
        "names the Python that has it.",
    .options = options,
    .run = run_report,
};
