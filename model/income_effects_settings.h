/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/income_effects_settings.h: what every utility with income effects reads. */
#ifndef FISC_MODEL_INCOME_EFFECTS_SETTINGS_H
#define FISC_MODEL_INCOME_EFFECTS_SETTINGS_H

#include "config/setting.h"

extern const struct setting income_effects_settings[]; /* ended by {0} */

#endif
