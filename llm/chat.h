/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/chat.h: one request to a model and one reply, as texts: the body of POST /chat/completions, the
 * canonical request that names it in stores, and what came back.  No sockets, no economics. */
#ifndef FISC_LLM_CHAT_H
#define FISC_LLM_CHAT_H

#include "base/text.h"
#include "llm/profile.h"

#include <stddef.h>
#include <stdint.h>

struct llm_request {
    const char *system; /* the same bytes for all who share it: servers keep its prefix */
    const char *user;
    const char *schema_name; /* [A-Za-z0-9_-]{1,64} */
    const char *schema;      /* JSON Schema that the reply must keep to; NULL: any text */
    int num_letters;         /* instead of a schema: one letter, A and so many on; 0: no */
    double temperature;
    int max_tokens;
    int top_logprobs; /* alternatives at each token; 0: none */
    uint64_t seed;    /* below 2^53 */
    uint32_t draw;    /* equal requests with different draws are asked, and kept, apart */
};

enum llm_outcome {
    LLM_USABLE,
    LLM_UNUSABLE, /* content breaks the schema, is empty, cut short or refused: ask again */
    LLM_BROKEN,   /* not a chat completion at all */
};

struct llm_reply {
    enum llm_outcome outcome;
    char *content;  /* of the last attempt; "" if there was none */
    char *logprobs; /* JSON [{"t": token, "top": [[token, log probability], ...]}, ...] or NULL */
    char *reason;   /* why it is not usable; NULL if it is */
    char *served_model;                                      /* NULL if not said */
    int64_t prompt_tokens, cached_tokens, completion_tokens; /* sums over attempts */
    int num_reasks;                                          /* attempts beyond the first */
};

void llm_reply_free(struct llm_reply *reply);

/* Body of the request.  `earlier` and `complaint` (both or neither NULL): an unusable answer and what
 * was wrong with it, appended at the end so that the prefix stays the same. */
void chat_write_body(struct text *body, const struct llm_profile *profile, const char *model,
                     const struct llm_request *request, const char *earlier, const char *complaint);

/* The request without what does not change a reply (address, key, spelling of fields): its SHA-256 is
 * the name of the reply. */
void chat_write_canonical(struct text *text, const struct llm_profile *profile, const char *model,
                          const struct llm_request *request);

enum { CHAT_KEY_BYTES = 32, CHAT_KEY_TEXT = 65 };
enum status chat_key(unsigned char key[CHAT_KEY_BYTES], const char *canonical, size_t length,
                     struct error *err) MUST_CHECK;

/* Read a body that came with status 200, and check its content against the request's schema.  Token
 * counts are added to what *reply has.  Never fails: what is wrong is in outcome and reason. */
void chat_read(struct llm_reply *reply, const struct llm_request *request, const char *body,
               size_t length);

enum { CHAT_CODE_ROOM = 64 };
/* The server's own words and its code ("insufficient_quota") in an error body, whatever its form,
 * shortened; "" if there are none. */
void chat_read_error(char *message, size_t capacity, char code[CHAT_CODE_ROOM], const char *body,
                     size_t length);

/* A reply as one line of JSON for journals and transcripts, and back. */
void chat_write_reply(struct text *line, const struct llm_reply *reply);
enum status chat_parse_reply(struct llm_reply *reply, const char *line, size_t length,
                             struct error *err) MUST_CHECK;

#endif
