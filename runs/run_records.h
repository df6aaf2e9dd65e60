/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_records.h: the records of a run's journal: how the value of each kind becomes bytes, and
 * how it is read again.  A kind is a line of the table in run_records.c. */
#ifndef FISC_RUNS_RUN_RECORDS_H
#define FISC_RUNS_RUN_RECORDS_H

#include "runs/record_bytes.h"
#include "runs/run_values.h"

/* Numbers of the journal's format: they stay. */
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
    RECORD_PERSONA = 10,
    RECORD_NUM_TYPES
};

union record_value {
    struct tax_system tax_system;
    struct step_summary step;
    struct run_proposal proposal;
    struct run_panel_row panel_row;
    struct oracle_report oracle;
    struct model_step model_step;
    struct decision_log decisions;
    struct run_prompt prompt;
    struct run_persona persona;
};

/* How many bytes a record is if it is its value as it stands; 0 if it has to be written. */
size_t run_record_plain_bytes(enum record_type type);

/* `value`: the member of the union that the type names; NULL for RECORD_END. */
void run_record_write(struct bytes *bytes, enum record_type type, const void *value);

/* False if the bytes are not of this format (another program wrote them), or memory ran short; then
 * there is nothing to free. */
bool run_record_read(union record_value *value, uint32_t type, const void *payload, size_t length);
void run_record_free(union record_value *value, enum record_type type);

#endif
