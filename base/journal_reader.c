/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/journal_reader.c: one header or record of a journal after the other, and what it means where
 * there is no good one: the end, a torn end, damage, or a file that cannot be read. */
#include "base/journal_reader.h"

#include <xxhash.h>

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BLOCK_BYTES = 1 << 16, WINDOW_BYTES = 1 << 27 };
/* A file made so that every byte begins a long record would be hashed for years. */
static const uint64_t MOST_HASHED_BYTES = (uint64_t)1 << 36;

enum status journal_reader_open(struct journal_reader *reader, const char *path, struct error *err)
{
    struct stat found;

    *reader = (struct journal_reader){.stream = fopen(path, "rb"), .path = path};
    if (!reader->stream)
        return error_set_errno(err, STATUS_MISSING_INPUT, "%s: cannot be opened", path);
    if (fstat(fileno(reader->stream), &found) == 0 && S_ISREG(found.st_mode)) {
        reader->size = (uint64_t)found.st_size;
        return STATUS_OK;
    }
    journal_reader_close(reader);
    return error_set(err, STATUS_INVALID_INPUT, "%s: a journal is a file, and this is none", path);
}

void journal_reader_close(struct journal_reader *reader)
{
    if (reader->stream)
        fclose(reader->stream);
    free(reader->buffer);
    *reader = (struct journal_reader){0};
}

/* The file is as long as that, so anything else is a fault. */
static enum status read_bytes(struct journal_reader *reader, uint64_t at, void *bytes,
                              size_t length, struct error *err)
{
    errno = 0;
    const bool is_placed =
        reader->position == at || fseeko(reader->stream, (off_t)at, SEEK_SET) == 0;
    const size_t got = is_placed ? fread(bytes, 1, length, reader->stream) : 0;

    const uint64_t end = at + got;

    reader->position = end;
    if (got == length)
        return STATUS_OK;
    clearerr(reader->stream);
    reader->position = UINT64_MAX;
    return errno ? error_set_errno(err, STATUS_IO, "%s: cannot be read at byte %llu", reader->path,
                                   (unsigned long long)end)
                 : error_set(err, STATUS_IO, "%s: ends at byte %llu while it is read", reader->path,
                             (unsigned long long)end);
}

static enum status reserve(struct journal_reader *reader, size_t bytes, uint64_t at,
                           struct error *err)
{
    if (bytes <= reader->capacity)
        return STATUS_OK;
    char *const more = realloc(reader->buffer, 2 * bytes);

    if (!more)
        return error_set(err, STATUS_NO_MEMORY, "%s: no memory for %zu bytes at byte %llu",
                         reader->path, bytes, (unsigned long long)at);
    reader->buffer = more;
    reader->capacity = 2 * bytes;
    return STATUS_OK;
}

static uint32_t length_in(const char *head, size_t head_bytes)
{
    uint32_t length;

    memcpy(&length, head + (head_bytes == JOURNAL_HEADER_HEAD ? 12 : 0), sizeof length);
    return length;
}

/* ---- what a bad piece is ----------------------------------------------------------------------- */

/* Where the zeros begin with which the file ends. */
static enum status find_last_zeros(struct journal_reader *reader, uint64_t *at, struct error *err)
{
    char block[BLOCK_BYTES];

    for (*at = reader->size; *at > 0;) {
        const size_t length = *at < BLOCK_BYTES ? (size_t)*at : BLOCK_BYTES;
        size_t kept = length;

        TRY(read_bytes(reader, *at - length, block, length, err));
        while (kept > 0 && block[kept - 1] == 0)
            kept--;
        *at -= length - kept;
        if (kept > 0)
            return STATUS_OK;
    }
    return STATUS_OK;
}

/* It says that it is longer than the file: was it cut, or is only its length wrong? */
static enum status is_only_its_length_wrong(struct journal_reader *reader,
                                            const struct journal_piece *piece, bool *is_wrong,
                                            struct error *err)
{
    const uint64_t left = reader->size - piece->at;
    const size_t place = piece->head_bytes == JOURNAL_HEADER_HEAD ? 12 : 0;
    struct journal_piece after;
    uint64_t stored;

    *is_wrong = false;
    if (left < piece->head_bytes + JOURNAL_HASH_BYTES)
        return STATUS_OK;
    const uint64_t length = left - piece->head_bytes - JOURNAL_HASH_BYTES;
    const uint32_t right = (uint32_t)length;

    if (length <= JOURNAL_MAX_RECORD_BYTES) { /* as if it were the last one, and whole */
        TRY(reserve(reader, (size_t)left, piece->at, err));
        TRY(read_bytes(reader, piece->at, reader->buffer, (size_t)left, err));
        memcpy(reader->buffer + place, &right, sizeof right);
        memcpy(&stored, reader->buffer + left - JOURNAL_HASH_BYTES, sizeof stored);
        *is_wrong = stored == XXH3_64bits_withSeed(reader->buffer,
                                                   (size_t)left - JOURNAL_HASH_BYTES, piece->seed);
    }
    if (*is_wrong)
        return STATUS_OK;
    TRY(journal_reader_resynchronise(reader, piece->at + piece->head_bytes, &after, err));
    *is_wrong = after.at < reader->size;
    return STATUS_OK;
}

/* No good piece stands at piece->at. */
static enum journal_find judge(struct journal_reader *reader, const struct journal_piece *piece,
                               struct error *err)
{
    const uint64_t hash_at = piece->at + piece->head_bytes + piece->length;
    uint64_t zeros_at = 0;
    bool is_wrong = false;

    if (find_last_zeros(reader, &zeros_at, err))
        return JOURNAL_PIECE_FAILED;
    if (zeros_at <= piece->at || reader->size - piece->at < piece->head_bytes)
        return JOURNAL_PIECE_TORN;
    if (piece->length > JOURNAL_MAX_RECORD_BYTES)
        return JOURNAL_PIECE_DAMAGED;
    if (hash_at + JOURNAL_HASH_BYTES > reader->size) {
        if (is_only_its_length_wrong(reader, piece, &is_wrong, err))
            return JOURNAL_PIECE_FAILED;
        return is_wrong ? JOURNAL_PIECE_DAMAGED : JOURNAL_PIECE_TORN;
    }
    /* Cut, and the file system filled up with zeros what it had promised room for. */
    if (zeros_at <= hash_at)
        return JOURNAL_PIECE_TORN;
    if (zeros_at < hash_at + JOURNAL_HASH_BYTES) {
        char stored[JOURNAL_HASH_BYTES];

        if (read_bytes(reader, hash_at, stored, sizeof stored, err))
            return JOURNAL_PIECE_FAILED;
        if (memcmp(stored, &piece->hash, (size_t)(zeros_at - hash_at)) == 0)
            return JOURNAL_PIECE_TORN;
    }
    return JOURNAL_PIECE_DAMAGED;
}

/* ---- reading ----------------------------------------------------------------------------------- */

/* Head and payload into the buffer, and the hash that stands behind them. */
static enum status read_piece(struct journal_reader *reader, struct journal_piece *piece,
                              uint64_t *stored, struct error *err)
{
    const size_t bytes = piece->head_bytes + (size_t)piece->length;

    TRY(reserve(reader, bytes, piece->at, err));
    TRY(read_bytes(reader, piece->at + piece->head_bytes, reader->buffer + piece->head_bytes,
                   piece->length, err));
    TRY(read_bytes(reader, piece->at + bytes, stored, sizeof *stored, err));
    piece->hash = XXH3_64bits_withSeed(reader->buffer, bytes, piece->seed);
    piece->bytes = reader->buffer;
    return STATUS_OK;
}

enum journal_find journal_reader_next(struct journal_reader *reader, struct journal_piece *piece,
                                      struct error *err)
{
    const uint64_t left = reader->size - piece->at;
    uint64_t stored = 0;

    piece->length = 0;
    if (left == 0)
        return JOURNAL_PIECE_NONE;
    if (left < piece->head_bytes)
        return judge(reader, piece, err);
    if (reserve(reader, BLOCK_BYTES, piece->at, err) ||
        read_bytes(reader, piece->at, reader->buffer, piece->head_bytes, err))
        return JOURNAL_PIECE_FAILED;
    piece->length = length_in(reader->buffer, piece->head_bytes);
    if (piece->length > JOURNAL_MAX_RECORD_BYTES ||
        piece->head_bytes + (uint64_t)piece->length + JOURNAL_HASH_BYTES > left)
        return judge(reader, piece, err);
    if (read_piece(reader, piece, &stored, err))
        return JOURNAL_PIECE_FAILED;
    return stored == piece->hash ? JOURNAL_PIECE_GOOD : judge(reader, piece, err);
}

/* ---- finding the way again --------------------------------------------------------------------- */

/* Is there a good record at window[at]?  Before it stands the hash that its own starts from. */
static bool is_record_at(const char *window, size_t length, size_t at, uint64_t *hashed)
{
    uint64_t seed, stored;

    if (at + JOURNAL_RECORD_HEAD + JOURNAL_HASH_BYTES > length)
        return false;
    const uint32_t payload = length_in(window + at, JOURNAL_RECORD_HEAD);
    const size_t bytes = JOURNAL_RECORD_HEAD + (size_t)payload;

    if (payload > JOURNAL_MAX_RECORD_BYTES || at + bytes + JOURNAL_HASH_BYTES > length)
        return false;
    *hashed += bytes;
    memcpy(&seed, window + at - JOURNAL_HASH_BYTES, sizeof seed);
    memcpy(&stored, window + at + bytes, sizeof stored);
    return stored == XXH3_64bits_withSeed(window + at, bytes, seed);
}

enum status journal_reader_resynchronise(struct journal_reader *reader, uint64_t from,
                                         struct journal_piece *piece, struct error *err)
{
    uint64_t begin = from < JOURNAL_HASH_BYTES ? 0 : from - JOURNAL_HASH_BYTES;
    uint64_t hashed = 0;
    char *window = NULL;
    enum status status = STATUS_OK;

    *piece = (struct journal_piece){.at = reader->size, .head_bytes = JOURNAL_RECORD_HEAD};
    while (!status && piece->at == reader->size && begin < reader->size) {
        const uint64_t left = reader->size - begin;
        const bool is_last = left <= WINDOW_BYTES + (uint64_t)BLOCK_BYTES;
        const size_t length = is_last ? (size_t)left : WINDOW_BYTES + BLOCK_BYTES;
        char *const room = window ? window : malloc(length);

        if (!room)
            return error_set(err, STATUS_NO_MEMORY,
                             "%s: no memory to look for records from byte %llu", reader->path,
                             (unsigned long long)begin);
        window = room;
        status = read_bytes(reader, begin, window, length, err);
        /* The window is longer than two records: the first half holds none that leaves it. */
        const size_t end = is_last ? length : WINDOW_BYTES / 2;

        for (size_t at = JOURNAL_HASH_BYTES; !status && at < end + JOURNAL_HASH_BYTES; at++) {
            if (is_record_at(window, length, at, &hashed)) {
                memcpy(&piece->seed, window + at - JOURNAL_HASH_BYTES, sizeof piece->seed);
                piece->at = begin + at;
                break;
            }
            if (hashed > MOST_HASHED_BYTES)
                status = error_set(err, STATUS_INVALID_INPUT,
                                   "%s: damaged from byte %llu on, and what follows cannot be told "
                                   "from records in reasonable time",
                                   reader->path, (unsigned long long)from);
        }
        begin += end;
    }
    free(window);
    return status;
}
