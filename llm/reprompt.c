/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/reprompt.h"

static const struct prompt_part parts[REPROMPT_NUM_PARTS + 1] = {
    [REPROMPT_AGAIN] = PROMPT_PART("again", "why"),
    [REPROMPT_NO_JSON] = PROMPT_PART("no_json", "detail", "line", "column"),
    [REPROMPT_EMPTY] = PROMPT_PART("empty", NULL),
    [REPROMPT_CUT_SHORT] = PROMPT_PART("cut_short", NULL),
    [REPROMPT_REFUSED] = PROMPT_PART("refused", NULL),
    [REPROMPT_FILTERED] = PROMPT_PART("filtered", NULL),
    [REPROMPT_LETTER] = PROMPT_PART("letter", "last"),
    [REPROMPT_REPLY] = PROMPT_PART("reply", NULL),
    [REPROMPT_WRONG_TYPE] = PROMPT_PART("wrong_type", "what", "type"),
    [REPROMPT_TOO_LOW] = PROMPT_PART("too_low", "what", "least", "found"),
    [REPROMPT_TOO_HIGH] = PROMPT_PART("too_high", "what", "most", "found"),
    [REPROMPT_WRONG_LENGTH] = PROMPT_PART("wrong_length", "what", "found", "least", "most"),
    [REPROMPT_WRONG_SIZE] = PROMPT_PART("wrong_size", "what", "found", "least", "most"),
    [REPROMPT_OTHER_VALUE] = PROMPT_PART("other_value", "what", "values"),
    [REPROMPT_LACKS_KEY] = PROMPT_PART("lacks_key", "what", "key"),
    [REPROMPT_UNWANTED_KEY] = PROMPT_PART("unwanted_key", "what", "key"),
};

enum status reprompt_words_load(struct prompt **words, const char *folder, struct error *err)
{
    return prompt_load(words, "reprompt_words", folder, parts, err);
}
