/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/verdicts.h: workers whom a language model plays say themselves whether they are satisfied with
 * the tax policy, and why (Karten et al. 2025). */
#ifndef FISC_AGENTS_VERDICTS_H
#define FISC_AGENTS_VERDICTS_H

#include "agents/decision_rule.h"
#include "agents/satisfaction.h"

struct verdicts; /* opaque */

/* NULL if the config leaves the verdict to the formula. */
enum status verdicts_create(struct verdicts **verdicts, const struct settings *settings,
                            size_t num_workers, struct error *err) MUST_CHECK;
void verdicts_destroy(struct verdicts *verdicts);

/* Ask them of the step that paid `rebate`, and change their verdicts; who gives no usable answer keeps the
 * formula's.  `context` is the step's, `outcome` what came of it. */
enum status verdicts_ask(struct verdicts *verdicts, struct satisfaction *satisfaction,
                         const struct decision_context *context, const struct decision_rule *rule,
                         const struct outcome *outcome, double rebate_usd_per_year,
                         struct error *err) MUST_CHECK;

/* Why worker i was satisfied or not with the last step, in its own words; "" if it said nothing.
 * `verdicts` may be NULL. */
const char *verdicts_reason(const struct verdicts *verdicts, size_t i);

#endif
