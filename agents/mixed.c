/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/mixed.c: one population, several rules.  Workers are ranked by a uniform of their own and cut at
 * the shares, so that a share of 1/N is one worker exactly (Karten et al. 2025 put one worker of a model
 * among others who keep their hours).  Who follows which rule therefore depends on N. */
#include "agents/decision_rule.h"
#include "agents/goal_settings.h"
#include "agents/llm_rule.h"
#include "agents/personas.h"
#include "agents/satisfaction.h"
#include "agents/stated_satisfaction.h"
#include "base/random.h"
#include "llm/gateway_settings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NUM_PARTS = 4 };

struct part {
    struct decision_rule rule;
    size_t num_workers;
    uint8_t *follows; /* [N] 1: this worker is of this part */
};

struct mixed {
    struct part part[NUM_PARTS];
    double *hours, *next; /* [N] of one part, of all: the hours of the step before stay readable */
};

static const struct {
    const struct decision_rule_kind *kind;
    const char *share;
} parts[NUM_PARTS] = {
    {&decision_rule_llm, "rule.mix.llm"},
    {&decision_rule_rational, "rule.mix.rational"},
    {&decision_rule_logit, "rule.mix.logit"},
    {&decision_rule_constant, "rule.mix.constant"},
};

struct rank {
    double u;
    uint32_t id;
    size_t worker;
};

static int compare_ranks(const void *left, const void *right)
{
    const struct rank *const a = left;
    const struct rank *const b = right;

    if (a->u != b->u)
        return a->u < b->u ? -1 : 1;
    return a->id < b->id ? -1 : a->id > b->id;
}

static void mixed_destroy(void *state)
{
    struct mixed *const mixed = state;

    if (!mixed)
        return;
    for (int p = 0; p < NUM_PARTS; p++) {
        decision_rule_destroy(&mixed->part[p].rule);
        free(mixed->part[p].follows);
    }
    free(mixed->hours);
    free(mixed->next);
    free(mixed);
}

static enum status read_shares(double share[NUM_PARTS], const struct settings *settings,
                               struct error *err)
{
    double sum = 0.0;

    for (int p = 0; p < NUM_PARTS; p++) {
        share[p] = settings_number(settings, parts[p].share);
        sum += share[p];
    }
    return fabs(sum - 1.0) <= 1e-9
               ? STATUS_OK
               : error_set(
                     err, STATUS_INVALID_INPUT,
                     "rule.mix.llm, .rational, .logit and .constant are the shares of the rule "
                     "'mixed': expected a sum of 1, got %g",
                     sum);
}

static enum status assign(struct mixed *mixed, const double share[NUM_PARTS],
                          const struct population *population, uint64_t seed, struct error *err)
{
    const size_t num_workers = population->num_workers;
    struct rank *const ranks = malloc(num_workers * sizeof *ranks);
    double cumulated = 0.0;
    size_t next = 0;

    if (!ranks)
        return error_set(err, STATUS_NO_MEMORY, "no memory to mix the rules of %zu workers",
                         num_workers);
    for (size_t i = 0; i < num_workers; i++)
        ranks[i] = (struct rank){
            .u = random_uniforms(seed, RANDOM_RULE, population->id[i], 0).u[0],
            .id = population->id[i],
            .worker = i,
        };
    qsort(ranks, num_workers, sizeof *ranks, compare_ranks);
    for (int p = 0; p < NUM_PARTS; p++) {
        cumulated += share[p];
        const size_t end = (size_t)floor(cumulated * (double)num_workers + 0.5);

        for (; next < end && next < num_workers; next++) {
            mixed->part[p].follows[ranks[next].worker] = 1;
            mixed->part[p].num_workers++;
        }
    }
    free(ranks);
    return STATUS_OK;
}

static enum status create_parts(struct mixed *mixed, const struct settings *settings,
                                const struct economy *economy, uint64_t seed, struct error *err)
{
    const size_t num_workers = economy->population.num_workers;
    double share[NUM_PARTS];

    TRY(read_shares(share, settings, err));
    mixed->hours = malloc(num_workers * sizeof *mixed->hours);
    mixed->next = malloc(num_workers * sizeof *mixed->next);
    for (int p = 0; p < NUM_PARTS; p++)
        mixed->part[p].follows = calloc(num_workers, 1);
    for (int p = 0; p < NUM_PARTS; p++)
        if (!mixed->hours || !mixed->next || !mixed->part[p].follows)
            return error_set(err, STATUS_NO_MEMORY, "no memory to mix the rules of %zu workers",
                             num_workers);
    TRY(assign(mixed, share, &economy->population, seed, err));
    for (int p = 0; p < NUM_PARTS; p++)
        if (mixed->part[p].num_workers > 0)
            TRY(decision_rule_create_kind(&mixed->part[p].rule, parts[p].kind, settings, economy,
                                          seed, err));
    return STATUS_OK;
}

static enum status mixed_create(void **state, const struct settings *settings,
                                const struct economy *economy, uint64_t seed, struct error *err)
{
    struct mixed *const mixed = calloc(1, sizeof *mixed);

    if (!mixed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the rule 'mixed'");
    const enum status status = create_parts(mixed, settings, economy, seed, err);

    if (status)
        mixed_destroy(mixed);
    else
        *state = mixed;
    return status;
}

static enum status mixed_choose_hours(void *state, const struct decision_context *context,
                                      double *hours_per_week, struct error *err)
{
    struct mixed *const mixed = state;
    const size_t num_workers = context->economy->population.num_workers;

    for (int p = 0; p < NUM_PARTS; p++) {
        const struct part *const part = &mixed->part[p];
        struct decision_context own = *context;

        if (part->num_workers == 0)
            continue;
        own.asked = part->follows;
        TRY(part->rule.kind->choose_hours(part->rule.state, &own, mixed->hours, err));
        for (size_t i = 0; i < num_workers; i++)
            if (part->follows[i])
                mixed->next[i] = mixed->hours[i];
    }
    memcpy(hours_per_week, mixed->next, num_workers * sizeof *hours_per_week);
    return STATUS_OK;
}

static bool mixed_uses_llm(const void *state, size_t i)
{
    const struct mixed *const mixed = state;

    for (int p = 0; p < NUM_PARTS; p++)
        if (mixed->part[p].num_workers > 0 && parts[p].kind->needs_model &&
            (i == DECISION_ANY_WORKER || mixed->part[p].follows[i]))
            return true;
    return false;
}

static const struct setting settings[] = {
    NUMBER_SETTING("rule.mix.llm", "fraction", 0, 1, "0",
                   "mixed: share of workers simulated by a language model."),
    NUMBER_SETTING("rule.mix.rational", "fraction", 0, 1, "0", "mixed: share of rational workers."),
    NUMBER_SETTING("rule.mix.logit", "fraction", 0, 1, "0", "mixed: share of logit workers."),
    NUMBER_SETTING("rule.mix.constant", "fraction", 0, 1, "0",
                   "mixed: share who keep observed hours."),
    {0},
};

static const struct setting *const groups[] = {
    settings,          logit_settings,        llm_rule_settings,
    goal_settings,     satisfaction_settings, stated_satisfaction_settings,
    personas_settings, gateway_settings,      NULL};

const struct decision_rule_kind decision_rule_mixed = {
    .kind = {.name = "mixed",
             .summary = "shares of the population follow different rules",
             .settings = groups},
    .create = mixed_create,
    .choose_hours = mixed_choose_hours,
    .destroy = mixed_destroy,
    .uses_llm = mixed_uses_llm,
};
