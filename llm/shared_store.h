/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/shared_store.h: replies that many processes share, in a folder, by the SHA-256 of what was
 * asked.  A cache: a run's own folder holds all that it needs.  Two kinds behind one interface:
 * `sqlite`, one database in WAL mode, for file systems of this machine; `segments`, one journal for
 * each process that writes, for any other, where locks cannot be trusted.  Not thread-safe. */
#ifndef FISC_LLM_SHARED_STORE_H
#define FISC_LLM_SHARED_STORE_H

#include "base/text.h"
#include "llm/chat.h"

#include <stdbool.h>
#include <stdint.h>

struct shared_store;

/* `kind`: "sqlite", "segments", or "auto": sqlite where the folder's file system is known to belong to
 * this machine.  The folder is made if it is missing. */
enum status shared_store_open(struct shared_store **store, const char *folder, const char *kind,
                              struct error *err) MUST_CHECK;
void shared_store_close(struct shared_store *store);

/* See what other processes have added since; call it once before many find()s. */
enum status shared_store_refresh(struct shared_store *store, struct error *err) MUST_CHECK;

/* Appends the reply to *line if *found.  A reply whose checksum is wrong is not found, and counted. */
enum status shared_store_find(struct shared_store *store, const unsigned char key[CHAT_KEY_BYTES],
                              struct text *line, bool *found, struct error *err) MUST_CHECK;

/* The first reply to a request is the one that stays, save that an answer replaces one that cannot be used. */
enum status shared_store_add(struct shared_store *store, const unsigned char key[CHAT_KEY_BYTES],
                             const char *line, size_t length, struct error *err) MUST_CHECK;

/* Force what was added to the disk. */
enum status shared_store_sync(struct shared_store *store, struct error *err) MUST_CHECK;

/* "sqlite" or "segments". */
const char *shared_store_kind(const struct shared_store *store);
uint64_t shared_store_num_damaged(const struct shared_store *store);
/* Under what name a store that was damaged as a whole was set aside, and a new one begun; NULL: none was. */
const char *shared_store_set_aside(const struct shared_store *store);

#endif
