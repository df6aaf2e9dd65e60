/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/journal_read.c: journal_read(): header and records up to the end or to where it was torn. */
#include "base/journal_read.h"

#include "base/journal_reader.h"

#include <xxhash.h>

#include <stdlib.h>
#include <string.h>

/* Nothing of the file was changed, and what can be had of it is had by salvaging. */
static enum status is_damaged(const struct journal_reader *reader, uint64_t at, uint64_t number,
                              struct error *err)
{
    return error_set(err, STATUS_INVALID_INPUT,
                     "%s: damaged at byte %llu of %llu, in record %llu; nothing was changed: "
                     "'fisc salvage' writes what is whole into new files",
                     reader->path, (unsigned long long)at, (unsigned long long)reader->size,
                     (unsigned long long)number);
}

static enum status is_no_journal(const struct journal_reader *reader, uint64_t at,
                                 struct error *err)
{
    return error_set(err, STATUS_INVALID_INPUT,
                     "%s: this is no journal of fisc, or its header is damaged, at byte %llu of "
                     "%llu; nothing was changed",
                     reader->path, (unsigned long long)at, (unsigned long long)reader->size);
}

/* The header of another version; or is it this version's, and only the number is damaged? */
static enum status check_version(const struct journal_reader *reader,
                                 const struct journal_piece *piece, bool is_whole,
                                 struct error *err)
{
    const uint32_t own = JOURNAL_FORMAT_VERSION;
    uint32_t version;

    memcpy(&version, reader->buffer + JOURNAL_MAGIC_BYTES, sizeof version);
    if (version == own)
        return STATUS_OK;
    if (is_whole) {
        uint64_t stored;
        const size_t bytes = piece->head_bytes + (size_t)piece->length;

        memcpy(reader->buffer + JOURNAL_MAGIC_BYTES, &own, sizeof own);
        const uint64_t hash = XXH3_64bits(reader->buffer, bytes);

        if (fseeko(reader->stream, (off_t)bytes, SEEK_SET) == 0 &&
            fread(&stored, sizeof stored, 1, reader->stream) == 1 && stored == hash)
            return is_no_journal(reader, JOURNAL_MAGIC_BYTES, err);
    }
    return error_set(err, STATUS_CONFIG_CONFLICT,
                     "%s: format version %u, and this fisc reads version %d: use the %s fisc "
                     "that wrote it",
                     reader->path, version, JOURNAL_FORMAT_VERSION,
                     version > own ? "newer" : "older");
}

/* Does the file begin as a journal does, or as one that was cut and filled up with zeros? */
static enum status check_magic(struct journal_reader *reader, struct error *err)
{
    char begin[JOURNAL_HEADER_HEAD] = JOURNAL_MAGIC;
    const size_t length = reader->size < sizeof begin ? (size_t)reader->size : sizeof begin;
    size_t same = 0;

    if (fread(begin, 1, length, reader->stream) != length)
        return error_set_errno(err, STATUS_IO, "%s: cannot be read at byte 0", reader->path);
    reader->position = length;
    while (same < JOURNAL_MAGIC_BYTES && begin[same] == JOURNAL_MAGIC[same])
        same++;
    for (size_t k = same; same < JOURNAL_MAGIC_BYTES && k < length; k++)
        if (begin[k] != 0)
            return is_no_journal(reader, k, err);
    return STATUS_OK;
}

static enum status keep_header(struct journal_scan *scan, const struct journal_piece *piece,
                               struct error *err)
{
    char *const text = malloc((size_t)piece->length + 1);

    if (!text)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a journal's header");
    if (piece->length > 0)
        memcpy(text, piece->bytes + piece->head_bytes, piece->length);
    text[piece->length] = '\0';
    scan->header = text;
    scan->hash = scan->header_hash = piece->hash;
    scan->valid_bytes = scan->header_bytes =
        piece->head_bytes + (uint64_t)piece->length + JOURNAL_HASH_BYTES;
    return STATUS_OK;
}

/* No whole header: nothing was ever recorded. */
static enum status keep_empty(struct journal_scan *scan, const struct journal_reader *reader,
                              struct error *err)
{
    scan->header = strdup("");
    scan->is_empty = true;
    scan->dropped_bytes = reader->size;
    return scan->header ? STATUS_OK
                        : error_set(err, STATUS_NO_MEMORY, "no memory for a journal's header");
}

static enum status read_header(struct journal_scan *scan, struct journal_reader *reader,
                               struct error *err)
{
    struct journal_piece piece = {.head_bytes = JOURNAL_HEADER_HEAD};

    TRY(check_magic(reader, err));
    const enum journal_find found = journal_reader_next(reader, &piece, err);

    if (found == JOURNAL_PIECE_FAILED)
        return err->status;
    if (found == JOURNAL_PIECE_NONE || found == JOURNAL_PIECE_TORN)
        return keep_empty(scan, reader, err);
    TRY(check_version(reader, &piece, piece.bytes != NULL, err));
    reader->position = UINT64_MAX;
    if (found == JOURNAL_PIECE_DAMAGED)
        return is_no_journal(reader, JOURNAL_MAGIC_BYTES, err);
    return keep_header(scan, &piece, err);
}

static enum status read_records(struct journal_scan *scan, struct journal_reader *reader,
                                journal_visitor *visit, void *context, struct error *err)
{
    enum status status = STATUS_OK;

    while (!status) {
        struct journal_piece piece = {.at = scan->valid_bytes,
                                      .head_bytes = JOURNAL_RECORD_HEAD,
                                      .seed = scan->hash};
        uint32_t type;

        switch (journal_reader_next(reader, &piece, err)) {
        case JOURNAL_PIECE_NONE:
            return STATUS_OK;
        case JOURNAL_PIECE_TORN:
            scan->dropped_bytes = reader->size - scan->valid_bytes;
            return STATUS_OK;
        case JOURNAL_PIECE_DAMAGED:
            return is_damaged(reader, piece.at, scan->num_records + 1, err);
        case JOURNAL_PIECE_FAILED:
            return err->status;
        case JOURNAL_PIECE_GOOD:
            break;
        }
        memcpy(&type, piece.bytes + 4, sizeof type);
        scan->hash = piece.hash;
        scan->valid_bytes += JOURNAL_RECORD_HEAD + (uint64_t)piece.length + JOURNAL_HASH_BYTES;
        scan->num_records++;
        if (visit)
            status = visit(context, type, piece.bytes + JOURNAL_RECORD_HEAD, piece.length, err);
    }
    return status;
}

enum status journal_read(struct journal_scan *scan, const char *path, journal_visitor *visit,
                         void *context, struct error *err)
{
    struct journal_reader reader;
    struct error own = {0};

    *scan = (struct journal_scan){0};
    err = err ? err : &own;
    TRY(journal_reader_open(&reader, path, err));
    enum status status = read_header(scan, &reader, err);

    if (!status && !scan->is_empty)
        status = read_records(scan, &reader, visit, context, err);
    journal_reader_close(&reader);
    if (status)
        journal_scan_free(scan);
    return status;
}

void journal_scan_free(struct journal_scan *scan)
{
    free(scan->header);
    *scan = (struct journal_scan){0};
}
