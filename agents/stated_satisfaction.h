/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/stated_satisfaction.h: workers simulated by a language model say themselves whether they are
 * satisfied with the tax policy, and why (Karten et al. 2025). */
#ifndef FISC_AGENTS_STATED_SATISFACTION_H
#define FISC_AGENTS_STATED_SATISFACTION_H

#include "agents/decision_rule.h"
#include "agents/satisfaction.h"
#include "config/setting.h"

struct stated_satisfaction; /* opaque */

/* NULL if the config leaves satisfaction to the formula. */
enum status stated_satisfaction_create(struct stated_satisfaction **stated,
                                       const struct settings *settings, size_t num_workers,
                                       struct error *err) MUST_CHECK;
void stated_satisfaction_destroy(struct stated_satisfaction *stated);

/* Ask them of the step that paid `rebate`, and change their satisfaction; who gives no usable answer keeps the
 * formula's.  `context` is the step's, `outcome` what came of it. */
enum status stated_satisfaction_ask(struct stated_satisfaction *stated,
                                    struct satisfaction *satisfaction,
                                    const struct decision_context *context,
                                    const struct decision_rule *rule, const struct outcome *outcome,
                                    double rebate_usd_per_year, struct error *err) MUST_CHECK;

/* Why worker i was satisfied or not with the last step, in its own words; "" if it said nothing.
 * `stated` may be NULL. */
const char *stated_satisfaction_reason(const struct stated_satisfaction *stated, size_t i);

/* Ended by {0}. */
extern const struct setting stated_satisfaction_settings[];

#endif
