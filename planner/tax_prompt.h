/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/tax_prompt.h: what a planner or leader is told before it is asked for the rates of the next tax year: where
 * the run stands, the tax system in force and what it brought, the last tax years and the best before them, and how
 * much of a difference is chance. */
#ifndef FISC_PLANNER_TAX_PROMPT_H
#define FISC_PLANNER_TAX_PROMPT_H

#include "config/setting.h"
#include "llm/prompt.h"
#include "planner/brackets.h"
#include "planner/planner.h"

#include <stdbool.h>

struct tax_prompt {
    struct brackets brackets;
    bool is_leader, sets_changes, thinks, tells_run;
    bool explores, exploits, has_both_cues; /* cues; in turn unless has_both_cues */
    double first_exploiting_year;           /* from this tax year on, where they come in turn */
    double first_final_year;                /* from this one on nothing new is to be tried */
    size_t num_last, num_best, max_prompt_tokens;
    int64_t num_tax_years;
    /* The objective, of a planner alone: template objective_NAME of the welfare function. */
    struct prompt *system, *question, *words, *objective;
};

/* Who is asked; texts "" and zeros for a planner, who is nobody. */
struct tax_asked {
    const char *persona, *facts, *goal;
    size_t worker;     /* id */
    uint64_t seed_key; /* tells apart several who are asked in one tax year */
};

/* Settings planner.llm.* and planner.* for the brackets; the texts planner_* or leader_*, rates_words, and
 * for a planner objective_NAME: STATUS_INVALID_INPUT if the welfare function of this name has none. */
enum status tax_prompt_create(struct tax_prompt *about, const struct settings *settings,
                              bool is_leader, struct error *err) MUST_CHECK;
void tax_prompt_free(struct tax_prompt *about);

/* What is the same in all tax years ... */
void tax_prompt_write_system(struct text *system, const struct tax_prompt *about,
                             const struct planner_view *view);
/* ... and what is of this one.  The oldest years are left out, then the worst of the best, to keep to the budget with
 * the bytes of the system's text. */
void tax_prompt_write_question(struct text *question, const struct tax_prompt *about,
                               const struct planner_view *view, const struct tax_asked *asked,
                               size_t system_bytes);

/* Ended by {0}. */
extern const struct setting tax_prompt_settings[];

#endif
