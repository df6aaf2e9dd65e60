/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/journal_read.h: a journal (base/journal.h) is read. */
#ifndef FISC_BASE_JOURNAL_READ_H
#define FISC_BASE_JOURNAL_READ_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

/* What a reader sees of each record, in order.  A status other than STATUS_OK stops reading. */
typedef enum status journal_visitor(void *context, uint32_t type, const void *payload,
                                    size_t length, struct error *err);

struct journal_scan {
    char *header;                       /* text, owned */
    uint64_t header_bytes, header_hash; /* where records begin */
    uint64_t valid_bytes;   /* length of the file up to the end of the last good record */
    uint64_t dropped_bytes; /* what follows: a torn end */
    uint64_t hash;          /* of the last good record: one number for the whole content */
    uint64_t num_records;
    bool is_empty; /* of 0 bytes, or cut within its header: nothing was recorded, header is "" */
};

/* Read header and records.  STATUS_INVALID_INPUT names the byte where it is damaged, STATUS_IO where it
 * cannot be read; STATUS_CONFIG_CONFLICT is another format version, STATUS_MISSING_INPUT no such file.
 * Then `visit` has seen the records before.  It may be NULL. */
enum status journal_read(struct journal_scan *scan, const char *path, journal_visitor *visit,
                         void *context, struct error *err) MUST_CHECK;
void journal_scan_free(struct journal_scan *scan);

#endif
