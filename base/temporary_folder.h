/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/temporary_folder.h: a folder of one's own for a while, in TMPDIR or /tmp. */
#ifndef FISC_BASE_TEMPORARY_FOLDER_H
#define FISC_BASE_TEMPORARY_FOLDER_H

#include "base/files.h"

/* A new, empty folder that nobody else may read; `path` receives its name. */
enum status temporary_folder_create(char path[FILES_MAX_PATH], struct error *err) MUST_CHECK;

/* Removes the folder with all that is in it; links are removed, not followed. */
void temporary_folder_remove(const char *path);

#endif
