/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/command.h: one table describes every command, its subcommands and the options of each; from it
 * come parsing, --help, the man page and shell completion.  To add a command: one file, one line in
 * cli/commands.c. */
#ifndef FISC_CLI_COMMAND_H
#define FISC_CLI_COMMAND_H

#include "base/error.h"

#include <stdbool.h>

struct command_option {
    char short_name;      /* 0: none */
    const char *name;     /* "set"; used as --set */
    const char *argument; /* "KEY=VALUE"; NULL: a switch */
    const char *text;     /* one line */
};

struct command_line; /* what the user gave */

/* Where `fisc help` lists it. */
enum command_group { COMMAND_RUNS, COMMAND_STUDIES, COMMAND_DATA, COMMAND_MODELS };

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

int command_line_num_operands(const struct command_line *line);
const char *command_line_operand(const struct command_line *line, int index);
bool command_line_has(const struct command_line *line, const char *option);
/* The last value given, or NULL. */
const char *command_line_value(const struct command_line *line, const char *option);
/* All values of an option that may be repeated; the array lives as long as the line. */
const char *const *command_line_values(const struct command_line *line, const char *option,
                                       size_t *count);
/* The value as a number; STATUS_USAGE if it is not one in [min, max].  Untouched if not given. */
enum status command_line_integer(const struct command_line *line, const char *option, long min,
                                 long max, long *value, struct error *err) MUST_CHECK;

/* The subcommand with this name; NULL if there is none. */
const struct command *command_find_subcommand(const struct command *command, const char *name);

/* Parse argv[0..argc) (argv[0] is the command's name) and run the command, or its subcommand. */
enum status command_execute(const struct command *command, int argc, char **argv,
                            struct error *err) MUST_CHECK;

/* --help and --quiet; ends with {0}. */
extern const struct command_option command_common_options[];

#endif
