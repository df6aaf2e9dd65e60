/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/command_help.h: what --help and `fisc help` print. */
#ifndef FISC_CLI_COMMAND_HELP_H
#define FISC_CLI_COMMAND_HELP_H

#include "cli/command_table.h"

#include <stdio.h>

enum { COMMAND_NUM_GROUPS = COMMAND_MODELS + 1 };
extern const char *const command_help_titles[COMMAND_NUM_GROUPS];

/* --help and --quiet; ends with {0}. */
extern const struct command_option command_help_common_options[];

/* `parent`: the command that it is a subcommand of; NULL: none. */
void command_help_print(const struct command *parent, const struct command *command, FILE *stream);

#endif
