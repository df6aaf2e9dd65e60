/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/journal_reader.h: the bytes of a journal (base/journal.h says which), and one header or record
 * after the other, for those who write, read and salvage it. */
#ifndef FISC_BASE_JOURNAL_READER_H
#define FISC_BASE_JOURNAL_READER_H

#include "base/error.h"

#include <stdint.h>
#include <stdio.h>

#define JOURNAL_MAGIC "fiscjnl\n"
enum {
    JOURNAL_FORMAT_VERSION = 1,
    JOURNAL_MAX_RECORD_BYTES = 1 << 26,
    JOURNAL_MAGIC_BYTES = 8,
    JOURNAL_HEADER_HEAD = 16, /* magic, version, length */
    JOURNAL_RECORD_HEAD = 8,  /* length, type */
    JOURNAL_HASH_BYTES = 8
};

/* A header or a record: a head that says how long the payload is, the payload, a hash over both. */
struct journal_piece {
    uint64_t at;       /* where it begins in the file */
    size_t head_bytes; /* JOURNAL_HEADER_HEAD or JOURNAL_RECORD_HEAD */
    uint64_t seed;     /* of its hash: that of the piece before; 0 for a header */
    uint32_t length;   /* of the payload */
    uint64_t hash;     /* over head and payload as they stand */
    const char *bytes; /* head and payload, valid until the next piece */
};

enum journal_find {
    JOURNAL_PIECE_GOOD,
    JOURNAL_PIECE_NONE,    /* the file ends here */
    JOURNAL_PIECE_TORN,    /* the last one, cut; or only zeros follow */
    JOURNAL_PIECE_DAMAGED, /* something stands here, and it is not what was written */
    JOURNAL_PIECE_FAILED,  /* the error says why */
};

struct journal_reader {
    FILE *stream;
    const char *path;
    uint64_t size; /* when it was opened: what a writer adds meanwhile is not seen */
    uint64_t position;
    char *buffer;
    size_t capacity;
};

enum status journal_reader_open(struct journal_reader *reader, const char *path,
                                struct error *err) MUST_CHECK;
void journal_reader_close(struct journal_reader *reader);

/* What stands at piece->at; fills in length, hash and bytes as far as they can be had. */
enum journal_find journal_reader_next(struct journal_reader *reader, struct journal_piece *piece,
                                      struct error *err);

/* The first good record that begins at `from` or later.  Each record is behind the hash that its own
 * hash starts from, so one can be known without those before it.  piece->at is the file's size if there
 * is none. */
enum status journal_reader_resynchronise(struct journal_reader *reader, uint64_t from,
                                         struct journal_piece *piece, struct error *err) MUST_CHECK;

#endif
