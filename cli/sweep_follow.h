/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/sweep_follow.h: a sweep looked at while others run it, here or on a cluster; until all needed points have a
 * row, or a signal. */
#ifndef FISC_CLI_SWEEP_FOLLOW_H
#define FISC_CLI_SWEEP_FOLLOW_H

#include "studies/sweep/plan.h"

/* The table on standard output, each row as soon as its point is done. */
enum status sweep_follow_rows(const struct sweep_plan *plan, struct error *err) MUST_CHECK;

/* How far it is, on standard error (cli/sweep_display.h). */
enum status sweep_follow_progress(const struct sweep_plan *plan, bool is_quiet,
                                  struct error *err) MUST_CHECK;

#endif
