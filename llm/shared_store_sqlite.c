/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/shared_store_sqlite.c: one SQLite database "replies.sqlite" in WAL mode, which many processes of
 * one machine read and write at a time. */
#include "llm/shared_store_kinds.h"

#include "base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

/* Others hold the database for one reply at a time; half a minute means that something is wrong. */
enum { BUSY_TIMEOUT_MS = 30000 };

struct database {
    sqlite3 *connection;
    sqlite3_stmt *select, *insert, *remove;
    char path[FILES_MAX_PATH];
    uint64_t num_damaged;
    dev_t device; /* what the path stood for when it was opened */
    ino_t inode;
    char set_aside[FILES_MAX_PATH + 64]; /* the last damaged one, or "" */
};

static bool is_corrupt(const struct database *database)
{
    const int code = database->connection ? sqlite3_errcode(database->connection) : SQLITE_NOMEM;

    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

static enum status story(const struct database *database, struct error *err)
{
    const int code = database->connection ? sqlite3_errcode(database->connection) : SQLITE_NOMEM;
    const char *const why =
        database->connection ? sqlite3_errmsg(database->connection) : "no memory";

    if (is_corrupt(database))
        return error_set(err, STATUS_IO,
                         "%s: %s; it is a cache that may be deleted: runs keep their own replies",
                         database->path, why);
    return error_set(err, code == SQLITE_NOMEM ? STATUS_NO_MEMORY : STATUS_IO, "%s: %s",
                     database->path, why);
}

/* Who opens a new database, changes its journal mode or closes it as the last needs it alone, and SQLite does not wait
 * for that whatever the timeout: these go one after the other.  -1: no lock to be had, which is no reason to stop. */
static int lock_alone(const struct database *database)
{
    char path[FILES_MAX_PATH + 8];

    snprintf(path, sizeof path, "%s.lock", database->path);
    const int lock = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0666);

    while (lock >= 0 && flock(lock, LOCK_EX) != 0 && errno == EINTR)
        ;
    return lock;
}

static void unlock(int lock)
{
    if (lock >= 0)
        close(lock); /* and with it the lock goes */
}

static void disconnect(struct database *database)
{
    sqlite3_finalize(database->select);
    sqlite3_finalize(database->insert);
    sqlite3_finalize(database->remove);
    sqlite3_close(database->connection);
    database->select = database->insert = database->remove = NULL;
    database->connection = NULL;
}

static void close_database(void *self)
{
    struct database *const database = self;
    const int lock = lock_alone(database);

    disconnect(database);
    unlock(lock);
    free(database);
}

/* WAL: readers never wait for the writer.  NORMAL: a power cut may lose the last replies, which the
 * run's own journal has; it cannot damage the database. */
static const char set_up[] =
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = NORMAL;"
    "CREATE TABLE IF NOT EXISTS reply (key BLOB PRIMARY KEY, line BLOB NOT NULL,"
    " xxh3 INTEGER NOT NULL) WITHOUT ROWID;";

/* The first reply stays, save that an answer replaces one that cannot be used. */
static const char insert_words[] =
    "INSERT INTO reply VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE"
    " SET line = excluded.line, xxh3 = excluded.xxh3 WHERE ?4 AND CAST(line AS TEXT) LIKE"
    " '{\"usable\":false,%'";

static bool prepare_database(struct database *database)
{
    sqlite3 **const connection = &database->connection;
    struct stat found = {0};

    return sqlite3_open(database->path, connection) == SQLITE_OK &&
           sqlite3_busy_timeout(*connection, BUSY_TIMEOUT_MS) == SQLITE_OK &&
           sqlite3_exec(*connection, set_up, NULL, NULL, NULL) == SQLITE_OK &&
           sqlite3_prepare_v2(*connection, "SELECT line, xxh3 FROM reply WHERE key = ?", -1,
                              &database->select, NULL) == SQLITE_OK &&
           sqlite3_prepare_v2(*connection, insert_words, -1, &database->insert, NULL) ==
               SQLITE_OK &&
           sqlite3_prepare_v2(*connection, "DELETE FROM reply WHERE key = ?", -1, &database->remove,
                              NULL) == SQLITE_OK &&
           stat(database->path, &found) == 0 &&
           (database->device = found.st_dev, database->inode = found.st_ino, true);
}

static void move_part(const struct database *database, const char *part)
{
    char from[FILES_MAX_PATH + 8], to[FILES_MAX_PATH + 72];

    snprintf(from, sizeof from, "%s%s", database->path, part);
    snprintf(to, sizeof to, "%s%s", database->set_aside, part);
    rename(from, to);
}

/* It is a cache: a damaged one gets another name, for whoever wants to look at it, and a new one is begun.  If
 * another process has done so already, its new one is opened. */
static bool set_aside(struct database *database)
{
    struct stat found;

    disconnect(database);
    if (stat(database->path, &found) == 0 &&
        (database->inode == 0 ||
         (found.st_dev == database->device && found.st_ino == database->inode))) {
        snprintf(database->set_aside, sizeof database->set_aside, "%s.damaged-%ld-%lld",
                 database->path, (long)getpid(), (long long)time(NULL));
        move_part(database, "-wal");
        move_part(database, "-shm");
        move_part(database, "");
    }
    return prepare_database(database);
}

/* After a failure: true if the store was damaged and a new one is open. */
static bool has_recovered(struct database *database)
{
    if (!is_corrupt(database))
        return false;
    const int lock = lock_alone(database);
    const bool is_open = set_aside(database);

    unlock(lock);
    return is_open;
}

static enum status open_database(void **self, const char *folder, struct error *err)
{
    struct database *const database = calloc(1, sizeof *database);

    if (!database)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a store");
    *self = database;
    TRY(path_join(database->path, folder, "replies.sqlite", err));
    const int lock = lock_alone(database);
    bool is_open = prepare_database(database);

    if (!is_open && is_corrupt(database)) {
        database->inode = 0;
        is_open = set_aside(database);
    }
    unlock(lock);
    return is_open ? STATUS_OK : story(database, err);
}

static enum status refresh(void *self, struct error *err)
{
    (void)self; /* every SELECT sees the newest state */
    (void)err;
    return STATUS_OK;
}

/* Of key and reply together: a reply under another's key is damage too. */
static sqlite3_int64 checksum(const unsigned char *key, const void *line, size_t length)
{
    return (sqlite3_int64)XXH3_64bits_withSeed(line, length, XXH3_64bits(key, CHAT_KEY_BYTES));
}

/* *is_again: the statement is gone with a damaged store, and a new one is open. */
static enum status step_once(struct database *database, sqlite3_stmt *statement, bool *is_again,
                             struct error *err)
{
    *is_again = false;
    if (sqlite3_step(statement) != SQLITE_DONE) {
        *is_again = has_recovered(database);
        if (*is_again)
            return STATUS_OK;
        const enum status status = story(database, err);

        sqlite3_reset(statement);
        return status;
    }
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return STATUS_OK;
}

static enum status find(void *self, const unsigned char key[CHAT_KEY_BYTES], struct text *line,
                        bool *found, struct error *err)
{
    struct database *const database = self;
    sqlite3_stmt *const select = database->select;
    bool is_damaged = false;
    bool is_again = false;

    *found = false;
    sqlite3_bind_blob(select, 1, key, CHAT_KEY_BYTES, SQLITE_STATIC);
    const int code = sqlite3_step(select);

    if (code == SQLITE_ROW) {
        const char *const bytes = sqlite3_column_blob(select, 0);
        const size_t length = (size_t)sqlite3_column_bytes(select, 0);

        *found = bytes && sqlite3_column_int64(select, 1) == checksum(key, bytes, length);
        is_damaged = !*found;
        if (*found)
            text_append_bytes(line, bytes, length);
    } else if (code != SQLITE_DONE) {
        return has_recovered(database) ? STATUS_OK : story(database, err);
    }
    sqlite3_reset(select);
    sqlite3_clear_bindings(select);
    if (line->failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a reply");
    if (!is_damaged)
        return STATUS_OK;
    database->num_damaged++;
    sqlite3_bind_blob(database->remove, 1, key, CHAT_KEY_BYTES, SQLITE_STATIC);
    return step_once(database, database->remove, &is_again, err);
}

static enum status add(void *self, const unsigned char key[CHAT_KEY_BYTES], const char *line,
                       size_t length, struct error *err)
{
    struct database *const database = self;
    bool is_again = true;

    for (int tries = 0; is_again && tries < 2; tries++) {
        sqlite3_bind_blob(database->insert, 1, key, CHAT_KEY_BYTES, SQLITE_STATIC);
        sqlite3_bind_blob64(database->insert, 2, line, length, SQLITE_STATIC);
        sqlite3_bind_int64(database->insert, 3, checksum(key, line, length));
        sqlite3_bind_int(database->insert, 4, llm_reply_worth(line, length) == LLM_WORTH_ANSWER);
        TRY(step_once(database, database->insert, &is_again, err));
    }
    return STATUS_OK;
}

static enum status sync_database(void *self, struct error *err)
{
    struct database *const database = self;
    const int code = sqlite3_wal_checkpoint_v2(database->connection, NULL,
                                               SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);

    /* Busy: another process is at it, and its checkpoint serves us as well. */
    return code == SQLITE_OK || code == SQLITE_BUSY || has_recovered(database)
               ? STATUS_OK
               : story(database, err);
}

static const char *name_set_aside(const void *self)
{
    const struct database *const database = self;

    return database->set_aside[0] ? database->set_aside : NULL;
}

static uint64_t num_damaged(const void *self)
{
    return ((const struct database *)self)->num_damaged;
}

const struct shared_store_kind shared_store_sqlite = {
    .name = "sqlite",
    .open = open_database,
    .refresh = refresh,
    .find = find,
    .add = add,
    .sync = sync_database,
    .num_damaged = num_damaged,
    .set_aside = name_set_aside,
    .close = close_database,
};
