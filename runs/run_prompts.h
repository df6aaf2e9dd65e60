/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_prompts.h: the texts that a run asks its language model with, kept with the run. */
#ifndef FISC_RUNS_RUN_PROMPTS_H
#define FISC_RUNS_RUN_PROMPTS_H

#include "runs/run_log.h"

/* Add those that the log has not yet; STATUS_CONFIG_CONFLICT if one is not what the run began with: its
 * replies would answer other questions. */
enum status run_prompts_keep(struct run_log *log, struct journal *journal,
                             const struct settings *settings, const struct simulation *simulation,
                             struct error *err) MUST_CHECK;

#endif
