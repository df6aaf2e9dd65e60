/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/welfare_sums.h: sums over workers, chunk by chunk, and all figures of welfare from them. */
#ifndef FISC_MODEL_WELFARE_SUMS_H
#define FISC_MODEL_WELFARE_SUMS_H

#include "model/welfare.h"

void welfare_plan_init(struct welfare_plan *plan, const struct welfare_settings *settings,
                       double lowest_utility);
void welfare_sums_init(struct welfare_sums *sums);
void welfare_sums_add(struct welfare_sums *sums, const struct welfare_plan *plan,
                      const struct welfare_chunk *chunk, size_t count);
void welfare_sums_append(struct welfare_sums *sums, const struct welfare_sums *next);
/* From facts->plan and ->sums, and Gini and mean income where they are known. */
void welfare_figures_of(struct welfare_figures *figures, const struct welfare_facts *facts);

/* All figures of whole arrays of `count` > 0 workers; of utilities alone, without a Gini. */
void welfare_measure(struct welfare_figures *figures, const struct welfare_settings *settings,
                     const struct welfare_chunk *workers, size_t count);

#endif
