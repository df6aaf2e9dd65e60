/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/shared_store.h"

#include "base/file_lock.h"
#include "base/files.h"
#include "base/platform.h"
#include "llm/shared_store_kinds.h"

#include <stdlib.h>
#include <string.h>

struct shared_store {
    const struct shared_store_kind *kind;
    void *self;
};

/* Where there are none, some file systems that look local say so only when asked. */
static bool has_locks(const char *folder)
{
    struct file_lock lock;
    char path[FILES_MAX_PATH];

    if (path_join(path, folder, "replies.sqlite.lock", NULL) || file_lock_open(&lock, path, NULL))
        return true; /* another process has it: so there are locks */
    const bool has = !lock.is_unavailable;

    file_lock_close(&lock);
    return has;
}

static const struct shared_store_kind *choose(const char *folder, const char *name)
{
    if (strcmp(name, shared_store_sqlite.name) == 0)
        return &shared_store_sqlite;
    if (strcmp(name, shared_store_segments.name) == 0)
        return &shared_store_segments;
    /* SQLite's write-ahead log needs memory that all its processes share, and locks. */
    return platform_is_local_file_system(folder) && has_locks(folder) ? &shared_store_sqlite
                                                                      : &shared_store_segments;
}

enum status shared_store_open(struct shared_store **store, const char *folder, const char *kind,
                              struct error *err)
{
    *store = NULL;
    TRY(folder_create(folder, err));

    struct shared_store *const made = calloc(1, sizeof *made);

    if (!made)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a store");
    made->kind = choose(folder, kind);
    const enum status status = made->kind->open(&made->self, folder, err);

    if (status)
        shared_store_close(made);
    else
        *store = made;
    return status;
}

void shared_store_close(struct shared_store *store)
{
    if (store && store->self)
        store->kind->close(store->self);
    free(store);
}

enum status shared_store_refresh(struct shared_store *store, struct error *err)
{
    return store->kind->refresh(store->self, err);
}

enum status shared_store_find(struct shared_store *store, const unsigned char key[CHAT_KEY_BYTES],
                              struct text *line, bool *found, struct error *err)
{
    return store->kind->find(store->self, key, line, found, err);
}

enum status shared_store_add(struct shared_store *store, const unsigned char key[CHAT_KEY_BYTES],
                             const char *line, size_t length, struct error *err)
{
    return store->kind->add(store->self, key, line, length, err);
}

enum status shared_store_sync(struct shared_store *store, struct error *err)
{
    return store->kind->sync(store->self, err);
}

const char *shared_store_kind(const struct shared_store *store)
{
    return store->kind->name;
}

const char *shared_store_set_aside(const struct shared_store *store)
{
    return store->kind->set_aside ? store->kind->set_aside(store->self) : NULL;
}

uint64_t shared_store_num_damaged(const struct shared_store *store)
{
    return store->kind->num_damaged(store->self);
}
