/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/tax_words.h: a tax system in words, for prompts. */
#ifndef FISC_AGENTS_TAX_WORDS_H
#define FISC_AGENTS_TAX_WORDS_H

#include "base/text.h"
#include "model/tax_system.h"

/* A line a bracket, without a line's end after the last; where there are several tax classes, each has a
 * heading. */
void tax_words_write(struct text *text, const struct tax_system *schedule);

/* "10% from 0 dollars, 20% from 11600 dollars". */
void tax_words_write_line(struct text *text, const struct tax_schedule *schedule);

/* What the government spends of its revenue: "nothing itself", "1200 dollars per worker". */
void tax_words_write_spending(char *words, size_t capacity, double usd_per_worker);

#endif
