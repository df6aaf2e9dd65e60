/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/print_model_use.h: what a run asked a language model, for people. */
#ifndef FISC_CLI_PRINT_MODEL_USE_H
#define FISC_CLI_PRINT_MODEL_USE_H

#include "config/settings.h"
#include "runs/run_log.h"
#include "simulation/model_step.h"

/* How much of the figures printed before is the model's; nothing if none was asked.  `name`: of the run, or
 * NULL. */
void print_answers(const struct run_log *log, const char *name);

/* What a language model was asked and what it cost; nothing if none was. */
void print_model_use(const struct run_log *log, const struct settings *settings);

/* The figures of all steps together; *sum begins with zeros. */
void print_model_steps_sum(struct model_step *sum, const struct run_log *log);

#endif
