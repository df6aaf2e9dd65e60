/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/reprompt.h: what a model is told of an answer that cannot be used, template reprompt_words. */
#ifndef FISC_LLM_REPROMPT_H
#define FISC_LLM_REPROMPT_H

#include "llm/prompt.h"

enum reprompt_part {
    REPROMPT_AGAIN, /* the whole message: why */
    /* Reasons. */
    REPROMPT_NO_JSON, /* detail (the JSON reader's own message), line, column */
    REPROMPT_EMPTY,
    REPROMPT_CUT_SHORT,
    REPROMPT_REFUSED,
    REPROMPT_FILTERED,
    REPROMPT_LETTER,       /* last */
    REPROMPT_REPLY,        /* the name of the whole in reasons: "the reply", "the reply.hours" */
    REPROMPT_WRONG_TYPE,   /* what, type; `what` is its place in the reply, in all of them */
    REPROMPT_TOO_LOW,      /* what, least, found */
    REPROMPT_TOO_HIGH,     /* what, most, found */
    REPROMPT_WRONG_LENGTH, /* what, found, least, most: elements of a list */
    REPROMPT_WRONG_SIZE,   /* the same: characters of a text */
    REPROMPT_OTHER_VALUE,  /* what, values */
    REPROMPT_LACKS_KEY,    /* what, key */
    REPROMPT_UNWANTED_KEY, /* what, key */
    REPROMPT_NUM_PARTS
};

enum status reprompt_words_load(struct prompt **words, const char *folder,
                                struct error *err) MUST_CHECK;

#endif
