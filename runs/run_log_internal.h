/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_log_internal.h: for run_log.c (records written) and run_log_read.c (records read) alone. */
#ifndef FISC_RUNS_RUN_LOG_INTERNAL_H
#define FISC_RUNS_RUN_LOG_INTERNAL_H

#include "runs/run_log.h"

void run_proposal_free(struct run_proposal *proposal);
void run_tax_system_free(struct run_tax_system *entry);

/* If it is not the last one in force. */
enum status run_log_add_tax_system(struct run_log *log, struct journal *journal,
                                   const struct tax_system *tax_system,
                                   struct error *err) MUST_CHECK;

#endif
