/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/known_replies.h: which replies need not be asked for: a run's own, and what other runs were told. */
#ifndef FISC_LLM_KNOWN_REPLIES_H
#define FISC_LLM_KNOWN_REPLIES_H

#include "llm/reply_store.h"
#include "llm/shared_store.h"

/* What another run was told counts here too, and is kept in this run's own record.  An answer that could
 * not be used is no answer of others' to us: the model is asked, save in a replay. */
enum status known_replies_take(struct reply_store *own, struct shared_store *shared,
                               const unsigned char key[CHAT_KEY_BYTES],
                               struct error *err) MUST_CHECK;

/* Of this run's own record everything counts that the model said, of others' what can be used. */
bool known_replies_find(const struct reply_store *own, bool is_replay,
                        const unsigned char key[CHAT_KEY_BYTES], const char **line, size_t *length);

#endif
