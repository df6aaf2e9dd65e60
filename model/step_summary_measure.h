/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/step_summary_measure.h: from what workers did to the figures of a step (model/step_summary.h). */
#ifndef FISC_MODEL_STEP_SUMMARY_MEASURE_H
#define FISC_MODEL_STEP_SUMMARY_MEASURE_H

#include "model/step_summary.h"

/* Scratch room, kept from step to step: a step in steady state allocates nothing. */
struct step_summary_scratch;

enum status step_summary_scratch_create(struct step_summary_scratch **scratch, size_t num_workers,
                                        struct error *err) MUST_CHECK;
void step_summary_scratch_destroy(struct step_summary_scratch *scratch);

/* Measure one step.  Deterministic: same bits for any number of threads and any instruction set.
 * Cost for outcomes that are sorted (rational workers): about one pass over the columns. */
enum status step_summary_measure(struct step_summary *summary, struct step_summary_scratch *scratch,
                                 const struct population *population, const struct outcome *outcome,
                                 const struct step_context *context, struct error *err) MUST_CHECK;

#endif
