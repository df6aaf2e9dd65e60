/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/probe_words.h: what a server is asked to see what it does, template probe_words. */
#ifndef FISC_LLM_PROBE_WORDS_H
#define FISC_LLM_PROBE_WORDS_H

#include "llm/prompt.h"

enum probe_words_part {
    PROBE_SCHEMA_SYSTEM,
    PROBE_SCHEMA_QUESTION,
    PROBE_LETTER_SYSTEM,
    PROBE_LETTER_QUESTION,
    PROBE_STATED_SYSTEM,
    PROBE_STATED_QUESTION,
    PROBE_STORY_SYSTEM,
    PROBE_STORY_QUESTION,
    PROBE_HOURS_SYSTEM,
    PROBE_HOURS_QUESTION,
    PROBE_NUM_PARTS
};

enum status probe_words_load(struct prompt **words, const char *folder,
                             struct error *err) MUST_CHECK;

/* The words ask for a number, the schema for a word that nobody would say by chance. */
extern const char probe_contrary_schema[];

#endif
