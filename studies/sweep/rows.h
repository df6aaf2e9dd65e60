/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/sweep/rows.h: what came out of points.  Each process that runs points appends to a journal
 * "*.rows" of its own in the sweep's folder (base/journal.h; the header names the plan; a record of type
 * 1 is a row as JSON), so any number of them may work on one sweep, on any file system. */
#ifndef FISC_STUDIES_SWEEP_ROWS_H
#define FISC_STUDIES_SWEEP_ROWS_H

#include "base/column.h"
#include "base/journal.h"
#include "base/text.h"
#include "studies/sweep/plan.h"

#include <stdbool.h>

enum { SWEEP_MAX_FIGURES = 96 };

struct sweep_row {
    size_t index;
    enum status status; /* STATUS_OK, or why the point failed */
    char *message; /* owned: why it failed, or that few answers were the model's; NULL: nothing */
    double seconds;
    double peak_bytes; /* of memory that the process had taken until then; 0: not said */
    /* What was asked of a language model, if one was; replayed replies count too. */
    double requests, prompt_tokens, completion_tokens, usd;
    double answered_share; /* of its decisions that the model made; NaN: none was asked for */
    size_t num_steps;
    /* Of every scalar figure of a step, in the order of sweep_figure(): of the last step; the mean after
     * the warm-up steps; its standard error from ten batches of steps (NaN below 20 steps). */
    double last[SWEEP_MAX_FIGURES], mean[SWEEP_MAX_FIGURES], error[SWEEP_MAX_FIGURES];
};

/* Scalar figures of a step: number k, or NULL after the last. */
const struct column *sweep_figure(size_t k);

/* How many were done with few answers of a model: their statistics are marked wherever they are printed. */
size_t sweep_rows_count_marked(struct sweep_row *const *row, const struct sweep_plan *plan);

/* A journal of this process's own for the rows of a plan. */
enum status sweep_rows_create(struct journal **journal, const struct sweep_plan *plan,
                              struct error *err) MUST_CHECK;
enum status sweep_rows_add(struct journal *journal, const struct sweep_row *row,
                           struct error *err) MUST_CHECK;

/* What a header of such a journal says. */
enum { SWEEP_ROWS_HEADER = 64 };
void sweep_rows_header(char header[SWEEP_ROWS_HEADER], const struct sweep_plan *plan);

/* Rows of all journals by point: row[p] is NULL for a point that was not run.  Of several rows a good one
 * counts before a failed one; rows of another plan are STATUS_CONFIG_CONFLICT, damage is STATUS_INVALID_INPUT.
 * A journal that holds nothing and a torn end are passed over. */
enum status sweep_rows_read(struct sweep_row ***row, const struct sweep_plan *plan,
                            struct error *err) MUST_CHECK;
/* A line for each journal that holds nothing or whose end is torn: its process was killed, or its disk full. */
enum status sweep_rows_remarks(struct text *remarks, const struct sweep_plan *plan,
                               struct error *err) MUST_CHECK;
/* Journals that were written to in the last `seconds`: processes that run points, wherever they are. */
enum status sweep_rows_count_active(size_t *count, const struct sweep_plan *plan, double seconds,
                                    struct error *err) MUST_CHECK;
void sweep_rows_free(struct sweep_row **row, const struct sweep_plan *plan);

#endif
