/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/known_replies.h"

enum status known_replies_take(struct reply_store *own, struct shared_store *shared,
                               const unsigned char key[CHAT_KEY_BYTES], struct error *err)
{
    struct text line = {0};
    bool found = false;
    enum status status = shared_store_find(shared, key, &line, &found, err);

    if (!status && found)
        status = reply_store_put(own, key, line.bytes, line.length, err);
    text_free(&line);
    return status;
}

bool known_replies_find(const struct reply_store *own, bool is_replay,
                        const unsigned char key[CHAT_KEY_BYTES], const char **line, size_t *length)
{
    if (!reply_store_find(own, key, line, length))
        return false;
    const enum llm_worth least =
        is_replay || reply_store_is_own(own, key) ? LLM_WORTH_INVALID : LLM_WORTH_ANSWER;

    return llm_reply_worth(*line, *length) >= least;
}
