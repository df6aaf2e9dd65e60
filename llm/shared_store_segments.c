/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/shared_store_segments.c: each process appends to a journal "*.replies" of its own and reads those
 * of all others.  No locks: safe on any file system, network ones included. */
#include "llm/shared_store_kinds.h"

#include "base/files.h"
#include "llm/reply_store.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct segment {
    char *name;
    off_t size; /* when it was last read */
    uint64_t num_damaged;
};

struct segments {
    char *folder;
    char own[128]; /* name of the segment that this process writes; "" before its first reply */
    struct reply_store *replies; /* of all segments; its log is our own */
    struct segment *segment;
    size_t num_segments;
};

static enum status refresh(void *self, struct error *err);

static void close_segments(void *self)
{
    struct segments *const segments = self;

    reply_store_destroy(segments->replies);
    for (size_t k = 0; k < segments->num_segments; k++)
        free(segments->segment[k].name);
    free(segments->segment);
    free(segments->folder);
    free(segments);
}

static enum status open_segments(void **self, const char *folder, struct error *err)
{
    struct segments *const segments = calloc(1, sizeof *segments);

    if (!segments || !(segments->folder = strdup(folder))) {
        free(segments);
        return error_set(err, STATUS_NO_MEMORY, "no memory for a store");
    }
    *self = segments;
    TRY(reply_store_create(&segments->replies, err));
    return refresh(segments, err);
}

static int is_segment(const struct dirent *found)
{
    const char *const dot = strrchr(found->d_name, '.');

    return dot && strcmp(dot, ".replies") == 0;
}

static struct segment *segment_named(struct segments *segments, const char *name)
{
    for (size_t k = 0; k < segments->num_segments; k++)
        if (strcmp(segments->segment[k].name, name) == 0)
            return &segments->segment[k];

    struct segment *const more =
        realloc(segments->segment, (segments->num_segments + 1) * sizeof *more);

    if (!more)
        return NULL;
    segments->segment = more;
    more[segments->num_segments] = (struct segment){.name = strdup(name)};
    return more[segments->num_segments].name ? &more[segments->num_segments++] : NULL;
}

/* A segment that grew is read again from its start; replies that are known stay as they are.  One that
 * cannot be read is left out: it is a cache. */
static enum status read_segment(struct segments *segments, const char *name, struct error *err)
{
    struct segment *const segment = segment_named(segments, name);
    struct error why = {0};
    struct stat found;
    char path[FILES_MAX_PATH];

    if (!segment)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a list of replies");
    if (path_join(path, segments->folder, name, NULL) != STATUS_OK || stat(path, &found) != 0 ||
        found.st_size == segment->size)
        return STATUS_OK;
    segment->size = found.st_size;

    uint64_t dropped_bytes = 0;
    const enum status status =
        reply_store_read(segments->replies, path, false, &dropped_bytes, &why);

    segment->num_damaged = status != STATUS_OK || dropped_bytes > 0;
    return status == STATUS_NO_MEMORY ? error_set_story(err, status, why.message) : STATUS_OK;
}

static enum status refresh(void *self, struct error *err)
{
    struct segments *const segments = self;
    struct dirent **found = NULL;
    const int count = scandir(segments->folder, &found, is_segment, alphasort);
    enum status status = STATUS_OK;

    for (int k = 0; k < count; k++) {
        if (!status && strcmp(found[k]->d_name, segments->own) != 0)
            status = read_segment(segments, found[k]->d_name, err);
        free(found[k]);
    }
    free(found);
    return status;
}

static enum status find(void *self, const unsigned char key[CHAT_KEY_BYTES], struct text *line,
                        bool *found, struct error *err)
{
    const struct segments *const segments = self;
    const char *bytes = NULL;
    size_t length = 0;

    *found = reply_store_find(segments->replies, key, &bytes, &length);
    if (*found)
        text_append_bytes(line, bytes, length);
    return line->failed ? error_set(err, STATUS_NO_MEMORY, "no memory for a reply") : STATUS_OK;
}

/* The name says who wrote it; it is made new, so two processes can never share one. */
static enum status open_own(struct segments *segments, struct error *err)
{
    char host[64] = "host";
    char path[FILES_MAX_PATH];

    gethostname(host, sizeof host - 1);
    host[strcspn(host, "/.")] = '\0';
    for (int k = 0;; k++) {
        snprintf(segments->own, sizeof segments->own, "%s-%ld-%lld-%d.replies", host,
                 (long)getpid(), (long long)time(NULL), k);
        TRY(path_join(path, segments->folder, segments->own, err));
        if (!file_exists(path))
            return reply_store_open_log(segments->replies, path, "fisc replies\n", err);
    }
}

static enum status add(void *self, const unsigned char key[CHAT_KEY_BYTES], const char *line,
                       size_t length, struct error *err)
{
    struct segments *const segments = self;
    const char *bytes = NULL;
    size_t known = 0;

    if (reply_store_find(segments->replies, key, &bytes, &known) &&
        llm_reply_worth(bytes, known) >= llm_reply_worth(line, length))
        return STATUS_OK;
    if (!segments->own[0])
        TRY(open_own(segments, err));
    return reply_store_add(segments->replies, key, line, length, err);
}

static enum status sync_segments(void *self, struct error *err)
{
    return reply_store_sync(((struct segments *)self)->replies, err);
}

static uint64_t num_damaged(const void *self)
{
    const struct segments *const segments = self;
    uint64_t sum = 0;

    for (size_t k = 0; k < segments->num_segments; k++)
        sum += segments->segment[k].num_damaged;
    return sum;
}

const struct shared_store_kind shared_store_segments = {
    .name = "segments",
    .open = open_segments,
    .refresh = refresh,
    .find = find,
    .add = add,
    .sync = sync_segments,
    .num_damaged = num_damaged,
    .close = close_segments,
};
