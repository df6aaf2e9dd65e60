/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/reply_store.h: replies by the SHA-256 of what was asked.  On disk a log of replies is a journal
 * (base/journal.h); a record is 32 bytes of key, then the reply as JSON (llm/chat.h); its type says
 * whether this run asked for it or had it from elsewhere; records of a third type hold what was paid for
 * no reply.  A log is written by one process and read by any number.  Not thread-safe. */
#ifndef FISC_LLM_REPLY_STORE_H
#define FISC_LLM_REPLY_STORE_H

#include "llm/chat.h"

#include <stdbool.h>

enum { REPLY_RECORD_ASKED = 1, REPLY_RECORD_ADOPTED = 2, REPLY_RECORD_COST = 3 };

struct reply_store;

enum status reply_store_create(struct reply_store **store, struct error *err) MUST_CHECK;
void reply_store_destroy(struct reply_store *store);

/* Take in what a log holds.  A torn end is left out (*dropped_bytes); a damaged log is an error, as
 * base/journal.h says.  `is_own`: it is the log that reply_store_open_log() will go on with. */
enum status reply_store_read(struct reply_store *store, const char *path, bool is_own,
                             uint64_t *dropped_bytes, struct error *err) MUST_CHECK;
/* From now on, append to this log, the only one; it is made, or gone on with after its last whole
 * record. */
enum status reply_store_open_log(struct reply_store *store, const char *path, const char *header,
                                 struct error *err) MUST_CHECK;

/* True, and *line (valid until the store ends), if there is a reply. */
bool reply_store_find(const struct reply_store *store, const unsigned char key[CHAT_KEY_BYTES],
                      const char **line, size_t *length);

/* Is it in this run's own log? */
bool reply_store_is_own(const struct reply_store *store, const unsigned char key[CHAT_KEY_BYTES]);

/* A reply that came from elsewhere is used: the log gets it too. */
enum status reply_store_adopt(struct reply_store *store, const unsigned char key[CHAT_KEY_BYTES],
                              struct error *err) MUST_CHECK;

enum status reply_store_adopt_all(struct reply_store *store, struct error *err) MUST_CHECK;

/* Keep a reply that came from a server, here and in the log; it has left the process when this returns. */
enum status reply_store_add(struct reply_store *store, const unsigned char key[CHAT_KEY_BYTES],
                            const char *line, size_t length, struct error *err) MUST_CHECK;

/* Take in one reply of a transcript or a shared store; it goes to no log before it is adopted. */
enum status reply_store_put(struct reply_store *store, const unsigned char key[CHAT_KEY_BYTES],
                            const char *line, size_t length, struct error *err) MUST_CHECK;

typedef void reply_visitor(void *context, const unsigned char key[CHAT_KEY_BYTES], const char *line,
                           size_t length);
/* All replies, in the order of their keys. */
enum status reply_store_visit(const struct reply_store *store, reply_visitor *visitor,
                              void *context, struct error *err) MUST_CHECK;

enum status reply_store_sync(struct reply_store *store, struct error *err) MUST_CHECK;
/* What the replies (that this run asked for itself) cost: requests (with reprompts), tokens. */
struct reply_costs {
    double requests, prompt_tokens, completion_tokens;
};
/* What was paid for none of them; part of what this run asked for itself. */
enum status reply_store_add_cost(struct reply_store *store, const struct reply_costs *more,
                                 struct error *err) MUST_CHECK;
struct reply_costs reply_store_costs(const struct reply_store *store, bool only_asked);
size_t reply_store_count(const struct reply_store *store);

#endif
