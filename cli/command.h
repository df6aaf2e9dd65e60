/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/command.h: one table describes every subcommand and its options; from it come parsing,
 * --help, the man page and shell completion.  To add a command: one file, one line in main.c. */
#ifndef FISC_CLI_COMMAND_H
#define FISC_CLI_COMMAND_H

#include "base/error.h"

#include <stdbool.h>
#include <stdio.h>

struct command_option {
    char short_name;      /* 0: none */
    const char *name;     /* "set"; used as --set */
    const char *argument; /* "KEY=VALUE"; NULL: a switch */
    const char *text;     /* one line */
};

struct command_line; /* what the user gave */

struct command {
    const char *name;     /* "run"; two words for "config schema" are one command with operands */
    const char *operands; /* "CONFIG", "RUN RUN", "[INCOME ...]" */
    int min_operands, max_operands;
    const char *summary;                  /* one line, for the list of commands */
    const char *details;                  /* paragraphs for --help and the man page */
    const struct command_option *options; /* ends with {0}; --help and --quiet are everywhere */
    enum status (*run)(const struct command_line *line, struct error *err);
};

extern const struct command *const commands[]; /* ends with NULL; defined in main.c */

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

/* Parse argv[0..argc) (argv[0] is the command's name) and run the command. */
enum status command_execute(const struct command *command, int argc, char **argv,
                            struct error *err) MUST_CHECK;

void command_print_help(const struct command *command, FILE *stream);

/* --help and --quiet; ends with {0}. */
extern const struct command_option command_common_options[];

#endif
