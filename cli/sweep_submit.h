/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/sweep_submit.h: `fisc sweep submit`. */
#ifndef FISC_CLI_SWEEP_SUBMIT_H
#define FISC_CLI_SWEEP_SUBMIT_H

#include "cli/command.h"
#include "studies/sweep/plan.h"

/* Write slurm.sh into the sweep's folder and give it to sbatch (not with --dry-run). */
enum status sweep_submit(const struct command_line *line, const struct sweep_plan *plan,
                         struct error *err) MUST_CHECK;

/* Take back what Slurm has not done of it; nothing else is touched. */
enum status sweep_cancel(const struct command_line *line, const struct sweep_plan *plan,
                         struct error *err) MUST_CHECK;

#endif
