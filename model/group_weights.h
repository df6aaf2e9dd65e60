/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/group_weights.h: the user's own welfare weights by group: by occupation, sex or age. */
#ifndef FISC_MODEL_GROUP_WEIGHTS_H
#define FISC_MODEL_GROUP_WEIGHTS_H

#include "config/settings.h"
#include "model/population.h"

extern const struct setting group_weight_settings[]; /* ended by {0} */

/* Multiplies the own weight of each worker (population.welfare_weight, made if there is none) by those of his groups.
 * STATUS_INVALID_INPUT names a group that nobody can be of. */
enum status group_weights_apply(struct population *population, const struct settings *settings,
                                struct error *err) MUST_CHECK;

#endif
