/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/goal.h: whose good a worker wants (types of Karten et al. 2025), in choices and in votes. */
#ifndef FISC_MODEL_GOAL_H
#define FISC_MODEL_GOAL_H

#include "config/settings.h"

#include <stdint.h>

enum goal { GOAL_ADVERSARIAL = -1, GOAL_OWN = 0, GOAL_ALTRUISTIC = 1 };

/* Shares of the population; the rest wants its own good. */
struct goal_shares {
    double altruistic, adversarial;
};

/* Settings rule.altruistic_share and rule.adversarial_share; STATUS_INVALID_INPUT if they add up to more
 * than 1. */
enum status goal_shares_read(struct goal_shares *shares, const struct settings *settings,
                             struct error *err) MUST_CHECK;

/* For life, by (seed, worker). */
enum goal goal_of_worker(const struct goal_shares *shares, uint64_t seed, uint32_t id);

#endif
