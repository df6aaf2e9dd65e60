/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * experiments/sweep_means.h: points that differ in one key alone (a seed) as one row with intervals. */
#ifndef FISC_EXPERIMENTS_SWEEP_MEANS_H
#define FISC_EXPERIMENTS_SWEEP_MEANS_H

#include "base/text.h"
#include "experiments/sweep_rows.h"

/* CSV: a column for each other key, `runs` (those that are done), then for each figure of the last step
 * NAME (mean), NAME_low, NAME_high: 95% interval of the mean (Student's t; empty for one run).  Rows in
 * the order of the plan.  STATUS_USAGE if `key` is none of the sweep's. */
enum status sweep_means_write_csv(struct text *csv, const struct sweep_plan *plan,
                                  struct sweep_row *const *row, const char *key,
                                  struct error *err) MUST_CHECK;

#endif
