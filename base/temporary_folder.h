/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/temporary_folder.h: a folder of one's own for a while, in TMPDIR or /tmp.  Its process holds a lock on it as
 * long as it lives: one that nobody holds was left by a process that was killed, and the next one removes it. */
#ifndef FISC_BASE_TEMPORARY_FOLDER_H
#define FISC_BASE_TEMPORARY_FOLDER_H

#include "base/files.h"

struct temporary_folder {
    char path[FILES_MAX_PATH];
    int lock; /* the folder itself, open */
};

/* A new, empty folder that nobody else may read. */
enum status temporary_folder_create(struct temporary_folder *folder, struct error *err) MUST_CHECK;

/* Removes the folder with all that is in it; links are removed, not followed. */
void temporary_folder_remove(struct temporary_folder *folder);

#endif
