/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/tax_words.h: a tax system in words, for prompts: template tax_words. */
#ifndef FISC_AGENTS_TAX_WORDS_H
#define FISC_AGENTS_TAX_WORDS_H

#include "llm/prompt.h"
#include "model/tax_system.h"

enum status tax_words_load(struct prompt **words, const char *folder, struct error *err) MUST_CHECK;

/* A line a bracket, without a line's end after the last; where there are several tax classes, each has a
 * heading. */
void tax_words_write(struct text *text, const struct prompt *words,
                     const struct tax_system *tax_system);

/* "10% from 0 dollars, 20% from 11600 dollars". */
void tax_words_write_line(struct text *text, const struct prompt *words,
                          const struct tax_schedule *schedule);

/* The same of every class, "; " between them. */
void tax_words_write_in_a_line(struct text *text, const struct prompt *words,
                               const struct tax_system *tax_system);

/* A line for each range of incomes whose rate is another than before, in points; and a basic income that is. */
void tax_words_write_change(struct text *text, const struct prompt *words,
                            const struct tax_system *before, const struct tax_system *now);

/* What the government spends of its revenue: "nothing itself", "1200 dollars per worker". */
void tax_words_write_spending(struct text *text, const struct prompt *words, double usd_per_worker);

#endif
