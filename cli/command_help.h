/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/command_help.h: what --help and `fisc help` print. */
#ifndef FISC_CLI_COMMAND_HELP_H
#define FISC_CLI_COMMAND_HELP_H

#include "cli/command.h"

#include <stdio.h>

/* `parent`: the command that it is a subcommand of; NULL: none. */
void command_help_print(const struct command *parent, const struct command *command, FILE *stream);

#endif
