/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/jsonc_keys.h: keys of a JSON text whose nodes are known. */
#ifndef FISC_CONFIG_JSONC_KEYS_H
#define FISC_CONFIG_JSONC_KEYS_H

#include "config/jsonc_node.h"

#include <stdbool.h>
#include <stddef.h>

/* Bytes between the quotes of a key, which begins with the first; there are no escapes in it. */
size_t jsonc_key_length(const char *key);

/* *second: the first node whose key stood in its object before, or SIZE_MAX.  False without memory. */
bool jsonc_keys_find_second(const char *text, const struct jsonc_node *nodes, size_t num_nodes,
                            size_t *second);

#endif
