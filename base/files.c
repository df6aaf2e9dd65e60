/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/files.h"

#include "base/temporary_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum status file_read_stream(FILE *stream, const char *name, size_t max_bytes, char **text,
                             size_t *length, struct error *err)
{
    size_t capacity = 1 << 16;
    char *bytes = malloc(capacity + 1);

    *length = 0;
    *text = NULL;
    errno = 0;
    while (bytes) {
        *length += fread(bytes + *length, 1, capacity - *length, stream);
        if (*length < capacity || *length > max_bytes)
            break;
        capacity *= 2;
        char *const more = realloc(bytes, capacity + 1);

        if (!more)
            free(bytes);
        bytes = more;
    }
    if (!bytes)
        return error_set(err, STATUS_NO_MEMORY, "%s: no memory for %zu bytes of it", name,
                         capacity);
    if (ferror(stream)) {
        free(bytes);
        return error_set_errno(err, STATUS_IO, "%s: cannot be read", name);
    }
    bytes[*length] = '\0';
    *text = bytes;
    return STATUS_OK;
}

enum status file_read_all(const char *path, size_t max_bytes, char **text, size_t *length,
                          struct error *err)
{
    FILE *const stream = fopen(path, "rb");

    *text = NULL;
    if (!stream)
        return error_set_errno(err, STATUS_MISSING_INPUT, "%s: cannot be opened", path);
    const enum status status = file_read_stream(stream, path, max_bytes, text, length, err);

    fclose(stream);
    return status;
}

void file_sync_folder_of(const char *path)
{
    char copy[FILES_MAX_PATH];

    snprintf(copy, sizeof copy, "%s", path);
    const int folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (folder < 0)
        return;
    (void)fsync(folder); /* some file systems refuse; the rename itself was fine */
    close(folder);
}

enum status file_publish(const char *temporary, const char *path, struct error *err)
{
    const int file = open(temporary, O_RDONLY | O_CLOEXEC);

    if (file < 0)
        return error_set_errno(err, STATUS_IO, "%s: cannot be opened", temporary);
    const bool failed = fsync(file) != 0 && errno != EINVAL && errno != EROFS;

    if (failed)
        error_set_errno(err, STATUS_IO, "%s: cannot be written to the disk", temporary);
    close(file);
    if (failed)
        return STATUS_IO;
    if (rename(temporary, path) != 0)
        return error_set_errno(err, STATUS_IO, "%s: cannot get its name", path);
    file_sync_folder_of(path);
    return STATUS_OK;
}

enum status file_finish(enum status status, const char *temporary, const char *path,
                        struct error *err)
{
    if (!status)
        status = file_publish(temporary, path, err);
    if (status)
        unlink(temporary);
    return status;
}

static enum status finish_stream(FILE *stream, bool failed, const char *temporary, const char *path,
                                 struct error *err)
{
    const enum status status =
        fclose(stream) != 0 || failed
            ? error_set_errno(err, STATUS_IO, "%s: cannot be written", temporary)
            : STATUS_OK;

    return file_finish(status, temporary, path, err);
}

enum status file_write_whole(const char *path, const char *bytes, size_t length, struct error *err)
{
    char temporary[FILES_MAX_PATH];
    FILE *stream = NULL;

    TRY(temporary_file_create(&stream, temporary, path, err));
    const bool failed = fwrite(bytes, 1, length, stream) != length;

    return finish_stream(stream, failed, temporary, path, err);
}

static bool is_folder(const char *path)
{
    struct stat found;

    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

enum status folder_create(const char *path, struct error *err)
{
    char partial[FILES_MAX_PATH];
    const size_t length = strlen(path);

    if (length == 0 || length >= sizeof partial)
        return error_set(err, STATUS_CANNOT_CREATE, "a folder's name has 1 to %d bytes",
                         FILES_MAX_PATH - 1);
    for (size_t i = 1; i <= length; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        memcpy(partial, path, i);
        partial[i] = '\0';
        if (mkdir(partial, 0777) != 0 && !is_folder(partial))
            return error_set_errno(err, STATUS_CANNOT_CREATE, "folder '%s' cannot be created",
                                   partial);
    }
    if (access(path, W_OK | X_OK) != 0)
        return error_set_errno(err, STATUS_CANNOT_CREATE, "folder '%s' cannot be written to", path);
    return STATUS_OK;
}

bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

enum status path_join(char joined[FILES_MAX_PATH], const char *folder, const char *name,
                      struct error *err)
{
    if (snprintf(joined, FILES_MAX_PATH, "%s/%s", folder, name) >= FILES_MAX_PATH)
        return error_set(err, STATUS_INVALID_INPUT, "the path '%.60s.../%s' is too long", folder,
                         name);
    return STATUS_OK;
}
