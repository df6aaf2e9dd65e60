/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/outbox.h: the exchanges of a round, and their bodies.  Together these are as large as all prompts, so only those
 * are there that are under way or about to leave. */
#ifndef FISC_LLM_OUTBOX_H
#define FISC_LLM_OUTBOX_H

#include "llm/chat_mold.h"
#include "llm/transport.h"

struct outbox {
    const struct chat_mold *mold;
    const struct prompt *reprompt_words;
    const struct llm_request *requests;
    const struct llm_reply *replies; /* of the round before: what is complained of */
    size_t count;
    size_t *index;             /* [count] which request each is */
    struct exchange *exchange; /* [count] */
    size_t num_written;        /* behind the last whose body was there once */
};

/* Room for `count`, of which index and key are to be filled. */
enum status outbox_open(struct outbox *outbox, size_t count, struct error *err) MUST_CHECK;
void outbox_close(struct outbox *outbox);

/* Body k is there, also of a request that was given up. */
enum status outbox_write(struct outbox *outbox, size_t k, struct error *err) MUST_CHECK;
void outbox_drop(struct outbox *outbox, size_t k);

#endif
