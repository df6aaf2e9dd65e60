/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/sweep_make.h: 'fisc sweep plan': makes the points of a sweep file and says how many runs they are. */
#ifndef FISC_CLI_SWEEP_MAKE_H
#define FISC_CLI_SWEEP_MAKE_H

#include "cli/command.h"

enum status sweep_make(const struct command_line *line, struct error *err) MUST_CHECK;

#endif
