/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/temporary_folder.h"

#include "base/file_lock.h"

#include <dirent.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Versions that hold no locks have other names: theirs are never taken for left ones. */
static const char prefix[] = "fisc-package-locked-";
enum { RANDOM_LETTERS = 6, MAX_ATTEMPTS = 100 };

/* Folders that their owner may not change are opened first: a stranger's archive may hold some. */
static void remove_all(const char *path)
{
    char root[FILES_MAX_PATH];
    char *const roots[] = {root, NULL};

    snprintf(root, sizeof root, "%s", path);
    FTS *const tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);

    for (const FTSENT *entry; tree && (entry = fts_read(tree));)
        if (entry->fts_info == FTS_D)
            (void)chmod(entry->fts_accpath, S_IRWXU);
        else
            (void)remove(entry->fts_accpath);
    if (tree)
        fts_close(tree);
}

/* Where there are no locks nothing is taken for left. */
static void remove_if_left(const char *root, int root_folder, const char *name)
{
    const int file = openat(root_folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    char path[FILES_MAX_PATH];
    struct stat found;

    if (file < 0)
        return;
    if (fstat(file, &found) == 0 && found.st_uid == geteuid() &&
        file_lock_take(file) == FILE_LOCK_HELD && path_join(path, root, name, NULL) == STATUS_OK)
        remove_all(path);
    close(file);
}

static void remove_left(const char *root)
{
    DIR *const entries = opendir(root);

    for (const struct dirent *entry; entries && (entry = readdir(entries));)
        if (strncmp(entry->d_name, prefix, sizeof prefix - 1) == 0 &&
            strlen(entry->d_name) == sizeof prefix - 1 + RANDOM_LETTERS)
            remove_if_left(root, dirfd(entries), entry->d_name);
    if (entries)
        closedir(entries);
}

/* Another process may have looked for left ones between the folder's beginning and its lock. */
static bool is_ours(int file, const char *path)
{
    struct stat locked, named;

    return file_lock_take(file) != FILE_LOCK_TAKEN_BY_OTHER && fstat(file, &locked) == 0 &&
           lstat(path, &named) == 0 && locked.st_dev == named.st_dev &&
           locked.st_ino == named.st_ino;
}

enum status temporary_folder_create(struct temporary_folder *folder, struct error *err)
{
    const char *const given = getenv("TMPDIR");
    const char *const root = given ? given : "/tmp";
    char pattern[sizeof prefix + RANDOM_LETTERS];

    snprintf(pattern, sizeof pattern, "%sXXXXXX", prefix);
    remove_left(root);
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        TRY(path_join(folder->path, root, pattern, err));
        if (!mkdtemp(folder->path))
            break;
        folder->lock = open(folder->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (folder->lock >= 0 && is_ours(folder->lock, folder->path))
            return STATUS_OK;
        if (folder->lock >= 0)
            close(folder->lock);
    }
    return error_set_errno(err, STATUS_CANNOT_CREATE, "%s: no temporary folder", folder->path);
}

void temporary_folder_remove(struct temporary_folder *folder)
{
    remove_all(folder->path);
    close(folder->lock);
    folder->lock = -1;
}
