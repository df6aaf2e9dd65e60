/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/satisfaction.h: after a step, is each worker content with the tax policy?
 * Karten et al. (2025) ask the persona; the built-in answer is yes with probability
 *     1 / (1 + exp(-(a + attitude_i - b (T_i - R) / max(z_i, 1000)))),
 * attitude_i ~ N(0, sd) for life.  The dissatisfied lose a fixed sum (ours) or half of their utility
 * (Karten et al., which raises a negative one). */
#ifndef FISC_AGENTS_SATISFACTION_H
#define FISC_AGENTS_SATISFACTION_H

#include "config/setting.h"
#include "config/settings.h"
#include "model/economy.h"

#include <stdbool.h>
#include <stdint.h>

struct satisfaction {
    bool is_active; /* false: the rule has no satisfaction; all arrays NULL */
    bool is_factor; /* halve utility instead of a loss */
    double loss_share, intercept, slope, attitude_sd;
    uint8_t *satisfied;       /* [N] 0 or 1, memory order */
    double *adjusted_utility; /* [N] USD per year */
};

/* attitude_i of worker `id`, in log odds; what a language model is told of it is the same draw. */
double satisfaction_attitude(double sd, uint64_t seed, uint32_t id);

/* `is_of_rule`: workers of the rule judge (struct decision_rule_kind); else nothing is kept. */
enum status satisfaction_create(struct satisfaction *satisfaction, bool is_of_rule,
                                const struct settings *settings, size_t num_workers,
                                struct error *err) MUST_CHECK;
void satisfaction_free(struct satisfaction *satisfaction);

/* Draw everybody's satisfaction with a step that paid the rebate R, and the adjusted utilities. */
void satisfaction_judge(struct satisfaction *satisfaction, const struct economy *economy,
                        const struct outcome *outcome, double rebate_usd_per_year, uint64_t seed,
                        int64_t step);

/* Set the satisfaction of worker i. */
void satisfaction_set(struct satisfaction *satisfaction, const struct economy *economy,
                      const struct outcome *outcome, size_t i, bool is_satisfied);

/* What rules with can_be_dissatisfied read; ended by {0}. */
extern const struct setting satisfaction_settings[];

#endif
