/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/temporary_folder.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static int remove_entry(const char *path, const struct stat *found, int kind, struct FTW *place)
{
    (void)found;
    (void)kind;
    (void)place;
    return remove(path);
}

void temporary_folder_remove(const char *path)
{
    (void)nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

enum status temporary_folder_create(char path[FILES_MAX_PATH], struct error *err)
{
    const char *const root = getenv("TMPDIR");

    TRY(path_join(path, root ? root : "/tmp", "fisc-package-XXXXXX", err));
    return mkdtemp(path)
               ? STATUS_OK
               : error_set_errno(err, STATUS_CANNOT_CREATE, "%s: no temporary folder", path);
}
