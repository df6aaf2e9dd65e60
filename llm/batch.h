/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/batch.h: one round of a conversation: requests that share what is said first, how to answer and
 * what it is for, each with a question of its own.  A batch owns all its texts and replies.
 *
 *     TRY(llm_batch_create(&batch, &common, count, err));
 *     for (size_t k = 0; k < count; k++)
 *         llm_batch_set_take(batch, k, &(struct llm_question){.user = ..., .who = ..., .seed = ...});
 *     status = llm_batch_ask(batch, gateway, err);
 *     ... llm_reply_number(llm_batch_reply(batch, k), "hours", &hours) ...
 *     llm_batch_destroy(batch); */
#ifndef FISC_LLM_BATCH_H
#define FISC_LLM_BATCH_H

#include "llm/chat.h"

struct gateway;
struct llm_batch; /* opaque */

/* What one request has of its own. */
struct llm_question {
    struct text user;    /* handed over, also if it has failed */
    struct text system;  /* handed over; empty: that of the batch */
    bool can_be_shorter; /* llm/chat.h */
    size_t who;
    uint64_t seed;
};

/* `common` holds what all requests share; its texts are copied, `user`, `who` and `seed` are not read. */
enum status llm_batch_create(struct llm_batch **batch, const struct llm_request *common,
                             size_t count, struct error *err) MUST_CHECK;
void llm_batch_destroy(struct llm_batch *batch); /* NULL is fine */

/* Request k; several threads may set different ones. */
void llm_batch_set_take(struct llm_batch *batch, size_t k, const struct llm_question *question);

/* From so many questions on it is worth while not to have them all at once: 50 MB of texts. */
enum { LLM_BATCH_LARGE = 20000 };

/* Question k is what this writes, user and can_be_shorter alone, whenever it is needed: always the same, and several
 * threads for different ones.  All have been set, without a user. */
typedef void llm_batch_writer(void *context, size_t k, struct llm_question *question);
void llm_batch_write_late(struct llm_batch *batch, llm_batch_writer *writer, void *context);

/* All requests must be set.  An empty batch needs no gateway; else STATUS_INTERNAL without one, and
 * what gateway_ask() returns. */
enum status llm_batch_ask(struct llm_batch *batch, struct gateway *gateway,
                          struct error *err) MUST_CHECK;

/* Only requests which[count], which were set anew: their replies take the place of the earlier ones. */
enum status llm_batch_ask_again(struct llm_batch *batch, const size_t *which, size_t count,
                                struct gateway *gateway, struct error *err) MUST_CHECK;

size_t llm_batch_count(const struct llm_batch *batch);
const struct llm_request *llm_batch_request(const struct llm_batch *batch, size_t k);
/* Of a batch that was asked. */
const struct llm_reply *llm_batch_reply(const struct llm_batch *batch, size_t k);

#endif
