/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/file_lock.h: one process at a time, as long as it lives.  What is locked is never renamed or
 * removed, or two could hold the lock of one name.  File systems without locks (NFS without lockd, some
 * in user space) are worked on all the same; who locks can say so. */
#ifndef FISC_BASE_FILE_LOCK_H
#define FISC_BASE_FILE_LOCK_H

#include "base/error.h"

#include <stdbool.h>

enum file_lock_state { FILE_LOCK_HELD, FILE_LOCK_TAKEN_BY_OTHER, FILE_LOCK_UNAVAILABLE };

/* For an open file. */
enum file_lock_state file_lock_take(int file);

/* The error of whoever finds it taken by another. */
enum status file_lock_refuse(const char *path, struct error *err);

struct file_lock {
    int file;            /* -1: none */
    bool is_unavailable; /* the file system has no locks, or the file cannot be written */
};

/* Makes the file.  STATUS_CANNOT_CREATE if another process holds it. */
enum status file_lock_open(struct file_lock *lock, const char *path, struct error *err) MUST_CHECK;
void file_lock_close(struct file_lock *lock);

#endif
