/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/print_run.h: a run's results as tables for people. */
#ifndef FISC_CLI_PRINT_RUN_H
#define FISC_CLI_PRINT_RUN_H

#include "base/text.h"
#include "config/settings.h"
#include "runs/run_log.h"

#include <stdbool.h>

enum { PRINT_MAX_COLUMNS = 4, PRINT_LABEL_BYTES = 96 };

/* Steps side by side, one a column, each with its label. */
struct print_table {
    int num_columns;
    char label[PRINT_MAX_COLUMNS][PRINT_LABEL_BYTES];
    const struct step_summary *step[PRINT_MAX_COLUMNS];
    struct tax_system tax_system[PRINT_MAX_COLUMNS]; /* composed, borrowed */
    struct answer_tally answers[PRINT_MAX_COLUMNS];  /* of the whole run; for the JSON */
    bool with_difference;                            /* of the last two columns */
};

/* Every figure of the steps, those of the print included, as a JSON list: an object a column, with how much of
 * it is a language model's where one was asked. */
enum status print_table_json(const struct print_table *table, struct error *err) MUST_CHECK;

void print_table(const struct print_table *table, const struct welfare_kind *objective);

/* The last step under each tax system (the first and the last tax systems if there are many), then the
 * optimum. */
void print_run(const struct run_log *log, const struct settings *settings);

/* The same figures as one JSON object. */
void print_run_json(struct text *text, const char *folder, const struct run_log *log,
                    const struct settings *settings);

#endif
