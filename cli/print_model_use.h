/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/print_model_use.h: what a run asked a language model, for people. */
#ifndef FISC_CLI_PRINT_MODEL_USE_H
#define FISC_CLI_PRINT_MODEL_USE_H

#include "config/settings.h"
#include "runs/run_log.h"
#include "simulation/model_step.h"
#include "studies/sweep/rows.h"

/* How much of the figures printed before is the model's, and what its card says; nothing if none was asked.
 * `name`: of the run, or NULL. */
void print_answers(const struct run_log *log, const char *name);

/* That too few of them are, on standard error: where standard output is a table for programs. */
void print_mark(const struct run_log *log, const char *name);

/* The same of a sweep's points, beside what is made of many, where the message of a row is not seen. */
void print_sweep_mark(const struct sweep_plan *plan, struct sweep_row *const *row);

/* What a language model was asked and what it cost; nothing if none was. */
void print_model_use(const struct run_log *log, const struct settings *settings);

/* The figures of all steps together; *sum begins with zeros. */
void print_model_steps_sum(struct model_step *sum, const struct run_log *log);

#endif
