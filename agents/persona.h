/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/persona.h: a worker in words (template person_words), from the worker's own draw, so that persona
 * and income agree. */
#ifndef FISC_AGENTS_PERSONA_H
#define FISC_AGENTS_PERSONA_H

#include "llm/prompt.h"
#include "model/goal.h"
#include "model/population.h"

enum status persona_words_load(struct prompt **words, const char *folder,
                               struct error *err) MUST_CHECK;

/* A sentence or two about worker i: age, sex, a job of the occupation, attitude to work.  Which words is
 * drawn once for life, by (seed, worker).  Workers without occupation, sex and age get plain words. */
void persona_write(struct text *text, const struct prompt *words,
                   const struct population *population, size_t i, uint64_t seed);

/* What a worker thinks of taxes, by its attitude (satisfaction_attitude): 0 is in the middle of the list, and one of
 * standard deviation 1 falls on each line as often. */
void persona_write_attitude(struct text *text, const struct prompt *words, double log_odds);

/* Nobody in particular: "You are a worker." */
void persona_write_nobody(struct text *text, const struct prompt *words);

/* The same worker as others are told of: "a cook, a man around forty, who earns 18.50 dollars an hour". */
void persona_write_of_another(struct text *text, const struct prompt *words,
                              const struct population *population, size_t i, uint64_t seed);

/* The numbers that a choice needs: "You earn 31.25 dollars an hour, ...", with the observed hours or without. */
void persona_write_facts(struct text *text, const struct prompt *words,
                         const struct population *population, size_t i, bool tells_hours);

/* What the worker wants, in a sentence. */
const char *persona_goal(const struct prompt *words, enum goal goal);

#endif
