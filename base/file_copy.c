/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file_copy.h"

#include "base/temporary_file.h"

#include <stdio.h>

static enum status copy(FILE *to, FILE *from, const char *path, const volatile sig_atomic_t *stop,
                        struct error *err)
{
    char room[1 << 14];
    size_t got = 0;

    while ((got = fread(room, 1, sizeof room, from)) > 0) {
        if (stop && *stop)
            return error_set(err, STATUS_INTERRUPTED, "stopped");
        if (fwrite(room, 1, got, to) != got)
            break;
    }
    return got > 0 || ferror(from) ? error_set_errno(err, STATUS_IO, "%s: cannot be written", path)
                                   : STATUS_OK;
}

enum status file_copy_whole(const char *path, const char *source, const volatile sig_atomic_t *stop,
                            struct error *err)
{
    char temporary[FILES_MAX_PATH];
    FILE *to = NULL;
    FILE *const from = fopen(source, "rb");

    if (!from)
        return error_set_errno(err, STATUS_MISSING_INPUT, "%s", source);
    enum status status = temporary_file_create(&to, temporary, path, err);

    if (!status) {
        status = copy(to, from, temporary, stop, err);
        if (fclose(to) != 0 && !status)
            status = error_set_errno(err, STATUS_IO, "%s: cannot be written", temporary);
        status = file_finish(status, temporary, path, err);
    }
    fclose(from);
    return status;
}
