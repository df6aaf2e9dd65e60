/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation/electorate.h"

static bool uses_llm(void *context, size_t i)
{
    const struct electorate_context *const electorate = context;

    return decision_rule_uses_llm(electorate->rule, i);
}

static enum status describe(void *context, size_t i, struct text *persona, struct text *facts,
                            const char **goal, struct error *err)
{
    const struct electorate_context *const electorate = context;

    return voters_describe(electorate->voters, electorate->known, i, persona, facts, goal, err);
}

static enum status vote(void *context, const struct ballot *ballot, double *const *score,
                        size_t *num_abstained, struct error *err)
{
    const struct electorate_context *const electorate = context;

    return voters_vote(electorate->voters, electorate->known, electorate->rule, ballot, score,
                       num_abstained, err);
}

struct electorate electorate_of(struct electorate_context *context)
{
    return (struct electorate){.context = context,
                               .uses_llm = uses_llm,
                               .describe = describe,
                               .vote = vote};
}
