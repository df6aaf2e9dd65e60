/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_file_model.h: the group /llm of a run file: what each step asked of a language model, what
 * it said of single workers, and the texts that it was asked with. */
#ifndef FISC_RUNS_RUN_FILE_MODEL_H
#define FISC_RUNS_RUN_FILE_MODEL_H

#include "io/hdf5_file.h"
#include "runs/run_log.h"

/* Nothing if no model was asked. */
enum status run_file_write_model(struct hdf5_file *file, const struct run_log *log,
                                 struct error *err) MUST_CHECK;

#endif
