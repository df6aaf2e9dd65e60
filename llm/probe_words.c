/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/probe_words.h"

static const struct prompt_part parts[PROBE_NUM_PARTS + 1] = {
    [PROBE_SCHEMA_SYSTEM] = PROMPT_PART("schema_system", NULL),
    [PROBE_SCHEMA_QUESTION] = PROMPT_PART("schema_question", NULL),
    [PROBE_LETTER_SYSTEM] = PROMPT_PART("letter_system", NULL),
    [PROBE_LETTER_QUESTION] = PROMPT_PART("letter_question", NULL),
    [PROBE_STATED_SYSTEM] = PROMPT_PART("stated_system", NULL),
    [PROBE_STATED_QUESTION] = PROMPT_PART("stated_question", NULL),
    [PROBE_STORY_SYSTEM] = PROMPT_PART("story_system", NULL),
    [PROBE_STORY_QUESTION] = PROMPT_PART("story_question", NULL),
    [PROBE_HOURS_SYSTEM] = PROMPT_PART("hours_system", NULL),
    [PROBE_HOURS_QUESTION] = PROMPT_PART("hours_question", NULL),
};

enum status probe_words_load(struct prompt **words, const char *folder, struct error *err)
{
    return prompt_load(words, "probe_words", folder, parts, err);
}

const char probe_contrary_schema[] =
    "{\"type\":\"object\",\"properties\":{\"answer\":{\"type\":\"string\",\"enum\":[\"kumquat\"]}},"
    "\"required\":[\"answer\"],\"additionalProperties\":false}";
