/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/sweep/table.h: a sweep as one tidy table: a row a point. */
#ifndef FISC_STUDIES_SWEEP_TABLE_H
#define FISC_STUDIES_SWEEP_TABLE_H

#include "base/text.h"
#include "studies/sweep/rows.h"

/* CSV (RFC 4180): index, a column a key of the sweep, config_hash, status ("done", "failed", "open"),
 * message, steps, then for each figure its last value, mean and standard error (columns NAME,
 * NAME_mean, NAME_error; empty where there is none), requests, prompt_tokens, completion_tokens, usd and answered_share of a
 * language model, then seconds, the only column that differs between
 * two runs of the same plan. */
enum status sweep_table_write_csv(struct text *csv, const struct sweep_plan *plan,
                                  struct sweep_row *const *row, struct error *err) MUST_CHECK;

/* Its first line, and one of its rows. */
void sweep_table_write_head(struct text *csv, const struct sweep_plan *plan);
void sweep_table_write_row(struct text *csv, const struct sweep_plan *plan, size_t point,
                           const struct sweep_row *row, bool is_needed);

/* "done", "failed", "open", or "spared": not needed, since its interval is narrow without it. */
const char *sweep_table_status(const struct sweep_row *row, bool is_needed);

/* The value of key k at a point, as people write it: words without the quotes of JSON. */
void sweep_table_write_words(struct text *words, const struct sweep_plan *plan, size_t point,
                             size_t k);
/* The same as a field of CSV. */
void sweep_table_write_value(struct text *csv, const struct sweep_plan *plan, size_t point,
                             size_t k);

#endif
