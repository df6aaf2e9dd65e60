/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_file_oracle.h: the group "oracle" of run.h5. */
#ifndef FISC_RUNS_RUN_FILE_ORACLE_H
#define FISC_RUNS_RUN_FILE_ORACLE_H

#include "io/hdf5_file.h"
#include "simulation/simulation.h"

/* `unit` is that of the objective. */
void run_file_write_oracle(struct hdf5_file *file, const struct oracle_report *report,
                           const char *unit);

#endif
