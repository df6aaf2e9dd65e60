/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/named.h: the requests of a batch by their names: those that are equal stand side by side. */
#ifndef FISC_LLM_NAMED_H
#define FISC_LLM_NAMED_H

#include "llm/chat_mold.h"

struct named {
    unsigned char key[CHAT_KEY_BYTES];
    size_t index; /* of the request */
};

/* named[count], sorted by key, then index. */
enum status named_write(struct named *named, const struct chat_mold *mold,
                        const struct llm_request *requests, size_t count,
                        struct error *err) MUST_CHECK;

/* Is none before it that is equal? */
bool named_is_first(const struct named *named, size_t k);

#endif
