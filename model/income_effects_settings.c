/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/income_effects_settings.c: what every utility with income effects reads. */
#include "model/income_effects_settings.h"

const struct setting income_effects_settings[] = {
    CHOICE_SETTING("government.rebate", "equilibrium|lagged", "\"equilibrium\"",
                   "Where utility has income effects: workers know this step's rebate (found by "
                   "bisection), or take the last step's for it."),
    {0},
};
