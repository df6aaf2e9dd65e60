/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/command.h: what the user gave, read by a command's table. */
#ifndef FISC_CLI_COMMAND_H
#define FISC_CLI_COMMAND_H

#include "cli/command_table.h"

struct command_line; /* what the user gave */

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
enum status command_line_number(const struct command_line *line, const char *option, double min,
                                double max, double *value, struct error *err) MUST_CHECK;

/* The subcommand with this name; NULL if there is none. */
const struct command *command_find_subcommand(const struct command *command, const char *name);

/* All commands, for those that write about them; ends with NULL. */
const struct command *const *command_line_all_commands(const struct command_line *line);

/* Parse argv[0..argc) (argv[0] is the command's name) and run the command, or its subcommand.  `all`: the
 * list that it is of. */
enum status command_execute(const struct command *const *all, const struct command *command,
                            int argc, char **argv, struct error *err) MUST_CHECK;

#endif
