/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/panel_file.h: what every followed worker did, while a run goes on: rows of five columns
 * of doubles, appended raw, each named with its hash in the journal.  At the end of the run the rows
 * go into the run file and this file goes away. */
#ifndef FISC_RUNS_PANEL_FILE_H
#define FISC_RUNS_PANEL_FILE_H

#include "config/settings.h"
#include "model/outcome.h"
#include "model/population.h"
#include "runs/run_log.h"

#include <stdbool.h>

enum panel_kind { PANEL_OFF, PANEL_EVERY, PANEL_LAST };
enum { PANEL_NUM_COLUMNS = 5 }; /* in the order of outcome_columns */

/* Which rows, as configured. */
struct panel_plan {
    enum panel_kind kind;
    int64_t every_steps, num_steps;
    size_t num_workers; /* that are followed */
};

void panel_plan_read(struct panel_plan *plan, const struct settings *settings,
                     size_t population_size);
int64_t panel_plan_num_rows(const struct panel_plan *plan);
double panel_plan_bytes(const struct panel_plan *plan);
bool panel_plan_wants(const struct panel_plan *plan, int64_t step);

struct panel_file; /* open */

/* Follows workers at ids (k + u) N/n, u drawn once from the seed; all of them if n = N. */
enum status panel_file_create(struct panel_file **panel, const char *path,
                              const struct panel_plan *plan, const struct population *population,
                              uint64_t seed, struct error *err) MUST_CHECK;

/* Go on after `num_rows` rows; *num_good is how many of them have the right hash from the first on:
 * the run has to go back to before the next one. */
enum status panel_file_resume(struct panel_file **panel, const char *path,
                              const struct panel_plan *plan, const struct population *population,
                              uint64_t seed, const struct run_panel_row *rows, size_t num_rows,
                              size_t *num_good, struct error *err) MUST_CHECK;

enum status panel_file_append(struct panel_file *panel, const struct outcome *outcome,
                              uint64_t *hash, struct error *err) MUST_CHECK;
enum status panel_file_sync(struct panel_file *panel, struct error *err) MUST_CHECK;

/* Workers [first, first + count) of column `column` in row `row`. */
enum status panel_file_read(const struct panel_file *panel, size_t row, int column, size_t first,
                            size_t count, double *values, struct error *err) MUST_CHECK;

/* Index in memory of each followed worker, ascending by id: [plan.num_workers]. */
const uint32_t *panel_file_positions(const struct panel_file *panel);

void panel_file_close(struct panel_file *panel);

#endif
