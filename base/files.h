/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/files.h: whole files and folders, and names that change in one go. */
#ifndef FISC_BASE_FILES_H
#define FISC_BASE_FILES_H

#include "base/error.h"
#include "base/file_limits.h"

#include <stdbool.h>
#include <stdio.h>

/* *text = all bytes of the stream and a zero after them (caller frees); stops with *length above
 * max_bytes when there is more than that. */
enum status file_read_stream(FILE *stream, const char *name, size_t max_bytes, char **text,
                             size_t *length, struct error *err) MUST_CHECK;

/* STATUS_MISSING_INPUT if it cannot be opened. */
enum status file_read_all(const char *path, size_t max_bytes, char **text, size_t *length,
                          struct error *err) MUST_CHECK;

/* Write to a temporary name beside `path` (base/temporary_file.h), force it to the disk, rename. */
enum status file_write_whole(const char *path, const char *bytes, size_t length,
                             struct error *err) MUST_CHECK;

/* Force a finished temporary file to the disk and give it its name. */
enum status file_publish(const char *temporary, const char *path, struct error *err) MUST_CHECK;

/* What ends the writing of a temporary file: it gets its name if all went well (`status`), else it goes. */
enum status file_finish(enum status status, const char *temporary, const char *path,
                        struct error *err) MUST_CHECK;

/* A name that was given or taken away reaches the disk, where the file system can do that. */
void file_sync_folder_of(const char *path);

/* Make the folder and its parents; one that exists is fine if it can be written to. */
enum status folder_create(const char *path, struct error *err) MUST_CHECK;

bool file_exists(const char *path);

/* "folder/name"; STATUS_INVALID_INPUT if it does not fit in FILES_MAX_PATH. */
enum status path_join(char joined[FILES_MAX_PATH], const char *folder, const char *name,
                      struct error *err) MUST_CHECK;

#endif
