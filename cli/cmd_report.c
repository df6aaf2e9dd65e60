/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_report.c: hands over to the analysis package, which draws. */
#include "cli/analysis_package.h"
#include "cli/command.h"
#include "cli/sweep_collected.h"

static const char *const of_sweeps[] = {"figure", "over", "against", "lowest", NULL};

/* The arguments of the package, as they grow. */
struct handed {
    const char *word[ANALYSIS_PACKAGE_MAX_ARGUMENTS];
    int count;
};

static void hand(struct handed *handed, const char *option, const char *value)
{
    if (!value)
        return;
    if (option)
        handed->word[handed->count++] = option;
    handed->word[handed->count++] = value;
}

static enum status report(struct handed *handed, const struct command_line *line, struct error *err)
{
    const char *const output = command_line_value(line, "output");

    for (int k = 0; k < command_line_num_operands(line); k++)
        hand(handed, NULL, command_line_operand(line, k));
    hand(handed, "-o", output ? output : "report.html");
    hand(handed, "--figures", command_line_value(line, "figures"));
    hand(handed, "--format", command_line_value(line, "format"));
    return analysis_package_run(handed->word, err);
}

/* The table goes along: the package does not call back. */
static enum status report_sweep(const struct command_line *line, struct error *err)
{
    struct handed handed = {{"report"}, 1};
    struct temporary_folder room;
    char table[FILES_MAX_PATH];

    TRY(temporary_folder_create(&room, err));
    enum status status =
        sweep_collected_write(table, &room, "table.h5", command_line_operand(line, 0), err);

    hand(&handed, "--table", table);
    hand(&handed, "--figure", command_line_value(line, "figure"));
    hand(&handed, "--over", command_line_value(line, "over"));
    hand(&handed, "--against", command_line_value(line, "against"));
    hand(&handed, NULL, command_line_has(line, "lowest") ? "--lowest" : NULL);
    if (!status)
        status = report(&handed, line, err);
    temporary_folder_remove(&room);
    return status;
}

static enum status run_report(const struct command_line *line, struct error *err)
{
    struct handed handed = {{"report"}, 1};

    for (int k = 0; k < command_line_num_operands(line); k++)
        if (sweep_collected_is_sweep(command_line_operand(line, k)))
            return command_line_num_operands(line) == 1
                       ? report_sweep(line, err)
                       : error_set(err, STATUS_USAGE, "%s is a sweep: expected runs, or one sweep",
                                   command_line_operand(line, k));
    for (size_t k = 0; of_sweeps[k]; k++)
        if (command_line_has(line, of_sweeps[k]))
            return error_set(err, STATUS_USAGE, "--%s is for the report of a sweep", of_sweeps[k]);
    return report(&handed, line, err);
}

static const struct command_option options[] = {
    {'o', "output", "FILE", "the page (report.html)"},
    {0, "figures", "FOLDER", "also every figure of the first run as a file with its CSV"},
    {0, "format", "png|pdf", "of these files (png)"},
    {0, "figure", "NAME", "of a sweep: what is best or not (welfare)"},
    {0, "against", "ROW", "of a sweep: a row's number, KEY=VALUE or a name to compare with"},
    {0, "over", "KEY", "of a sweep: the key of replications (seed)"},
    {0, "lowest", NULL, "of a sweep: the lowest figure is the best"},
    {0},
};

const struct command command_report = {
    .name = "report",
    .group = COMMAND_DATA,
    .operands = "RUN [RUN ...] | SWEEP",
    .min_operands = 1,
    .max_operands = 100,
    .summary = "Write one page about runs, or a sweep: figures, and the numbers behind them",
    .details =
        "The page is one HTML file without anything outside it, for light and dark screens and "
        "paper.\n"
        "It is drawn by the Python package in analysis/ (build/venv has it); FISC_PYTHON\n"
        "names the Python that has it.",
    .options = options,
    .run = run_report,
};
