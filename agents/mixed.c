/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/mixed.c: one population, several rules.  Workers are ranked by a uniform of their own and cut at
 * the shares, so that a share of 1/N is one worker exactly (Karten et al. 2025 put one worker of a model
 * among others who keep their hours).  Who follows which rule therefore depends on N. */
#include "agents/decision_rule.h"
#include "base/random.h"
#include "config/seed.h"
#include "config/setting.h"
#include "config/setting_list.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct part {
    const struct decision_rule_kind *kind;
    double share;
    struct decision_rule rule;
    size_t num_workers;
    uint8_t *follows; /* [N] 1: this worker is of this part */
};

struct mixed {
    struct part *part; /* [num_parts] in the order of the list */
    size_t num_parts;
    double *hours, *next; /* [N] of one part, of all: the hours of the step before stay readable */
};

static const struct decision_rule_kind *const parts[] = {DECISION_RULE_PURE_KINDS(KIND_ADDRESS)
                                                             NULL};

static const struct kind *part_kind_at(size_t index)
{
    return parts[index] ? &parts[index]->kind : NULL;
}

static const struct kind_family parts_family = {.noun = "decision rule", .at = part_kind_at};

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
    for (size_t p = 0; mixed->part && p < mixed->num_parts; p++) {
        decision_rule_destroy(&mixed->part[p].rule);
        free(mixed->part[p].follows);
    }
    free(mixed->part);
    free(mixed->hours);
    free(mixed->next);
    free(mixed);
}

static enum status read_shares(struct mixed *mixed, const struct settings *settings,
                               struct error *err)
{
    double sum = 0.0;

    for (size_t p = 0; p < mixed->num_parts; p++) {
        struct part *const part = &mixed->part[p];
        char path[SETTINGS_MAX_PATH];

        part->kind = parts[p];
        snprintf(path, sizeof path, "rule.mix.%s", part->kind->kind.name);
        part->share = settings_number(settings, path);
        sum += part->share;
    }
    return fabs(sum - 1.0) <= 1e-9
               ? STATUS_OK
               : error_set(err, STATUS_INVALID_INPUT,
                           "the settings rule.mix.* are the shares of the rules that the rule "
                           "'mixed' is made of: expected a sum of 1, got %g",
                           sum);
}

static enum status assign(struct mixed *mixed, const struct population *population, uint64_t seed,
                          struct error *err)
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
    for (size_t p = 0; p < mixed->num_parts; p++) {
        cumulated += mixed->part[p].share;
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

    mixed->num_parts = kind_family_count(&parts_family);
    mixed->part = calloc(mixed->num_parts, sizeof *mixed->part);
    mixed->hours = malloc(num_workers * sizeof *mixed->hours);
    mixed->next = malloc(num_workers * sizeof *mixed->next);
    bool failed = !mixed->part || !mixed->hours || !mixed->next;

    for (size_t p = 0; !failed && p < mixed->num_parts; p++) {
        mixed->part[p].follows = calloc(num_workers, 1);
        failed = !mixed->part[p].follows;
    }
    if (failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory to mix the rules of %zu workers",
                         num_workers);
    TRY(read_shares(mixed, settings, err));
    TRY(assign(mixed, &economy->population, seed, err));
    for (size_t p = 0; p < mixed->num_parts; p++)
        if (mixed->part[p].num_workers > 0)
            TRY(decision_rule_create_kind(&mixed->part[p].rule, mixed->part[p].kind, settings,
                                          economy, seed, err));
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

    for (size_t p = 0; p < mixed->num_parts; p++) {
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

    for (size_t p = 0; p < mixed->num_parts; p++)
        if (mixed->part[p].num_workers > 0 && mixed->part[p].kind->needs_model &&
            (i == DECISION_ANY_WORKER || mixed->part[p].follows[i]))
            return true;
    return false;
}

static const struct setting settings[] = {
    NUMBER_SETTING("rule.mix.*", "fraction", 0, 1, "0", "mixed: share of workers with this rule.",
                   .each_of = &parts_family),
    {0},
};

static const struct setting *const groups[] = {settings, seed_settings, NULL};

const struct decision_rule_kind decision_rule_mixed = {
    .kind = {.name = "mixed",
             .summary = "shares of the population follow different rules",
             .settings = groups},
    .create = mixed_create,
    .choose_hours = mixed_choose_hours,
    .destroy = mixed_destroy,
    .uses_llm = mixed_uses_llm,
    .can_be_dissatisfied = true,
    .scratch_bytes_per_worker = 24.0, /* the hours, twice, and who follows which rule */
};
