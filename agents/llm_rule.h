/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/llm_rule.h: for agents/llm.c (how a model's word becomes hours) and agents/llm_questions.c (what
 * it is asked) alone. */
#ifndef FISC_AGENTS_LLM_RULE_H
#define FISC_AGENTS_LLM_RULE_H

#include "agents/answer.h"
#include "agents/decision_rule.h"
#include "agents/memory.h"
#include "config/setting.h"
#include "llm/batch.h"
#include "model/goal.h"

/* What a worker is told of taxes (rule.llm.tell). */
enum llm_told { LLM_TOLD_SYSTEM, LLM_TOLD_CONSEQUENCES, LLM_TOLD_BOTH };

struct llm_rule {
    struct answer_options options;
    int num_orders;
    double temperature, softmax_temperature;
    int max_tokens;
    bool has_hint, has_cue, keeps_all, tells_utility, tells_usual_hours;
    enum llm_told tells;
    size_t max_prompt_tokens;
    struct goal_shares goals;
    const char *reference_name;       /* of the country's income tax, in a sentence */
    struct prompt *system, *question; /* in the wording of the config */
    struct prompt *words, *tax_words; /* agents/worker_words.h, agents/tax_words.h */
    char *schema;
    struct memory memory;
};

/* Of how many years a question tells. */
struct years_told {
    size_t last, best;
};

struct questions {
    size_t num_asked;
    struct years_told *told; /* [num_asked * orders] */
    size_t *worker;          /* [num_asked] */
    struct llm_batch *batch; /* [num_asked * orders], worker by worker */
    /* Borrowed, of the step. */
    const struct llm_rule *rule;
    const struct decision_context *context;
    size_t system_bytes; /* of the part that is told to all */
    bool are_late;       /* they are so many that each is written when it is needed */
};

/* The texts, replaced by those of the user's folder. */
enum status llm_questions_load(struct llm_rule *rule, const struct settings *settings,
                               struct error *err) MUST_CHECK;

/* The part of the prompt that all workers of a step share (agents/llm_told.c); the law is told there. */
enum status llm_told_write_system(struct text *system, const struct llm_rule *rule,
                                  const struct decision_context *context,
                                  struct error *err) MUST_CHECK;
/* What each option would bring worker i, in words; brings[num_options], to be freed. */
void llm_told_write_consequences(struct text *brings, const struct llm_rule *rule,
                                 const struct decision_context *context, size_t i);

/* A question for every worker who is asked and every order of its options. */
enum status llm_questions_write(struct questions *questions, const struct llm_rule *rule,
                                const struct decision_context *context,
                                struct error *err) MUST_CHECK;
/* Where the server has no room for a question, it is asked again with fewer years, the oldest left out first. */
enum status llm_questions_ask(struct questions *questions, struct error *err) MUST_CHECK;
void llm_questions_free(struct questions *questions);

/* Place k of an order holds option order[k]: as it is, or shuffled by the worker's own stream. */
void llm_write_order(int *order, const struct llm_rule *rule, uint64_t seed, uint32_t id, int pass);

/* Ended by {0}. */
extern const struct setting llm_rule_settings[];

#endif
