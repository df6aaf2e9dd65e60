/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

enum file_lock_state file_lock_take(int file)
{
    while (flock(file, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return FILE_LOCK_TAKEN_BY_OTHER;
        if (errno != EINTR)
            return FILE_LOCK_UNAVAILABLE;
    }
    return FILE_LOCK_HELD;
}

enum status file_lock_refuse(const char *path, struct error *err)
{
    return error_set(err, STATUS_CANNOT_CREATE, "%s: another fisc is writing this run", path);
}

enum status file_lock_open(struct file_lock *lock, const char *path, struct error *err)
{
    *lock = (struct file_lock){
        .file = open(path, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666)};
    if (lock->file < 0) {
        lock->is_unavailable = true;
        return errno == EROFS || errno == EACCES
                   ? STATUS_OK /* then nothing else can be written either */
                   : error_set_errno(err, STATUS_CANNOT_CREATE, "%s: cannot be created", path);
    }
    switch (file_lock_take(lock->file)) {
    case FILE_LOCK_HELD:
        return STATUS_OK;
    case FILE_LOCK_UNAVAILABLE:
        lock->is_unavailable = true;
        return STATUS_OK;
    case FILE_LOCK_TAKEN_BY_OTHER:
        break;
    }
    file_lock_close(lock);
    return file_lock_refuse(path, err);
}

void file_lock_close(struct file_lock *lock)
{
    if (lock->file >= 0)
        close(lock->file);
    lock->file = -1;
}
