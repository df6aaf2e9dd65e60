/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/chat_error.h: what a server said instead of a chat completion, whatever its form: an object, a list of
 * one, flat or nested, with status 200 or another. */
#ifndef FISC_LLM_CHAT_ERROR_H
#define FISC_LLM_CHAT_ERROR_H

#include <stdbool.h>
#include <stddef.h>

struct cJSON;

/* Words are long enough to be searched for a key before they are cut: half a key would not be found. */
enum { CHAT_CODE_ROOM = 64, CHAT_ERROR_ROOM = 16384 };

struct chat_error {
    bool is_one;                   /* something was wrong; else all else is empty */
    char message[CHAT_ERROR_ROOM]; /* the server's own words; "" if there are none */
    char code[CHAT_CODE_ROOM], type[CHAT_CODE_ROOM]; /* "insufficient_quota"; "" if not said */
    char param[CHAT_CODE_ROOM];                      /* what it complains of: "prompt" */
    long status;   /* an HTTP status that stands in the body; 0: none */
    double wait_s; /* what it asks to wait, in a RetryInfo or in its words; negative: not said */
};

/* Is it about this one prompt, so that others may do? */
enum chat_unfit {
    CHAT_FIT,
    CHAT_TOO_LONG,  /* no room for it in the context */
    CHAT_REFUSED,   /* by a filter, or as it is */
    CHAT_NO_ANSWER, /* the model's answer was no JSON, as the server itself found */
};
enum chat_unfit chat_error_unfit(const struct chat_error *error, long http_status);

/* Nothing is wrong.  Not all of its bytes are touched: there are many, and it is called for each reply. */
void chat_error_clear(struct chat_error *error);
/* Of the body of an error. */
void chat_error_read(struct chat_error *error, const char *body, size_t length);
/* The same of a body that is parsed. */
void chat_error_read_parsed(struct chat_error *error, const struct cJSON *root);
/* Of a body that is no chat completion and says no error either: why, and how it begins. */
void chat_error_describe(struct chat_error *error, const char *why, const char *body,
                         size_t length);

#endif
