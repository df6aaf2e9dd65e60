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
#include "planner/tax_prompt.h"

#include <stdbool.h>

struct tax_question {
    struct tax_prompt prompt;
    int max_tokens;
    double temperature;
    char *schema;
};

/* As tax_prompt_create. */
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
