/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/decision_rule.c: what holds of every decision rule. */
#include "agents/decision_rule.h"

enum status decision_rule_create_kind(struct decision_rule *rule,
                                      const struct decision_rule_kind *kind,
                                      const struct settings *settings,
                                      const struct economy *economy, uint64_t seed,
                                      struct error *err)
{
    *rule = (struct decision_rule){.kind = kind};
    return rule->kind->create ? rule->kind->create(&rule->state, settings, economy, seed, err)
                              : STATUS_OK;
}

bool decision_rule_uses_llm(const struct decision_rule *rule, size_t i)
{
    return rule->kind->uses_llm ? rule->kind->uses_llm(rule->state, i) : rule->kind->needs_model;
}

void decision_rule_destroy(struct decision_rule *rule)
{
    if (rule->kind && rule->kind->destroy)
        rule->kind->destroy(rule->state);
    *rule = (struct decision_rule){0};
}

enum status decision_rule_respond(struct decision_rule *rule,
                                  const struct decision_context *context, struct outcome *outcome,
                                  struct settlement *settlement, struct error *err)
{
    if (rule->kind->respond)
        return rule->kind->respond(rule->state, context, outcome, settlement, err);
    TRY(rule->kind->choose_hours(rule->state, context, outcome->hours_per_week, err));
    return economy_settle(context->economy, context->tax_system, outcome, settlement, err);
}
