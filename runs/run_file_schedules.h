/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_file_schedules.h: the tax systems of a run file: schedules by step, tax class and bracket. */
#ifndef FISC_RUNS_RUN_FILE_SCHEDULES_H
#define FISC_RUNS_RUN_FILE_SCHEDULES_H

#include "io/hdf5_file.h"
#include "runs/run_log.h"

/* With the dimensions tax_class and bracket; those of the tax on own earnings only if a step had one. */
enum status run_file_write_schedules(struct hdf5_file *file, const struct run_log *log,
                                     struct error *err) MUST_CHECK;

#endif
