/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_model.h: a run's way to a language model, and what is said of it. */
#ifndef FISC_RUNS_RUN_MODEL_H
#define FISC_RUNS_RUN_MODEL_H

#include "runs/run_internal.h"

/* Nothing for a run that asks none. */
enum status run_model_connect(struct run *run, struct error *err) MUST_CHECK;

/* That the shared store was damaged: once, whether it was found at the start or on the way. */
void run_model_tell_of_store(struct run *run);

/* That a budget rests on what could have been spent, where the server does not say what was. */
void run_model_tell_of_usage(const struct run *run);

#endif
