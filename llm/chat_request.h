/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/chat_request.h: what is asked of a language model, whatever the server. */
#ifndef FISC_LLM_CHAT_REQUEST_H
#define FISC_LLM_CHAT_REQUEST_H

#include "llm/purpose.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cJSON;
struct text;

/* Writes what is asked whenever it is needed: of many requests all texts together are large.  Each time the same; several
 * threads may, for different ones. */
struct llm_late {
    void (*write)(void *context, size_t place, struct text *user);
    void *context;
};

struct llm_request {
    const char *system;      /* the same bytes for all who share it: servers keep its prefix */
    const char *user;        /* NULL: `late` writes it */
    const char *schema_name; /* [A-Za-z0-9_-]{1,64} */
    const char *schema;      /* JSON Schema that the reply must keep to; NULL: any text */
    int num_letters;         /* instead of a schema: one letter, A and so many on; 0: no */
    double temperature;
    int max_tokens;
    int top_logprobs; /* alternatives at each token; 0: none */
    uint64_t seed;    /* below 2^53 */
    uint32_t draw;    /* equal requests with different draws are asked, and kept, apart */
    /* What is neither sent nor part of the reply's name. */
    const struct cJSON *parsed_schema; /* NULL: `schema` is parsed anew for each reply */
    enum llm_purpose purpose;
    const char *
        deciding_key; /* "\"hours\"": probabilities are kept at its number alone; NULL: at all tokens */
    bool can_be_shorter; /* where the server has no room, the asker asks again with less */
    size_t who;          /* id of the worker asked, or 0 */
    const struct llm_late *late;
    size_t place; /* for `late` */
    int64_t step; /* when */
};

/* The same with its `user`, which is in `room` if it is written for this alone; to be freed behind it. */
struct llm_request chat_request_written(const struct llm_request *request, struct text *room);

#endif
