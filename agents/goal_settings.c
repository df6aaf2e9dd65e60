/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/goal_settings.c: shares of workers with another goal than their own utility. */
#include "agents/goal_settings.h"

const struct setting goal_settings[] = {
    NUMBER_SETTING(
        "rule.altruistic_share", "fraction", 0, 1, "0",
        "logit: share of workers who weigh social welfare instead of their own utility."),
    NUMBER_SETTING("rule.adversarial_share", "fraction", 0, 1, "0",
                   "logit: share of workers who weigh minus social welfare."),
    {0},
};
