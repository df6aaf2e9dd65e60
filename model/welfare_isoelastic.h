/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/welfare_isoelastic.h: what the isoelastic kind adds up and reports beside its W. */
#ifndef FISC_MODEL_WELFARE_ISOELASTIC_H
#define FISC_MODEL_WELFARE_ISOELASTIC_H

#include "model/welfare.h"

/* What is added up of x = v/m, a = 1 - gamma: ln v where a = 0; (x^a - 1)/a near it, where x^a is close to
 * 1 for everybody and would keep no digits; x^a elsewhere.  Continuous in gamma to rounding. */
enum welfare_phi { WELFARE_PHI_LOG, WELFARE_PHI_NEAR_LOG, WELFARE_PHI_POWER };
enum welfare_phi welfare_isoelastic_phi(double gamma);

/* W, USD per year, from the mean of phi at reference m. */
double welfare_isoelastic_equivalent(double mean_phi, double reference, double gamma);

/* Of the isoelastic kind: its sums of a chunk, its W at a floor, and the other figures. */
void welfare_isoelastic_add(struct welfare_sums *part, const struct welfare_plan *plan,
                            const struct welfare_chunk *chunk, size_t count);
void welfare_isoelastic_figures(struct welfare_figures *figures, const struct welfare_plan *plan,
                                const struct welfare_sums *sums);

#endif
