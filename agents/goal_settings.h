/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/goal_settings.h: what rules read whose workers may weigh others' welfare. */
#ifndef FISC_AGENTS_GOAL_SETTINGS_H
#define FISC_AGENTS_GOAL_SETTINGS_H

#include "config/setting.h"

extern const struct setting goal_settings[];  /* ended by {0} */
extern const struct setting logit_settings[]; /* of the noisy choice; ended by {0} */

#endif
