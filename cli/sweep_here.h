/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/sweep_here.h: a sweep of a command's own, planned and run on this machine with its progress shown. */
#ifndef FISC_CLI_SWEEP_HERE_H
#define FISC_CLI_SWEEP_HERE_H

#include "cli/command.h"
#include "studies/sweep/pool.h"
#include "studies/sweep/scale.h"

/* --jobs, --requests and --quiet of the line hold, where it has them.  What was done before is not done again.  *plan is
 * the caller's to free after STATUS_OK. */
enum status sweep_here(struct sweep_plan *plan, struct sweep_progress *progress,
                       const char *sweep_path, const struct sweep_choice *choice,
                       const char *folder, bool keeps_runs, const struct command_line *line,
                       struct error *err) MUST_CHECK;

#endif
