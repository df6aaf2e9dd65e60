/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/run_place.h"

#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

enum status run_place_take(struct run_place *place, const char *folder, struct error *err)
{
    struct run_paths paths;
    char path[FILES_MAX_PATH];

    *place = (struct run_place){.lock = {.file = -1}};
    TRY(run_paths_init(&paths, folder, err));
    TRY(path_join(path, folder, "run.lock", err));
    TRY(file_lock_open(&place->lock, path, err));
    place->is_locked = true;
    snprintf(place->folder, sizeof place->folder, "%s", folder);
    const enum status status = journal_check_free(paths.journal, err);

    if (status)
        run_place_leave(place);
    return status;
}

enum status run_place_find_unbegun(const char *journal, bool *is_unbegun, struct error *err)
{
    struct journal_scan scan;

    *is_unbegun = false;
    if (!file_exists(journal))
        return STATUS_OK;
    TRY(journal_read(&scan, journal, NULL, NULL, err));
    *is_unbegun = scan.is_empty;
    journal_scan_free(&scan);
    return STATUS_OK;
}

static void remove_files(const struct run_paths *paths)
{
    unlink(paths->journal); /* first: without it there is no run */
    unlink(paths->replies);
    unlink(paths->panel);
    unlink(paths->config);
}

static void empty_folder(const char *folder)
{
    DIR *const listing = opendir(folder);

    for (const struct dirent *found; listing && (found = readdir(listing));)
        unlinkat(dirfd(listing), found->d_name, 0); /* refuses folders, "." too */
    if (listing)
        closedir(listing);
}

enum status run_place_put_beside(struct run_place *place, struct run_paths *paths,
                                 struct error *err)
{
    struct run_paths beside;

    TRY(path_join(place->beside, place->folder, "replacing", err));
    TRY(run_paths_init(&beside, place->beside, err));
    TRY(folder_create(place->beside, err));
    empty_folder(place->beside); /* of one that was killed */
    snprintf(beside.run_file, sizeof beside.run_file, "%s", paths->run_file);
    *paths = beside;
    return STATUS_OK;
}

static enum status move_file(const char *from, const char *to, struct error *err)
{
    return !file_exists(from) || rename(from, to) == 0
               ? STATUS_OK
               : error_set_errno(err, STATUS_IO, "%s: cannot take the place of %s", from, to);
}

/* The journal goes first and comes last: killed in between, there is no run here, and no mixture. */
static enum status take_over(struct run_place *place, struct run_paths *paths,
                             struct journal *journal, struct error *err)
{
    const struct run_paths beside = *paths;
    struct run_paths there;

    TRY(run_paths_init(&there, place->folder, err));
    TRY(journal_sync(journal, err));
    remove_files(&there);
    unlink(there.run_file);
    TRY(move_file(beside.config, there.config, err));
    TRY(move_file(beside.panel, there.panel, err));
    TRY(move_file(beside.replies, there.replies, err));
    TRY(journal_rename(journal, there.journal, err));
    rmdir(place->beside);
    place->beside[0] = '\0';
    *paths = there;
    return STATUS_OK;
}

/* Asked after every step: the paths, five times a file name's utmost length, are copied only where a run moves. */
enum status run_place_settle(struct run_place *place, struct run_paths *paths,
                             struct journal *journal, struct error *err)
{
    return place->beside[0] ? take_over(place, paths, journal, err) : STATUS_OK;
}

void run_place_leave(struct run_place *place)
{
    if (place->beside[0]) {
        empty_folder(place->beside);
        rmdir(place->beside);
    }
    if (place->is_locked)
        file_lock_close(&place->lock);
    *place = (struct run_place){.lock = {.file = -1}};
}
