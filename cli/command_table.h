/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/command_table.h: one table describes every command, its subcommands and the options of each; from it
 * come parsing, --help, the man page and shell completion.  To add a command: one file, one line in
 * cli/commands.c. */
#ifndef FISC_CLI_COMMAND_TABLE_H
#define FISC_CLI_COMMAND_TABLE_H

#include "base/error.h"

#include <stdbool.h>

struct command_line; /* cli/command.h */

struct command_option {
    char short_name;      /* 0: none */
    const char *name;     /* "set"; used as --set */
    const char *argument; /* "KEY=VALUE"; NULL: a switch */
    const char *text;     /* one line */
};

/* Where `fisc help` lists it. */
enum command_group {
    COMMAND_RUNS,
    COMMAND_STUDIES,
    COMMAND_PUBLIC_FINANCE,
    COMMAND_DATA,
    COMMAND_MODELS,
};

struct command {
    const char *name; /* "run"; of a subcommand "plan" */
    enum command_group group;
    const char *operands; /* "CONFIG", "RUN RUN", "[INCOME ...]" */
    int min_operands, max_operands;
    const char *summary; /* one line, for the list of commands */
    const char *details; /* paragraphs for --help and the man page */
    /* Each does something wherever it is taken: what a subcommand has no use for is not in its table.
     * Ends with {0}; --help and --quiet are everywhere. */
    const struct command_option *options;
    /* NULL: a subcommand has to follow.  With both, a first operand that is none's name is its own. */
    enum status (*run)(const struct command_line *line, struct error *err);
    const struct command *subcommands; /* ends with {0}; NULL: none */
};

#endif
