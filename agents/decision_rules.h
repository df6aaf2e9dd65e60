/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/decision_rules.h: the list of decision rules (agents/decision_rule.h), and the one that a config
 * chooses. */
#ifndef FISC_AGENTS_DECISION_RULES_H
#define FISC_AGENTS_DECISION_RULES_H

#include "agents/decision_rule.h"

KIND_FAMILY_DECLARE(decision_rule);

enum status decision_rules_create(struct decision_rule *rule, const struct settings *settings,
                                  const struct economy *economy, uint64_t seed,
                                  struct error *err) MUST_CHECK;

#endif
