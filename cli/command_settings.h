/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/command_settings.h: the settings that a command works with. */
#ifndef FISC_CLI_COMMAND_SETTINGS_H
#define FISC_CLI_COMMAND_SETTINGS_H

#include "cli/command.h"
#include "config/settings_with.h"

/* The config's, over them what the command sets itself, over these --set of the line: whoever types
 * has the last word. */
enum status command_settings_load(struct settings **settings, const struct command_line *line,
                                  const char *config, const struct settings_overrides *own,
                                  struct error *err) MUST_CHECK;

/* Say on stderr, once for each, which keys of the config nothing reads, and why. */
void command_settings_warn(const struct settings *settings, const struct command_line *line);

/* --set of the line behind what the list has. */
void command_settings_add(struct settings_overrides *overrides, const struct command_line *line);

#endif
