/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_salvage.c: what is whole of a damaged run or sweep, in new files. */
#include "cli/command.h"
#include "cli/say.h"
#include "studies/salvage.h"

#include <stdio.h>

static enum status run_salvage(const struct command_line *line, struct error *err)
{
    const char *const source = command_line_operand(line, 0);
    const char *const target = command_line_value(line, "output");
    struct salvage_totals totals;
    struct text report = {0};

    if (!target)
        return error_set(err, STATUS_USAGE, "expected -o TARGET: where what is whole goes");
    const enum status status = salvage(source, target, &totals, &report, err);

    if (!command_line_has(line, "quiet"))
        say_lines(stdout, report.bytes);
    text_free(&report);
    TRY(status);
    if (totals.num_journals == 0)
        return error_set(err, STATUS_INVALID_INPUT, "%s: no journal is here", source);
    if (totals.num_lost > 0)
        return error_set(err, STATUS_PARTIAL,
                         "%zu of %zu journals could not be used: 'fisc run' "
                         "on config.json in %s begins such a run again, with all replies that are "
                         "kept",
                         totals.num_lost, totals.num_journals, target);
    return STATUS_OK;
}

static const struct command_option options[] = {
    {'o', "output", "TARGET", "a folder or file that does not exist"},
    {0},
};

const struct command command_salvage = {
    .name = "salvage",
    .group = COMMAND_RUNS,
    .operands = "SOURCE",
    .min_operands = 1,
    .max_operands = 1,
    .summary = "Write what is whole of a damaged run or sweep into new files",
    .details =
        "SOURCE is the folder of a run or a sweep, or a journal (run.jnl, replies.jnl, *.rows), "
        "and stays as it\n"
        "is.  Rows and replies before and after the damage are kept.  Of a run's steps those "
        "before it are kept;\n"
        "'fisc resume TARGET' computes the others again, to the same bits, from the replies "
        "that were paid for.",
    .options = options,
    .run = run_salvage,
};
