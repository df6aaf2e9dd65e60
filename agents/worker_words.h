/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/worker_words.h: parts of the template worker_words: how a worker is asked for hours, and told of
 * its own past. */
#ifndef FISC_AGENTS_WORKER_WORDS_H
#define FISC_AGENTS_WORKER_WORDS_H

#include "llm/prompt.h"

enum worker_words_part {
    WORKER_FORM_SAMPLE, /* how to answer, by form (agents/answer.h) */
    WORKER_FORM_SAMPLE_THINKING,
    WORKER_FORM_NUMBER_TENS,
    WORKER_FORM_NUMBER_LISTED, /* numbers */
    WORKER_FORM_LETTERS,
    WORKER_FORM_UTILITIES,
    WORKER_FORM_UTILITIES_THINKING,
    WORKER_FORM_STATED_LETTERS,
    WORKER_FORM_STATED_HOURS,
    WORKER_QUESTION_HOURS,
    WORKER_QUESTION_LETTERS,
    WORKER_QUESTION_UTILITIES,
    WORKER_QUESTION_STATED,
    WORKER_OPTIONS,
    WORKER_OPTION_HOURS, /* hours */
    WORKER_OPTIONS_AND_CONSEQUENCES,
    WORKER_OPTION, /* letter, hours, brings */
    WORKER_PROSPECTS,
    WORKER_PROSPECT, /* hours, brings */
    WORKER_BRINGS,   /* income, tax, left, more */
    WORKER_EXPLORE_THEN_EXPLOIT,
    WORKER_LAW_SAME,
    WORKER_LAW_NEW, /* before, change */
    WORKER_USUAL_SAME,
    WORKER_USUAL_LAST,
    WORKER_USUAL_OTHER, /* usual */
    WORKER_FIRST_YEAR,
    WORKER_LAST_YEARS,
    WORKER_BEST_YEARS,
    WORKER_YEAR, /* when, hours, income, tax, left, worth; so are the next two */
    WORKER_YEAR_SATISFIED,
    WORKER_YEAR_DISSATISFIED,
    WORKER_WORTH, /* utility */
    WORKER_WHEN_LAST,
    WORKER_WHEN_EARLIER, /* years */
    WORKER_MORE_WAS_BETTER,
    WORKER_MORE_WAS_WORSE,
    WORKER_LESS_WAS_BETTER,
    WORKER_LESS_WAS_WORSE,
    WORKER_SAID_OF_POLICY, /* reason */
    WORKER_NUM_WORDS
};

enum status worker_words_load(struct prompt **words, const char *folder,
                              struct error *err) MUST_CHECK;

#endif
