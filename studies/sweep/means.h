/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/sweep/means.h: points that differ in one key alone (a seed) as one row with intervals. */
#ifndef FISC_STUDIES_SWEEP_MEANS_H
#define FISC_STUDIES_SWEEP_MEANS_H

#include "base/text.h"
#include "studies/sweep/rows.h"

/* What to compare with: the row of this number, counted from 0; SWEEP_MEANS_ALONE: nothing. */
enum { SWEEP_MEANS_ALONE = -1 };

/* CSV: a column for each other key, `runs` (those that are done), `open` (not run yet), `failed`, then
 * for each figure of the last step NAME (mean), NAME_low, NAME_high: 95% interval of the mean (Student's
 * t; empty for one run); last, where a language model was asked, `answered_share`: the least of these runs.  Rows in the
 * order of the plan.  With `against` all figures are differences from
 * that row, paired by the value of `key` (the same seed: the same workers), so what all share is taken
 * out.  STATUS_USAGE if `key` is none of the sweep's or there is no such row. */
enum status sweep_means_write_csv(struct text *csv, const struct sweep_plan *plan,
                                  struct sweep_row *const *row, const char *key, long against,
                                  struct error *err) MUST_CHECK;

#endif
