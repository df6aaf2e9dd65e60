/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/decision_rules.c: the list of decision rules. */
#include "agents/decision_rules.h"

KIND_FAMILY(decision_rule, "decision rule", DECISION_RULE_KINDS);

enum status decision_rules_create(struct decision_rule *rule, const struct settings *settings,
                                  const struct economy *economy, uint64_t seed, struct error *err)
{
    return decision_rule_create_kind(rule,
                                     decision_rule_kinds[settings_choice(settings, "rule.kind")],
                                     settings, economy, seed, err);
}
