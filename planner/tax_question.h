/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/tax_question.h: "what are the rates of the next tax year?", put to a language model with the tax
 * system in force, what it brought, the last tax years and the best ones; and the answer as a tax system.  The
 * planner is asked so, and an elected leader, who also hears who it is. */
#ifndef FISC_PLANNER_TAX_QUESTION_H
#define FISC_PLANNER_TAX_QUESTION_H

#include "base/json_writer.h"
#include "config/setting.h"
#include "llm/batch.h"
#include "llm/prompt.h"
#include "planner/brackets.h"
#include "planner/planner.h"

#include <stdbool.h>

struct tax_question {
    struct brackets brackets;
    bool sets_changes, explores, exploits;
    int max_tokens;
    size_t num_last, num_best;
    double first_final_year; /* from this tax year on nothing new is to be tried */
    double temperature;
    bool is_leader;
    /* The objective, of a planner alone: template objective_NAME of the welfare function. */
    struct prompt *system, *question, *words, *objective;
    char *schema;
};

/* Who is asked; texts "" and zeros for a planner, who is nobody. */
struct tax_asked {
    const char *persona, *facts, *goal;
    size_t worker;     /* id */
    uint64_t seed_key; /* tells apart several who are asked in one tax year */
};

/* Settings planner.llm.* and planner.* for the brackets; the texts planner_* or leader_*, rates_words, and
 * for a planner objective_NAME: STATUS_INVALID_INPUT if the welfare function of this name has none. */
enum status tax_question_create(struct tax_question *about, const struct settings *settings,
                                bool is_leader, struct error *err) MUST_CHECK;
void tax_question_free(struct tax_question *about);

/* A batch of `count` questions of this tax year ... */
enum status tax_question_begin(struct llm_batch **batch, const struct tax_question *about,
                               const struct planner_view *view, size_t count,
                               struct error *err) MUST_CHECK;
/* ... and question k of it. */
void tax_question_set(struct llm_batch *batch, size_t k, const struct tax_question *about,
                      const struct planner_view *view, const struct tax_asked *asked);

/* The tax system of a usable answer, with rates kept within their bounds. */
enum status tax_question_read(struct tax_schedule *schedule, const struct tax_question *about,
                              const struct planner_view *view, const struct llm_reply *reply,
                              struct error *err) MUST_CHECK;

/* Members of a JSON object: usable, form, answer, why it was refused. */
void tax_question_write_answer(struct json_writer *note, const struct tax_question *about,
                               const struct llm_reply *reply);

/* Ended by {0}. */
extern const struct setting tax_question_settings[];

/* There is no proposal, since this answer cannot be used. */
void tax_question_refuse(struct planner_proposal *proposal, const struct llm_reply *reply);

#endif
