/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_log_internal.h: for run_log.c (records written) and run_log_read.c (records read) alone. */
#ifndef FISC_RUNS_RUN_LOG_INTERNAL_H
#define FISC_RUNS_RUN_LOG_INTERNAL_H

#include "runs/run_log.h"

enum record_type {
    RECORD_TAX_SYSTEM = 1,
    RECORD_STEP = 2,
    RECORD_PROPOSAL = 3,
    RECORD_PANEL_ROW = 4,
    RECORD_ORACLE = 5,
    RECORD_END = 6,
    RECORD_MODEL_STEP = 7,
    RECORD_DECISIONS = 8,
    RECORD_PROMPT = 9,
};

void run_proposal_free(struct run_proposal *proposal);
void run_tax_system_free(struct run_tax_system *entry);

/* If it is not the last one in force. */
enum status run_log_add_tax_system(struct run_log *log, struct journal *journal,
                                   const struct tax_system *tax_system,
                                   struct error *err) MUST_CHECK;

#endif
