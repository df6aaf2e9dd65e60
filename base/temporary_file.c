/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/temporary_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MAX_ATTEMPTS = 100 };

enum status temporary_file_name(char temporary[FILES_MAX_PATH], const char *path, struct error *err)
{
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        struct timespec now;
        struct stat found;

        clock_gettime(CLOCK_REALTIME, &now);
        if (snprintf(temporary, FILES_MAX_PATH, "%s.%ld-%lx%08lx.tmp", path, (long)getpid(),
                     (unsigned long)now.tv_sec, (unsigned long)now.tv_nsec) >= FILES_MAX_PATH)
            return error_set(err, STATUS_CANNOT_CREATE, "%s: the name is too long", path);
        if (lstat(temporary, &found) != 0)
            return STATUS_OK;
    }
    return error_set(err, STATUS_CANNOT_CREATE, "%s: no name beside it is free", path);
}

enum status temporary_file_create(FILE **stream, char temporary[FILES_MAX_PATH], const char *path,
                                  struct error *err)
{
    int file = -1;

    for (int attempt = 0; attempt < MAX_ATTEMPTS && file < 0; attempt++) {
        TRY(temporary_file_name(temporary, path, err));
        file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (file < 0 && errno != EEXIST)
            break;
    }
    *stream = file >= 0 ? fdopen(file, "wb") : NULL;
    if (*stream)
        return STATUS_OK;
    error_set_errno(err, STATUS_CANNOT_CREATE, "%s: cannot be created", temporary);
    if (file >= 0) {
        close(file);
        unlink(temporary);
    }
    return STATUS_CANNOT_CREATE;
}

static bool is_temporary_of(const char *name, const char *base)
{
    const size_t length = strlen(base);
    const size_t whole = strlen(name);

    return whole > length + 5 && strncmp(name, base, length) == 0 && name[length] == '.' &&
           strcmp(name + whole - 4, ".tmp") == 0;
}

void temporary_file_remove_stale(const char *path)
{
    char folder[FILES_MAX_PATH], name[FILES_MAX_PATH];

    snprintf(folder, sizeof folder, "%s", path);
    snprintf(name, sizeof name, "%s", path);
    const char *const base = basename(name);
    DIR *const entries = opendir(dirname(folder));

    for (const struct dirent *entry; entries && (entry = readdir(entries));)
        if (is_temporary_of(entry->d_name, base))
            (void)unlinkat(dirfd(entries), entry->d_name, 0);
    if (entries)
        closedir(entries);
}
