/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/seal.h"

#include <xxhash.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SEAL_BYTES = 32, PIECE_BYTES = 1 << 16 };

/* "\nfisc-xxh3-64 " hash "\n", padded to SEAL_BYTES. */
static void print_seal(char seal[SEAL_BYTES + 1], uint64_t hash)
{
    snprintf(seal, SEAL_BYTES + 1, "\nfisc-xxh3-64  %016llx\n", (unsigned long long)hash);
}

static enum status hash_of(FILE *stream, const char *path, uint64_t num_bytes, uint64_t *hash,
                           struct error *err)
{
    XXH3_state_t *const state = XXH3_createState();
    char *const piece = malloc(PIECE_BYTES);
    enum status status = STATUS_OK;

    if (!state || !piece || XXH3_64bits_reset(state) != XXH_OK)
        status = error_set(err, STATUS_NO_MEMORY, "%s: no memory to hash it", path);
    for (uint64_t at = 0; !status && at < num_bytes;) {
        const uint64_t left = num_bytes - at;
        const size_t wanted = left < PIECE_BYTES ? (size_t)left : PIECE_BYTES;

        if (fread(piece, 1, wanted, stream) != wanted)
            status = error_set_errno(err, STATUS_IO, "%s: cannot be read", path);
        else
            XXH3_64bits_update(state, piece, wanted);
        at += wanted;
    }
    *hash = status ? 0 : XXH3_64bits_digest(state);
    XXH3_freeState(state);
    free(piece);
    return status;
}

enum status seal_append(const char *path, struct error *err)
{
    FILE *const stream = fopen(path, "r+b");
    struct stat found;
    char seal[SEAL_BYTES + 1];
    uint64_t hash = 0;

    if (!stream)
        return error_set_errno(err, STATUS_IO, "%s: cannot be opened", path);
    enum status status = fstat(fileno(stream), &found) == 0
                             ? hash_of(stream, path, (uint64_t)found.st_size, &hash, err)
                             : error_set_errno(err, STATUS_IO, "%s: cannot be read", path);

    print_seal(seal, hash);
    if (!status &&
        (fseek(stream, 0, SEEK_END) != 0 || fwrite(seal, 1, SEAL_BYTES, stream) != SEAL_BYTES))
        status = error_set_errno(err, STATUS_IO, "%s: cannot be written", path);
    if (fclose(stream) != 0 && !status)
        status = error_set_errno(err, STATUS_IO, "%s: cannot be written", path);
    return status;
}

enum status seal_check(const char *path, bool *is_sealed, struct error *err)
{
    FILE *const stream = fopen(path, "rb");
    char found[SEAL_BYTES];
    char expected[SEAL_BYTES + 1];
    uint64_t hash = 0;

    *is_sealed = false;
    if (!stream)
        return error_set_errno(err, STATUS_MISSING_INPUT, "%s: cannot be opened", path);
    enum status status = STATUS_OK;

    print_seal(expected, 0);
    const bool is_there = fseeko(stream, -(off_t)SEAL_BYTES, SEEK_END) == 0 &&
                          fread(found, 1, SEAL_BYTES, stream) == SEAL_BYTES;

    if (ferror(stream)) { /* not a file without a seal */
        status = error_set_errno(err, STATUS_IO, "%s: cannot be read", path);
    } else if (is_there && memcmp(found, expected, 14) == 0) {
        const off_t length = ftello(stream) - SEAL_BYTES;

        *is_sealed = true;
        rewind(stream);
        status = hash_of(stream, path, (uint64_t)length, &hash, err);
        print_seal(expected, hash);
        if (!status && memcmp(found, expected, SEAL_BYTES) != 0)
            status = error_set(err, STATUS_INVALID_INPUT,
                               "%s: it is damaged: its content is not what was sealed", path);
    }
    fclose(stream);
    return status;
}
