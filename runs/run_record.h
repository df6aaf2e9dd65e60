/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_record.h: where the simulation's results go. */
#ifndef FISC_RUNS_RUN_RECORD_H
#define FISC_RUNS_RUN_RECORD_H

#include "runs/run_internal.h"

struct simulation_sink run_record_sink(struct run *run);

#endif
