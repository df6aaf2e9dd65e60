/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/planner_transfer.h: 'fisc planners --transfer': what a tax system that a planner found among workers of one
 * rule is worth among workers of others. */
#ifndef FISC_CLI_PLANNER_TRANSFER_H
#define FISC_CLI_PLANNER_TRANSFER_H

#include "cli/command.h"
#include "config/settings.h"
#include "studies/planner_table.h"

/* Of the config's rule and those of --transfer; the table goes where the line says.  STATUS_USAGE if one of them
 * is no rule. */
enum status planner_transfer(const struct planner_entry *const *entries, size_t num_entries,
                             size_t num_seeds, const struct settings *settings,
                             const struct command_line *line, struct error *err) MUST_CHECK;

#endif
