/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/decision_rule.h: how workers choose their hours.  Each kind is one file and one line in
 * decision_rule.c. */
#ifndef FISC_AGENTS_DECISION_RULE_H
#define FISC_AGENTS_DECISION_RULE_H

#include "agents/decision_log.h"
#include "config/settings.h"
#include "llm/answers.h"
#include "model/economy.h"
#include "model/step_summary.h"

#include <stdint.h>

struct gateway;
struct decision_report;
struct personas;
struct stated_satisfaction;

/* What workers know when they choose. */
struct decision_context {
    struct economy *economy;
    const struct tax_system *tax_system; /* of this step, composed (tax_system_compose) */
    /* of the step before, so too; at first the baseline.  NULL only where no model is asked */
    const struct tax_system *last_tax_system;
    const struct step_summary *last; /* of the step before; at first: observed hours under
                                               the baseline tax system */
    uint64_t seed;
    int64_t step;
    int expects_last_rebate; /* government.rebate is lagged */
    const struct outcome
        *previous;            /* of the step before; at first not to be read.  Its hours may be
                                        where the new ones go: read [i] before writing [i] */
    const uint8_t *asked;     /* [N] 1: hours of this worker are wanted; NULL: of all.  A rule may
                                        fill in the others' too: they are not looked at */
    const uint8_t *satisfied; /* [N] satisfaction with the step before, or NULL */
    const struct personas *personas; /* NULL only where no model is asked */
    /* what workers said of the step before; NULL: nothing */
    const struct stated_satisfaction *stated_satisfaction;
    struct gateway *gateway; /* to a language model; NULL unless a rule needs_model */
    struct decision_report *report;
};

/* What a rule says about its decisions of a step. */
struct decision_report {
    double fallbacks; /* workers without a usable answer, who kept their hours */
    struct answer_tally
        answers; /* of workers whom a model was to decide for, in however many questions */
    double
        mass_on_options; /* mean share of the model's probability on the options; NaN if not asked */
    struct decision_log decisions; /* of workers simulated by a language model */
};

#define DECISION_ANY_WORKER SIZE_MAX

struct decision_rule_kind {
    struct kind kind; /* name, summary, settings */
    enum status (*create)(void **state, const struct settings *settings,
                          const struct economy *economy, uint64_t seed, struct error *err);
    /* Set hours[i], per week in [0, 100], of every worker. */
    enum status (*choose_hours)(void *state, const struct decision_context *context,
                                double *hours_per_week, struct error *err);
    /* Optional: choose and settle at once, all columns. */
    enum status (*respond)(void *state, const struct decision_context *context,
                           struct outcome *outcome, struct settlement *settlement,
                           struct error *err);
    void (*destroy)(void *state);
    /* Optional, for a rule made of several: does a language model simulate worker i (or, for
     * DECISION_ANY_WORKER, anybody)?  NULL: needs_model says it of all. */
    bool (*uses_llm)(const void *state, size_t i);
    bool is_rational;                /* what it does is what the policy lab predicts */
    bool needs_model;                /* asks a language model */
    bool can_be_dissatisfied;        /* rule.satisfaction means something to it */
    double scratch_bytes_per_worker; /* what its state holds beside the columns, for the estimate */
};

/* Rules of one kind, and rule `mixed`, which is made of them. */
#define DECISION_RULE_PURE_KINDS(KIND)                                                             \
    KIND(decision_rule, llm)                                                                       \
    KIND(decision_rule, rational)                                                                  \
    KIND(decision_rule, logit)                                                                     \
    KIND(decision_rule, constant)                                                                  \
    KIND_TOY(KIND, decision_rule)
#define DECISION_RULE_KINDS(KIND)                                                                  \
    DECISION_RULE_PURE_KINDS(KIND)                                                                 \
    KIND(decision_rule, mixed)
DECISION_RULE_KINDS(KIND_DECLARE)

struct decision_rule {
    const struct decision_rule_kind *kind;
    void *state;
};

enum status decision_rule_create_kind(struct decision_rule *rule,
                                      const struct decision_rule_kind *kind,
                                      const struct settings *settings,
                                      const struct economy *economy, uint64_t seed,
                                      struct error *err) MUST_CHECK;
/* Does a language model simulate worker i, or anybody (DECISION_ANY_WORKER)? */
bool decision_rule_uses_llm(const struct decision_rule *rule, size_t i);
void decision_rule_destroy(struct decision_rule *rule);

/* Every worker decides and the government settles: all columns of `outcome`. */
enum status decision_rule_respond(struct decision_rule *rule,
                                  const struct decision_context *context, struct outcome *outcome,
                                  struct settlement *settlement, struct error *err) MUST_CHECK;

#endif
