/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/jsonc_keys.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { FEW_KEYS = 32 };

struct hashed_key {
    XXH64_hash_t hash;
    uint32_t node;
};

static int compare_keys(const void *left, const void *right)
{
    const struct hashed_key *const a = left;
    const struct hashed_key *const b = right;

    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    return a->node < b->node ? -1 : a->node > b->node;
}

/* Replies of models have few keys, and there are many of them: for these a call for each comparison is long. */
static void sort_keys(struct hashed_key *keys, size_t count)
{
    if (count > FEW_KEYS) {
        qsort(keys, count, sizeof *keys, compare_keys);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        const struct hashed_key key = keys[i];
        size_t place = i;

        for (; place > 0 && keys[place - 1].hash > key.hash; place--)
            keys[place] = keys[place - 1];
        keys[place] = key; /* behind its equals, which stand before it in the text */
    }
}

size_t jsonc_key_length(const char *key)
{
    return (size_t)(strchr(key + 1, '"') - key) - 1;
}

static size_t list_keys(struct hashed_key *keys, const char *text, const struct jsonc_node *nodes,
                        size_t num_nodes)
{
    size_t count = 0;

    for (size_t i = 0; i < num_nodes; i++) {
        const char *const key = text + nodes[i].key_offset;

        if (nodes[i].key_offset != nodes[i].value_offset)
            keys[count++] = (struct hashed_key){XXH3_64bits_withSeed(key, jsonc_key_length(key) + 2,
                                                                     nodes[i].parent),
                                                (uint32_t)i};
    }
    return count;
}

bool jsonc_keys_find_second(const char *text, const struct jsonc_node *nodes, size_t num_nodes,
                            size_t *second)
{
    struct hashed_key *const keys = malloc((num_nodes + 1) * sizeof *keys);

    *second = SIZE_MAX;
    if (!keys)
        return false;
    const size_t count = list_keys(keys, text, nodes, num_nodes);

    sort_keys(keys, count);
    for (size_t i = 1; i < count; i++)
        if (keys[i].hash == keys[i - 1].hash &&
            nodes[keys[i].node].parent == nodes[keys[i - 1].node].parent && keys[i].node < *second)
            *second = keys[i].node;
    free(keys);
    return true;
}
