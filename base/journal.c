/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/journal.h"

#include "base/file_lock.h"
#include "base/files.h"
#include "base/journal_reader.h"
#include "base/platform.h"
#include "base/temporary_file.h"

#include <xxhash.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER_BYTES = 1 << 18 };
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
    if (file_lock_take(made->file) == FILE_LOCK_TAKEN_BY_OTHER) {
        journal_close(made, NULL);
        return file_lock_refuse(path, err);
    }
    made->flushed_at = platform_coarse_seconds();
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

static enum status put_header(struct journal *journal, const char *header, struct error *err)
{
    const uint32_t words[2] = {JOURNAL_FORMAT_VERSION, (uint32_t)strlen(header)};

    TRY(reserve(journal, JOURNAL_HEADER_HEAD + words[1] + JOURNAL_HASH_BYTES, err));
    put(journal, JOURNAL_MAGIC, JOURNAL_MAGIC_BYTES);
    put(journal, words, sizeof words);
    put(journal, header, words[1]);
    journal->hash = XXH3_64bits(journal->buffer, journal->used);
    put(journal, &journal->hash, JOURNAL_HASH_BYTES);
    return journal_sync(journal, err);
}

static enum status make_temporary(struct journal **journal, const char *path, struct error *err)
{
    char name[FILES_MAX_PATH];

    TRY(temporary_file_name(name, path, err));
    return make(journal, name, O_CREAT | O_EXCL | O_NOFOLLOW, err);
}

static enum status refuse_other(const char *path, struct error *err)
{
    struct journal_scan scan;

    TRY(journal_read(&scan, path, NULL, NULL, err));
    const bool is_empty = scan.is_empty;

    journal_scan_free(&scan);
    return is_empty ? STATUS_OK
                    : error_set(err, STATUS_CANNOT_CREATE, "%s: there is a journal already", path);
}

enum status journal_rename(struct journal *journal, const char *path, struct error *err)
{
    char *const name = strdup(path);

    if (!name)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a journal");
    if (rename(journal->path, path) != 0) {
        free(name);
        return error_set_errno(err, STATUS_CANNOT_CREATE, "%s: cannot get its name", path);
    }
    unlink(journal->path); /* rename() leaves both where they are two names of one file */
    free(journal->path);
    journal->path = name;
    file_sync_folder_of(path);
    return STATUS_OK;
}

enum status journal_check_free(const char *path, struct error *err)
{
    const int file = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);

    if (file < 0)
        return STATUS_OK;
    const enum file_lock_state state = file_lock_take(file);

    close(file);
    return state == FILE_LOCK_TAKEN_BY_OTHER ? file_lock_refuse(path, err) : STATUS_OK;
}

enum status journal_check_name(const struct journal *journal, struct error *err)
{
    struct stat own, named;

    if (fstat(journal->file, &own) == 0 && stat(journal->path, &named) == 0 &&
        own.st_dev == named.st_dev && own.st_ino == named.st_ino)
        return STATUS_OK;
    return error_set(err, STATUS_IO,
                     "%s: it was replaced or removed while this run was writing it: the run stops "
                     "and leaves what is there now",
                     journal->path);
}

/* The name, unless another has it: link() does that in one go where the file system can. */
static enum status take_name(struct journal *journal, const char *path, struct error *err)
{
    const bool is_linked = link(journal->path, path) == 0;

    if (!is_linked && file_exists(path))
        TRY(refuse_other(path, err));
    return journal_rename(journal, path, err);
}

enum status journal_create(struct journal **journal, const char *path, const char *header,
                           struct error *err)
{
    if (file_exists(path))
        TRY(refuse_other(path, err));
    TRY(make_temporary(journal, path, err));
    enum status status = put_header(*journal, header, err);

    if (!status)
        status = take_name(*journal, path, err);
    if (status) {
        unlink((*journal)->path);
        (*journal)->used = 0;
        journal_close(*journal, NULL);
        *journal = NULL;
    }
    return status;
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
    journal->flushed_at = platform_coarse_seconds();
    return STATUS_OK;
}

enum status journal_begin_sync(struct journal *journal, struct error *err)
{
    TRY(journal_flush(journal, err));
    platform_begin_writing(journal->file);
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
    TRY(reserve(journal, JOURNAL_RECORD_HEAD + length + JOURNAL_HASH_BYTES, err));
    const char *const record = journal->buffer + journal->used;

    put(journal, head, sizeof head);
    put(journal, payload, length);
    journal->hash = XXH3_64bits_withSeed(record, JOURNAL_RECORD_HEAD + length, journal->hash);
    put(journal, &journal->hash, JOURNAL_HASH_BYTES);
    if (journal->used < BUFFER_BYTES &&
        platform_coarse_seconds() - journal->flushed_at <= FLUSH_INTERVAL_S)
        return STATUS_OK;
    return journal_flush(journal, err);
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
