/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/temporary_file.h: a file of one's own beside the one that it becomes (file_publish): no other process has
 * its name, and a link that somebody put there is not followed. */
#ifndef FISC_BASE_TEMPORARY_FILE_H
#define FISC_BASE_TEMPORARY_FILE_H

#include "base/error.h"
#include "base/file_limits.h"

#include <stdio.h>

/* A name beside `path` that is free: "path.PID-TIME.tmp".  Create it so that an existing file is an error. */
enum status temporary_file_name(char temporary[FILES_MAX_PATH], const char *path,
                                struct error *err) MUST_CHECK;

/* The same, created and open for writing. */
enum status temporary_file_create(FILE **stream, char temporary[FILES_MAX_PATH], const char *path,
                                  struct error *err) MUST_CHECK;

/* Removes what processes that were killed left beside `path`.  Only for who alone writes it. */
void temporary_file_remove_stale(const char *path);

#endif
