/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/journal.h"

#include "base/platform.h"

#include <xxhash.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char magic[8] = {'f', 'i', 's', 'c', 'j', 'n', 'l', '\n'};

enum { RECORD_HEAD = 8, RECORD_TAIL = 8, HEADER_HEAD = 16, BUFFER_BYTES = 1 << 18 };
static const double FLUSH_INTERVAL_S = 0.2;

struct journal {
    int file;
    char *path;
    uint64_t hash;
    double flushed_at;
    size_t used, capacity;
    char *buffer;
};

static enum status make(struct journal **journal, const char *path, int flags, struct error *err)
{
    struct journal *const made = calloc(1, sizeof *made);

    *journal = NULL;
    if (made) {
        made->file = -1;
        made->path = strdup(path);
        made->capacity = BUFFER_BYTES;
        made->buffer = malloc(made->capacity);
    }
    if (!made || !made->path || !made->buffer) {
        journal_close(made, NULL);
        return error_set(err, STATUS_NO_MEMORY, "no memory for a journal");
    }
    made->file = open(path, flags | O_WRONLY | O_CLOEXEC, 0666);
    if (made->file < 0) {
        error_set_errno(err, STATUS_CANNOT_CREATE, "%s: the journal cannot be opened for writing",
                        path);
        journal_close(made, NULL);
        return err ? err->status : STATUS_CANNOT_CREATE;
    }
    if (flock(made->file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        journal_close(made, NULL);
        return error_set(err, STATUS_CANNOT_CREATE, "%s: another fisc is writing this run", path);
    }
    made->flushed_at = platform_seconds();
    *journal = made;
    return STATUS_OK;
}

static enum status reserve(struct journal *journal, size_t bytes, struct error *err)
{
    if (journal->used + bytes <= journal->capacity)
        return STATUS_OK;
    const size_t capacity = 2 * (journal->used + bytes);
    char *const buffer = realloc(journal->buffer, capacity);

    if (!buffer)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a record of %zu bytes", bytes);
    journal->buffer = buffer;
    journal->capacity = capacity;
    return STATUS_OK;
}

static void put(struct journal *journal, const void *bytes, size_t length)
{
    if (length > 0)
        memcpy(journal->buffer + journal->used, bytes, length);
    journal->used += length;
}

enum status journal_create(struct journal **journal, const char *path, const char *header,
                           struct error *err)
{
    const uint32_t words[2] = {JOURNAL_FORMAT_VERSION, (uint32_t)strlen(header)};

    TRY(make(journal, path, O_CREAT | O_EXCL, err));
    enum status status = reserve(*journal, HEADER_HEAD + words[1] + RECORD_TAIL, err);

    if (!status) {
        put(*journal, magic, sizeof magic);
        put(*journal, words, sizeof words);
        put(*journal, header, words[1]);
        (*journal)->hash = XXH3_64bits((*journal)->buffer, (*journal)->used);
        put(*journal, &(*journal)->hash, RECORD_TAIL);
        status = journal_sync(*journal, err);
    }
    if (status) {
        journal_close(*journal, NULL);
        *journal = NULL;
    }
    return status;
}

/* Read exactly `length` bytes; 0 at the end of the file or where it is cut. */
static bool read_exactly(FILE *stream, void *bytes, size_t length)
{
    return length == 0 || fread(bytes, length, 1, stream) == 1;
}

static enum status damaged_header(const char *path, struct error *err)
{
    return error_set(err, STATUS_CONFIG_CONFLICT,
                     "%s: this is no journal of fisc, or its beginning is damaged: the run cannot "
                     "go on; start it again from its config",
                     path);
}

static enum status read_header(struct journal_scan *scan, FILE *stream, const char *path,
                               struct error *err)
{
    struct {
        char magic[8];
        uint32_t version, length;
    } head;
    uint64_t stored;

    if (!read_exactly(stream, &head, HEADER_HEAD) || memcmp(head.magic, magic, sizeof magic) != 0)
        return damaged_header(path, err);
    if (head.version != JOURNAL_FORMAT_VERSION)
        return error_set(err, STATUS_CONFIG_CONFLICT,
                         "%s: format version %u, and this fisc reads version %d: use the %s fisc "
                         "that wrote it",
                         path, head.version, JOURNAL_FORMAT_VERSION,
                         head.version > JOURNAL_FORMAT_VERSION ? "newer" : "older");
    if (head.length > JOURNAL_MAX_RECORD_BYTES)
        return damaged_header(path, err);
    char *const bytes = malloc(HEADER_HEAD + (size_t)head.length + 1);

    if (!bytes)
        return error_set(err, STATUS_NO_MEMORY, "%s: no memory for its header", path);
    memcpy(bytes, &head, HEADER_HEAD);
    if (!read_exactly(stream, bytes + HEADER_HEAD, head.length) ||
        !read_exactly(stream, &stored, sizeof stored) ||
        stored != XXH3_64bits(bytes, HEADER_HEAD + (size_t)head.length)) {
        free(bytes);
        return damaged_header(path, err);
    }
    memmove(bytes, bytes + HEADER_HEAD, head.length);
    bytes[head.length] = '\0';
    scan->header = bytes;
    scan->hash = stored;
    scan->valid_bytes = HEADER_HEAD + (uint64_t)head.length + RECORD_TAIL;
    scan->header_bytes = scan->valid_bytes;
    scan->header_hash = stored;
    return STATUS_OK;
}

/* The next record into *record (grown as needed); 0 where no good one follows. */
static bool next_record(const struct journal_scan *scan, FILE *stream, char **record,
                        size_t *capacity, uint32_t *length)
{
    uint32_t head[2];
    uint64_t stored;

    if (!read_exactly(stream, head, sizeof head) || head[0] > JOURNAL_MAX_RECORD_BYTES)
        return false;
    const size_t bytes = RECORD_HEAD + (size_t)head[0];

    if (bytes > *capacity) {
        char *const more = realloc(*record, 2 * bytes);

        if (!more)
            return false;
        *record = more;
        *capacity = 2 * bytes;
    }
    memcpy(*record, head, sizeof head);
    *length = head[0];
    return read_exactly(stream, *record + RECORD_HEAD, head[0]) &&
           read_exactly(stream, &stored, sizeof stored) &&
           stored == XXH3_64bits_withSeed(*record, bytes, scan->hash);
}

static enum status read_records(struct journal_scan *scan, FILE *stream, journal_visitor *visit,
                                void *context, struct error *err)
{
    enum status status = STATUS_OK;
    size_t capacity = 0;
    char *record = NULL;
    uint32_t length;

    while (!status && next_record(scan, stream, &record, &capacity, &length)) {
        uint32_t type;

        memcpy(&type, record + 4, sizeof type);
        scan->hash = XXH3_64bits_withSeed(record, RECORD_HEAD + (size_t)length, scan->hash);
        scan->valid_bytes += RECORD_HEAD + (uint64_t)length + RECORD_TAIL;
        scan->num_records++;
        if (visit)
            status = visit(context, type, record + RECORD_HEAD, length, err);
    }
    free(record);
    return status;
}

enum status journal_read(struct journal_scan *scan, const char *path, journal_visitor *visit,
                         void *context, struct error *err)
{
    struct stat found;

    *scan = (struct journal_scan){0};
    FILE *const stream = fopen(path, "rb");

    if (!stream)
        return error_set_errno(err, STATUS_MISSING_INPUT, "%s: cannot be opened", path);
    enum status status = read_header(scan, stream, path, err);

    if (!status)
        status = read_records(scan, stream, visit, context, err);
    if (!status && fstat(fileno(stream), &found) == 0 &&
        (uint64_t)found.st_size > scan->valid_bytes)
        scan->dropped_bytes = (uint64_t)found.st_size - scan->valid_bytes;
    fclose(stream);
    if (status)
        journal_scan_free(scan);
    return status;
}

void journal_scan_free(struct journal_scan *scan)
{
    free(scan->header);
    *scan = (struct journal_scan){0};
}

enum status journal_open(struct journal **journal, const char *path, uint64_t valid_bytes,
                         uint64_t hash, struct error *err)
{
    TRY(make(journal, path, 0, err));
    (*journal)->hash = hash;
    if (ftruncate((*journal)->file, (off_t)valid_bytes) == 0 &&
        lseek((*journal)->file, (off_t)valid_bytes, SEEK_SET) >= 0)
        return STATUS_OK;
    error_set_errno(err, STATUS_IO, "%s: its torn end cannot be cut off", path);
    journal_close(*journal, NULL);
    *journal = NULL;
    return STATUS_IO;
}

enum status journal_flush(struct journal *journal, struct error *err)
{
    size_t done = 0;

    while (done < journal->used) {
        const ssize_t written = write(journal->file, journal->buffer + done, journal->used - done);

        if (written < 0 && errno != EINTR) {
            memmove(journal->buffer, journal->buffer + done, journal->used - done);
            journal->used -= done;
            return error_set_errno(err, STATUS_IO, "%s: cannot be written", journal->path);
        }
        done += written > 0 ? (size_t)written : 0;
    }
    journal->used = 0;
    journal->flushed_at = platform_seconds();
    return STATUS_OK;
}

enum status journal_sync(struct journal *journal, struct error *err)
{
    TRY(journal_flush(journal, err));
    if (fdatasync(journal->file) != 0 && errno != EINVAL && errno != EROFS)
        return error_set_errno(err, STATUS_IO, "%s: cannot be written to the disk", journal->path);
    return STATUS_OK;
}

enum status journal_append(struct journal *journal, uint32_t type, const void *payload,
                           size_t length, struct error *err)
{
    const uint32_t head[2] = {(uint32_t)length, type};

    if (length > JOURNAL_MAX_RECORD_BYTES)
        return error_set(err, STATUS_INTERNAL, "a record of %zu bytes is too long", length);
    TRY(reserve(journal, RECORD_HEAD + length + RECORD_TAIL, err));
    const char *const record = journal->buffer + journal->used;

    put(journal, head, sizeof head);
    put(journal, payload, length);
    journal->hash = XXH3_64bits_withSeed(record, RECORD_HEAD + length, journal->hash);
    put(journal, &journal->hash, RECORD_TAIL);
    if (journal->used >= BUFFER_BYTES ||
        platform_seconds() - journal->flushed_at > FLUSH_INTERVAL_S)
        return journal_flush(journal, err);
    return STATUS_OK;
}

uint64_t journal_hash(const struct journal *journal)
{
    return journal->hash;
}

enum status journal_close(struct journal *journal, struct error *err)
{
    enum status status = STATUS_OK;

    if (!journal)
        return STATUS_OK;
    if (journal->file >= 0) {
        status = journal_flush(journal, err);
        if (close(journal->file) != 0 && !status)
            status = error_set_errno(err, STATUS_IO, "%s: cannot be closed", journal->path);
    }
    free(journal->buffer);
    free(journal->path);
    free(journal);
    return status;
}
