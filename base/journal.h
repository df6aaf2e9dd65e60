/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/journal.h: an append-only file of records, the truth of a run.  A crash leaves at most a torn
 * end: the last record cut, or zeros where the file system had promised room.  It is cut off when the
 * journal is opened again.  Anything else that is not as it was written is damage, which is found,
 * because each record carries a hash over itself and the hash of the record before: then nothing is
 * changed, and base/journal_salvage.h can take what is whole into a new file.
 *
 *   header: magic "fiscjnl\n", u32 format version, u32 length, that many bytes of text, u64 hash
 *   record: u32 length of the payload, u32 type, payload, u64 XXH3-64(seed: hash before; the rest)
 *
 * All numbers are little-endian.  Records hold no times and no word about interruptions, so that a
 * run that was killed and resumed leaves the same bytes as one that was not. */
#ifndef FISC_BASE_JOURNAL_H
#define FISC_BASE_JOURNAL_H

#include "base/journal_read.h"

struct journal; /* open for appending */

/* A new file, which gets its name when its header is on the disk; one that holds nothing (is_empty) is
 * replaced.  STATUS_CANNOT_CREATE if there is another one. */
enum status journal_create(struct journal **journal, const char *path, const char *header,
                           struct error *err) MUST_CHECK;

/* Go on after a scan: cuts off what is not valid.  `valid_bytes` may also be an earlier end of a
 * record, with the hash there.  STATUS_CANNOT_CREATE if another process is writing it. */
enum status journal_open(struct journal **journal, const char *path, uint64_t valid_bytes,
                         uint64_t hash, struct error *err) MUST_CHECK;

/* STATUS_CANNOT_CREATE if another process is writing the journal; no journal is fine. */
enum status journal_check_free(const char *path, struct error *err) MUST_CHECK;

/* Another name for an open journal; a file that has it is replaced. */
enum status journal_rename(struct journal *journal, const char *path, struct error *err) MUST_CHECK;

/* STATUS_IO if the journal is not what its name stands for any more: somebody replaced or removed it, and
 * what belongs to it must not be written over what belongs to another. */
enum status journal_check_name(const struct journal *journal, struct error *err) MUST_CHECK;

/* Records wait in memory until there are many or some time has passed. */
enum status journal_append(struct journal *journal, uint32_t type, const void *payload,
                           size_t length, struct error *err) MUST_CHECK;
enum status journal_flush(struct journal *journal, struct error *err) MUST_CHECK;
/* Flush and begin to bring it to the disk; journal_sync() waits for the rest. */
enum status journal_begin_sync(struct journal *journal, struct error *err) MUST_CHECK;
/* Flush and force to the disk. */
enum status journal_sync(struct journal *journal, struct error *err) MUST_CHECK;

uint64_t journal_hash(const struct journal *journal);

/* Flushes; NULL is fine. */
enum status journal_close(struct journal *journal, struct error *err);

#endif
