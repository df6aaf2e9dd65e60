/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/decision_rules.c: the list of decision rules. */
#include "agents/decision_rules.h"

KIND_FAMILY(decision_rule, "decision rule", DECISION_RULE_KINDS);

enum status decision_rules_create(struct decision_rule *rule, const struct settings *settings,
                                  const struct economy *economy, uint64_t seed, struct error *err)
{
    const struct decision_rule_kind *const kind =
        decision_rule_kinds[settings_choice(settings, "rule.kind")];

    if (economy->utility.reporting_share > 0.0 && !kind->is_rational)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: workers of the rule '%s' choose hours and not what they report: "
                         "expected rule.kind = \"rational\", or a share of 0",
                         settings_origin(settings, "utility.reporting_share"), kind->kind.name);
    return decision_rule_create_kind(rule, kind, settings, economy, seed, err);
}
