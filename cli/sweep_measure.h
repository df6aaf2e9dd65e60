/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/sweep_measure.h: what time and memory 'fisc sweep submit' asks for, from a point that was run. */
#ifndef FISC_CLI_SWEEP_MEASURE_H
#define FISC_CLI_SWEEP_MEASURE_H

#include "cli/command.h"
#include "studies/sweep/plan.h"
#include "studies/sweep/slurm.h"

enum { SWEEP_MEASURE_TEXT = 64 };

/* Room for what is asked for. */
struct sweep_measure {
    char time_limit[SWEEP_MEASURE_TEXT], memory[SWEEP_MEASURE_TEXT];
};

/* With --measure: runs the largest point if none is done, and sets what of time limit and memory `options` leaves
 * open.  Without it: says what would be asked for, if a point is done. */
enum status sweep_measure(struct sweep_measure *measure, struct sweep_slurm_options *options,
                          const struct command_line *line, const struct sweep_plan *plan,
                          struct error *err) MUST_CHECK;

#endif
