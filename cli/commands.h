/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/commands.h: all commands of fisc. */
#ifndef FISC_CLI_COMMANDS_H
#define FISC_CLI_COMMANDS_H

#include "cli/command.h"

#include <stdio.h>

extern const struct command *const commands[]; /* ends with NULL */

/* STATUS_USAGE says the nearest name. */
enum status commands_find(const struct command **command, const char *name,
                          struct error *err) MUST_CHECK;

/* Every command with its summary, by group. */
void commands_print(FILE *stream);

/* `fisc help [COMMAND [SUBCOMMAND]]`. */
enum status commands_help(int num_names, char *const *names, struct error *err) MUST_CHECK;

#endif
