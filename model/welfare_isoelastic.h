/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/welfare_isoelastic.h: what the isoelastic kind adds up and reports beside its W. */
#ifndef FISC_MODEL_WELFARE_ISOELASTIC_H
#define FISC_MODEL_WELFARE_ISOELASTIC_H

#include "model/welfare.h"

/* Of the isoelastic kind: its sums of a chunk, its W at a floor, and the other figures. */
void welfare_isoelastic_add(struct welfare_sums *part, const struct welfare_plan *plan,
                            const struct welfare_chunk *chunk, size_t count);
void welfare_isoelastic_figures(struct welfare_figures *figures, const struct welfare_plan *plan,
                                const struct welfare_sums *sums);

#endif
