/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/package_entries.c: the headers of tar are read without tar (studies/package_entries.h).  What tar then writes is
 * looked at again (studies/package_unpack.c): a reader that could be led astray here gains nothing but time. */
#include "studies/package_entries.h"

#include <zlib.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_GROWTH = 100, ALWAYS_ALLOWED_ENTRIES = 1000, MAX_NAME = 1024, MAX_DEPTH = 8 };
/* Of an archive for each entry: a name and a sum take more, however well they are packed. */
enum { LEAST_BYTES_OF_ENTRY = 32 };
static const uint64_t ALWAYS_ALLOWED_BYTES = 64 << 20;

enum { BLOCK = 512, READ_BYTES = 128 * BLOCK };

/* Of a header of tar: where its fields begin, and how long they are. */
enum {
    NAME_BYTES = 100,
    SIZE_AT = 124,
    SIZE_BYTES = 12,
    SUM_AT = 148,
    SUM_BYTES = 8,
    TYPE_AT = 156
};

struct entries {
    const char *archive;
    gzFile stream;
    unsigned char *room; /* READ_BYTES */
    uint64_t bytes, most_bytes;
    uint64_t count, most_count;
    uint64_t archive_bytes;
    const volatile sig_atomic_t *stop;
};

static enum status not_an_archive(const struct entries *entries, struct error *err)
{
    return error_set(err, STATUS_INVALID_INPUT, "%s: not an archive that tar can read",
                     entries->archive);
}

static enum status too_large(const struct entries *entries, struct error *err)
{
    return error_set(err, STATUS_INVALID_INPUT,
                     "%s: its %llu bytes unpack to more than %llu: no archive of fisc does",
                     entries->archive, (unsigned long long)entries->archive_bytes,
                     (unsigned long long)entries->most_bytes);
}

/* *got: less than `bytes`, which the room holds, only at the end. */
static enum status read_bytes(size_t *got, struct entries *entries, size_t bytes, struct error *err)
{
    *got = 0;
    while (*got < bytes) {
        const int more =
            gzread(entries->stream, entries->room + *got, (unsigned int)(bytes - *got));

        if (entries->stop && *entries->stop)
            return error_set(err, STATUS_INTERRUPTED, "stopped");
        if (more < 0)
            return not_an_archive(entries, err);
        if (more == 0)
            break;
        *got += (size_t)more;
        entries->bytes += (uint64_t)more;
    }
    return entries->bytes > entries->most_bytes ? too_large(entries, err) : STATUS_OK;
}

/* ---- one header -------------------------------------------------------------------------------- */

/* Octal digits, or eight bytes of a number that has more than those. */
static uint64_t number_of(const unsigned char *field, size_t length)
{
    uint64_t value = 0;

    if (field[0] & 0x80) {
        for (size_t k = length - 8; k < length; k++)
            value = value << 8 | field[k];
        return value;
    }
    for (size_t k = 0; k < length; k++)
        if (field[k] >= '0' && field[k] <= '7')
            value = value << 3 | (uint64_t)(field[k] - '0');
    return value;
}

static bool has_its_sum(const unsigned char *header)
{
    uint64_t sum = 0;

    for (size_t k = 0; k < BLOCK; k++)
        sum += k >= SUM_AT && k < SUM_AT + SUM_BYTES ? ' ' : header[k];
    return sum == number_of(header + SUM_AT, SUM_BYTES);
}

static size_t count_slashes(const char *text, size_t length)
{
    size_t count = 0;

    for (size_t k = 0; k < length; k++)
        count += text[k] == '/';
    return count;
}

static enum status refuse(const struct entries *entries, const char *name, const char *what,
                          struct error *err)
{
    return error_set(err, STATUS_INVALID_INPUT, "%s: %s: %s", entries->archive, name, what);
}

static bool is_below_package(const char *name)
{
    return strncmp(name, "package", 7) == 0 && (name[7] == '/' || name[7] == '\0');
}

/* Entries that say how the next one is called; the name in that one is cut. */
static bool is_about_next(char type)
{
    return type == 'L' || type == 'x';
}

static enum status check_kind(const struct entries *entries, const char *name, char type,
                              struct error *err)
{
    if (type == '1' || type == '2')
        return refuse(entries, name, "a link: expected plain files", err);
    if (type != '0' && type != '\0' && type != '5' && !is_about_next(type))
        return refuse(entries, name, "neither a file nor a folder", err);
    if (!is_about_next(type) && !is_below_package(name))
        return refuse(entries, name, "expected files of the folder 'package'", err);
    return count_slashes(name, strlen(name)) > MAX_DEPTH
               ? refuse(entries, name, "deeper than archives of fisc are", err)
               : STATUS_OK;
}

/* What stands in the room is a name, or lines of words that hold one. */
static enum status check_words(const struct entries *entries, const char *name, size_t length,
                               struct error *err)
{
    const char *const words = (const char *)entries->room;

    if (count_slashes(words, length) > MAX_DEPTH)
        return refuse(entries, name, "deeper than archives of fisc are", err);
    if (memmem(words, length, " size=", 6) || memmem(words, length, "sparse", 6))
        return refuse(entries, name, "neither a file nor a folder", err);
    return STATUS_OK;
}

/* What follows a header, up to the next one. */
static enum status pass_content(struct entries *entries, const char *name, char type,
                                uint64_t length, struct error *err)
{
    const uint64_t padded = (length + BLOCK - 1) / BLOCK * BLOCK;
    size_t got = 0;

    if (length > entries->most_bytes)
        return too_large(entries, err);
    if (is_about_next(type) && length > MAX_NAME)
        return refuse(entries, name, "longer than names of fisc are", err);
    for (uint64_t left = padded; left > 0; left -= got) {
        const size_t part = left < READ_BYTES ? (size_t)left : READ_BYTES;

        TRY(read_bytes(&got, entries, part, err));
        if (got < part)
            return not_an_archive(entries, err);
        if (is_about_next(type))
            TRY(check_words(entries, name, (size_t)length, err));
    }
    return STATUS_OK;
}

/* ---- all of them ------------------------------------------------------------------------------- */

static bool is_empty(const unsigned char *block)
{
    for (size_t k = 0; k < BLOCK; k++)
        if (block[k] != 0)
            return false;
    return true;
}

static enum status read_entry(bool *is_end, struct entries *entries, struct error *err)
{
    const unsigned char *const header = entries->room;
    char name[NAME_BYTES + 1] = "";
    size_t got = 0;

    TRY(read_bytes(&got, entries, BLOCK, err));
    *is_end = got == 0;
    if (*is_end || (got == BLOCK && is_empty(header)))
        return STATUS_OK;
    if (got < BLOCK || !has_its_sum(header))
        return not_an_archive(entries, err);
    memcpy(name, header, NAME_BYTES);
    const char type = (char)header[TYPE_AT];
    const uint64_t length = type == '5' ? 0 : number_of(header + SIZE_AT, SIZE_BYTES);

    if (++entries->count > entries->most_count)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: more than %llu files and folders: expected fewer in %llu bytes",
                         entries->archive, (unsigned long long)entries->most_count,
                         (unsigned long long)entries->archive_bytes);
    TRY(check_kind(entries, name, type, err));
    return pass_content(entries, name, type, length, err);
}

static enum status read_all(struct entries *entries, struct error *err)
{
    bool is_end = false;

    while (!is_end)
        TRY(read_entry(&is_end, entries, err));
    return entries->count > 0 ? STATUS_OK : not_an_archive(entries, err);
}

enum status package_check_entries(uint64_t *bytes, const char *archive,
                                  const volatile sig_atomic_t *stop, struct error *err)
{
    struct entries entries = {.archive = archive, .stop = stop};
    struct stat found;

    if (stat(archive, &found) != 0)
        return error_set(err, STATUS_MISSING_INPUT, "%s: no such file", archive);
    if (!S_ISREG(found.st_mode))
        return error_set(err, STATUS_INVALID_INPUT, "%s: expected a file", archive);
    entries.archive_bytes = (uint64_t)found.st_size;
    entries.most_bytes = entries.archive_bytes * MOST_GROWTH;
    if (entries.most_bytes < ALWAYS_ALLOWED_BYTES)
        entries.most_bytes = ALWAYS_ALLOWED_BYTES;
    entries.most_count = ALWAYS_ALLOWED_ENTRIES + entries.archive_bytes / LEAST_BYTES_OF_ENTRY;
    entries.room = malloc(READ_BYTES);
    if (!entries.room)
        return error_set(err, STATUS_NO_MEMORY, "no memory to read an archive");
    entries.stream = gzopen(archive, "rb");
    const enum status status = entries.stream
                                   ? read_all(&entries, err)
                                   : error_set_errno(err, STATUS_MISSING_INPUT, "%s", archive);

    if (entries.stream)
        gzclose(entries.stream);
    free(entries.room);
    *bytes = entries.bytes;
    return status;
}
