/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/file_copy.h: a copy of a file that is there whole or not at all. */
#ifndef FISC_BASE_FILE_COPY_H
#define FISC_BASE_FILE_COPY_H

#include "base/files.h"

#include <signal.h>

/* As of file_write_whole(); STATUS_INTERRUPTED once *stop is not 0 (`stop` may be NULL). */
enum status file_copy_whole(const char *path, const char *source, const volatile sig_atomic_t *stop,
                            struct error *err) MUST_CHECK;

#endif
