/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/reply_store.h"

#include "base/files.h"
#include "base/journal.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 1024 };

struct entry {
    unsigned char key[CHAT_KEY_BYTES];
    size_t length;
    bool is_own;   /* it is in the log */
    bool is_asked; /* by this run: it paid for it */
    char line[];   /* zero-terminated */
};

struct reply_store {
    struct entry **entry; /* open addressing, NULL: free; capacity is a power of two */
    size_t capacity, count;
    struct journal *log; /* NULL: nothing is written */
    bool is_reading_own;
    struct reply_costs extra; /* paid for no reply */
};

enum status reply_store_create(struct reply_store **store, struct error *err)
{
    struct reply_store *const made = calloc(1, sizeof *made);

    *store = NULL;
    if (made)
        made->entry = calloc(FIRST_CAPACITY, sizeof *made->entry);
    if (!made || !made->entry) {
        free(made);
        return error_set(err, STATUS_NO_MEMORY, "no memory for replies");
    }
    made->capacity = FIRST_CAPACITY;
    *store = made;
    return STATUS_OK;
}

void reply_store_destroy(struct reply_store *store)
{
    if (!store)
        return;
    for (size_t i = 0; i < store->capacity; i++)
        free(store->entry[i]);
    journal_close(store->log, NULL);
    free(store->entry);
    free(store);
}

/* SHA-256 is evenly spread: its first bytes are the place. */
static struct entry **place_of(struct entry **entries, size_t capacity,
                               const unsigned char key[CHAT_KEY_BYTES])
{
    uint64_t start = 0;

    memcpy(&start, key, sizeof start);
    for (size_t i = (size_t)start & (capacity - 1);; i = (i + 1) & (capacity - 1))
        if (!entries[i] || memcmp(entries[i]->key, key, CHAT_KEY_BYTES) == 0)
            return &entries[i];
}

static enum status grow(struct reply_store *store, struct error *err)
{
    const size_t capacity = 2 * store->capacity;
    struct entry **const entries = calloc(capacity, sizeof *entries);

    if (!entries)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %zu replies", store->count);
    for (size_t i = 0; i < store->capacity; i++)
        if (store->entry[i])
            *place_of(entries, capacity, store->entry[i]->key) = store->entry[i];
    free(store->entry);
    store->entry = entries;
    store->capacity = capacity;
    return STATUS_OK;
}

/* A new entry in this place, or another line in the one that is there. */
static enum status fill(struct entry **place, const unsigned char *key, bool is_own,
                        const char *line, size_t length, struct error *err)
{
    struct entry *const entry = realloc(*place, sizeof *entry + length + 1);

    if (!entry)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a reply");
    *place = entry;
    memcpy(entry->key, key, CHAT_KEY_BYTES);
    memcpy(entry->line, line, length);
    entry->line[length] = '\0';
    entry->length = length;
    entry->is_own = is_own;
    entry->is_asked = false;
    return STATUS_OK;
}

/* The first reply to a request is the one that counts, unless a later one is worth more. */
static enum status keep(struct reply_store *store, const unsigned char *key, const char *line,
                        size_t length, struct error *err)
{
    if (2 * (store->count + 1) > store->capacity)
        TRY(grow(store, err));
    struct entry **const place = place_of(store->entry, store->capacity, key);

    if (*place) {
        const enum llm_worth worth = llm_reply_worth((*place)->line, (*place)->length);

        if (worth < LLM_WORTH_ANSWER && worth < llm_reply_worth(line, length))
            return fill(place, key, store->is_reading_own, line, length, err);
        (*place)->is_own |= store->is_reading_own;
        return STATUS_OK;
    }
    TRY(fill(place, key, store->is_reading_own, line, length, err));
    store->count++;
    return STATUS_OK;
}

static void add_costs(struct reply_costs *sum, const struct reply_costs *more)
{
    sum->requests += more->requests;
    sum->prompt_tokens += more->prompt_tokens;
    sum->completion_tokens += more->completion_tokens;
}

static enum status visit(void *context, uint32_t type, const void *payload, size_t length,
                         struct error *err)
{
    struct reply_store *const store = context;
    const char *const bytes = payload;

    if (type == REPLY_RECORD_COST && length == sizeof(struct reply_costs)) {
        struct reply_costs more;

        memcpy(&more, payload, sizeof more);
        if (store->is_reading_own)
            add_costs(&store->extra, &more);
        return STATUS_OK;
    }
    if ((type != REPLY_RECORD_ASKED && type != REPLY_RECORD_ADOPTED) || length < CHAT_KEY_BYTES)
        return STATUS_OK; /* a newer fisc wrote more than we know */
    TRY(keep(store, payload, bytes + CHAT_KEY_BYTES, length - CHAT_KEY_BYTES, err));
    if (store->is_reading_own && type == REPLY_RECORD_ASKED)
        (*place_of(store->entry, store->capacity, payload))->is_asked = true;
    return STATUS_OK;
}

enum status reply_store_read(struct reply_store *store, const char *path, bool is_own,
                             uint64_t *dropped_bytes, struct error *err)
{
    struct journal_scan scan;

    store->is_reading_own = is_own;
    const enum status status = journal_read(&scan, path, visit, store, err);

    store->is_reading_own = false;
    TRY(status);
    *dropped_bytes = scan.dropped_bytes;
    journal_scan_free(&scan);
    return STATUS_OK;
}

enum status reply_store_open_log(struct reply_store *store, const char *path, const char *header,
                                 struct error *err)
{
    struct journal_scan scan;

    if (store->log)
        return error_set(err, STATUS_INTERNAL, "%s: replies have a log already", path);
    if (!file_exists(path))
        return journal_create(&store->log, path, header, err);
    TRY(journal_read(&scan, path, NULL, NULL, err));
    const enum status status =
        scan.is_empty ? journal_create(&store->log, path, header, err)
                      : journal_open(&store->log, path, scan.valid_bytes, scan.hash, err);

    journal_scan_free(&scan);
    return status;
}

bool reply_store_find(const struct reply_store *store, const unsigned char key[CHAT_KEY_BYTES],
                      const char **line, size_t *length)
{
    const struct entry *const entry = *place_of(store->entry, store->capacity, key);

    *line = entry ? entry->line : NULL;
    *length = entry ? entry->length : 0;
    return entry != NULL;
}

bool reply_store_is_own(const struct reply_store *store, const unsigned char key[CHAT_KEY_BYTES])
{
    const struct entry *const entry = *place_of(store->entry, store->capacity, key);

    return entry && entry->is_own;
}

static enum status log_reply(struct reply_store *store, uint32_t type, const unsigned char *key,
                             const char *line, size_t length, struct error *err)
{
    if (!store->log)
        return STATUS_OK;

    char *const payload = malloc(CHAT_KEY_BYTES + length);

    if (!payload)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a reply");
    memcpy(payload, key, CHAT_KEY_BYTES);
    memcpy(payload + CHAT_KEY_BYTES, line, length);
    enum status status = journal_append(store->log, type, payload, CHAT_KEY_BYTES + length, err);

    if (!status)
        status = journal_flush(store->log, err);
    free(payload);
    return status;
}

enum status reply_store_adopt(struct reply_store *store, const unsigned char key[CHAT_KEY_BYTES],
                              struct error *err)
{
    struct entry *const entry = *place_of(store->entry, store->capacity, key);

    if (!entry || entry->is_own || !store->log)
        return STATUS_OK;
    entry->is_own = true;
    return log_reply(store, REPLY_RECORD_ADOPTED, key, entry->line, entry->length, err);
}

enum status reply_store_adopt_all(struct reply_store *store, struct error *err)
{
    for (size_t k = 0; k < store->capacity; k++)
        if (store->entry[k])
            TRY(reply_store_adopt(store, store->entry[k]->key, err));
    return STATUS_OK;
}

enum status reply_store_add(struct reply_store *store, const unsigned char key[CHAT_KEY_BYTES],
                            const char *line, size_t length, struct error *err)
{
    struct entry **const place = place_of(store->entry, store->capacity, key);

    /* What others were told stood there only because it could not be used. */
    if (*place && !(*place)->is_own)
        TRY(fill(place, key, true, line, length, err));
    else
        TRY(keep(store, key, line, length, err));
    struct entry *const entry = *place_of(store->entry, store->capacity, key);

    entry->is_own = entry->is_asked = true;
    return log_reply(store, REPLY_RECORD_ASKED, key, line, length, err);
}

enum status reply_store_put(struct reply_store *store, const unsigned char key[CHAT_KEY_BYTES],
                            const char *line, size_t length, struct error *err)
{
    return keep(store, key, line, length, err);
}

static int by_key(const void *a, const void *b)
{
    const struct entry *const *const x = a;
    const struct entry *const *const y = b;

    return memcmp((*x)->key, (*y)->key, CHAT_KEY_BYTES);
}

enum status reply_store_visit(const struct reply_store *store, reply_visitor *visitor,
                              void *context, struct error *err)
{
    const struct entry **const sorted = malloc((store->count + 1) * sizeof *sorted);
    size_t count = 0;

    if (!sorted)
        return error_set(err, STATUS_NO_MEMORY, "no memory to sort %zu replies", store->count);
    for (size_t k = 0; k < store->capacity; k++)
        if (store->entry[k])
            sorted[count++] = store->entry[k];
    qsort(sorted, count, sizeof *sorted, by_key);
    for (size_t k = 0; k < count; k++)
        visitor(context, sorted[k]->key, sorted[k]->line, sorted[k]->length);
    free(sorted);
    return STATUS_OK;
}

enum status reply_store_sync(struct reply_store *store, struct error *err)
{
    return store->log ? journal_sync(store->log, err) : STATUS_OK;
}

enum status reply_store_add_cost(struct reply_store *store, const struct reply_costs *more,
                                 struct error *err)
{
    add_costs(&store->extra, more);
    if (!store->log)
        return STATUS_OK;
    TRY(journal_append(store->log, REPLY_RECORD_COST, more, sizeof *more, err));
    return journal_flush(store->log, err);
}

struct reply_costs reply_store_costs(const struct reply_store *store, bool only_asked)
{
    struct reply_costs costs = only_asked ? store->extra : (struct reply_costs){0};

    for (size_t k = 0; k < store->capacity; k++) {
        const struct entry *const entry = store->entry[k];
        struct llm_reply reply;

        if (!entry || (only_asked && !entry->is_asked) ||
            llm_reply_parse(&reply, entry->line, entry->length, NULL) != STATUS_OK)
            continue;
        costs.requests += 1.0 + reply.num_reprompts;
        costs.prompt_tokens += (double)reply.prompt_tokens;
        costs.completion_tokens += (double)reply.completion_tokens;
        llm_reply_free(&reply);
    }
    return costs;
}

size_t reply_store_count(const struct reply_store *store)
{
    return store->count;
}
