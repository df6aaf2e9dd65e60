/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/journal.h: an append-only file of records, the truth of a run.  A crash leaves at most a torn
 * end, which is cut off when the journal is opened again; any damage is found, because each record
 * carries a hash over itself and the hash of the record before.
 *
 *   header: magic "fiscjnl\n", u32 format version, u32 length, that many bytes of text, u64 hash
 *   record: u32 length of the payload, u32 type, payload, u64 XXH3-64(seed: hash before; the rest)
 *
 * All numbers are little-endian.  Records hold no times and no word about interruptions, so that a
 * run that was killed and resumed leaves the same bytes as one that was not. */
#ifndef FISC_BASE_JOURNAL_H
#define FISC_BASE_JOURNAL_H

#include "base/error.h"

#include <stdint.h>

enum { JOURNAL_FORMAT_VERSION = 1, JOURNAL_MAX_RECORD_BYTES = 1 << 26 };

struct journal; /* open for appending */

/* A new file; STATUS_CANNOT_CREATE if there is one already. */
enum status journal_create(struct journal **journal, const char *path, const char *header,
                           struct error *err) MUST_CHECK;

/* What a reader sees of each record, in order.  A status other than STATUS_OK stops reading. */
typedef enum status journal_visitor(void *context, uint32_t type, const void *payload,
                                    size_t length, struct error *err);

struct journal_scan {
    char *header;                       /* text, owned */
    uint64_t header_bytes, header_hash; /* where records begin */
    uint64_t valid_bytes;   /* length of the file up to the end of the last good record */
    uint64_t dropped_bytes; /* what follows: a torn or damaged end */
    uint64_t hash;          /* of the last good record: one number for the whole content */
    uint64_t num_records;
};

/* Read header and good records.  STATUS_CONFIG_CONFLICT for another format version or a damaged
 * header, STATUS_MISSING_INPUT if there is no such file.  `visit` may be NULL. */
enum status journal_read(struct journal_scan *scan, const char *path, journal_visitor *visit,
                         void *context, struct error *err) MUST_CHECK;
void journal_scan_free(struct journal_scan *scan);

/* Go on after a scan: cuts off what is not valid.  `valid_bytes` may also be an earlier end of a
 * record, with the hash there.  STATUS_CANNOT_CREATE if another process is writing it. */
enum status journal_open(struct journal **journal, const char *path, uint64_t valid_bytes,
                         uint64_t hash, struct error *err) MUST_CHECK;

/* Records wait in memory until there are many or some time has passed. */
enum status journal_append(struct journal *journal, uint32_t type, const void *payload,
                           size_t length, struct error *err) MUST_CHECK;
enum status journal_flush(struct journal *journal, struct error *err) MUST_CHECK;
/* Flush and force to the disk. */
enum status journal_sync(struct journal *journal, struct error *err) MUST_CHECK;

uint64_t journal_hash(const struct journal *journal);

/* Flushes; NULL is fine. */
enum status journal_close(struct journal *journal, struct error *err);

#endif
