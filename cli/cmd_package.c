/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_package.c: a run or a sweep as one archive that repeats it. */
#include "cli/command.h"
#include "cli/say.h"
#include "cli/signals.h"
#include "studies/package.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static enum status run_verify(const struct command_line *line, struct error *err)
{
    const char *const archive = command_line_operand(line, 0);
    char program[FILES_MAX_PATH];
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    struct package_report report;

    if (length <= 0)
        return error_set_errno(err, STATUS_IO, "this program cannot be named in full");
    program[length] = '\0';
    signals_catch();
    TRY(package_verify(&report, archive, program, &signals_stop_requested, err));
    if (!command_line_has(line, "quiet")) {
        if (report.is_sweep)
            say("%s: a sweep of %zu point%s, repeated to the bit: %s\n", archive, report.num_points,
                say_s(report.num_points), report.found);
        else
            say("%s: a run, repeated to the bit: %s\n", archive, report.found);
    }
    return STATUS_OK;
}

static enum status run_pack(const struct command_line *line, struct error *err)
{
    const char *const archive = command_line_value(line, "output");

    if (!archive || strlen(archive) < 8 || strcmp(archive + strlen(archive) - 7, ".tar.gz") != 0)
        return error_set(err, STATUS_USAGE, "expected -o NAME.tar.gz");
    signals_catch();
    TRY(package_write(archive, command_line_operand(line, 0), &signals_stop_requested, err));
    if (!command_line_has(line, "quiet"))
        say("%s; 'fisc package verify %s' repeats it\n", archive, archive);
    return STATUS_OK;
}

static const struct command_option options[] = {
    {'o', "output", "NAME.tar.gz", "the archive"},
    {0},
};

static const struct command subcommands[] = {
    {.name = "verify",
     .operands = "ARCHIVE",
     .min_operands = 1,
     .max_operands = 1,
     .summary = "Check the sums, do it all again from the archive alone, compare to the bit",
     .details = "No server is asked: what language models answered is in the archive.",
     .run = run_verify},
    {0},
};

const struct command command_package = {
    .name = "package",
    .group = COMMAND_DATA,
    .operands = "RUN|SWEEP",
    .min_operands = 1,
    .max_operands = 1,
    .summary = "Put a run or a sweep into one archive that repeats it, or verify that it does",
    .details = "The archive has configs, seeds, the files that they read, what language models "
               "answered, hashes of\n"
               "prompts and results, versions, tables, checksums and a README with the commands.",
    .options = options,
    .run = run_pack,
    .subcommands = subcommands,
};
