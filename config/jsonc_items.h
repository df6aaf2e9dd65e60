/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/jsonc_items.h: the items of a JSON text that was checked, in one piece of memory, their words in the text: what
 * cJSON would make of it, without going through the text again and without a piece of memory for each. */
#ifndef FISC_CONFIG_JSONC_ITEMS_H
#define FISC_CONFIG_JSONC_ITEMS_H

#include "config/jsonc_node.h"

#include <cjson/cJSON.h>
#include <stddef.h>

/* One for each node, to be freed together; `text` is theirs from now on.  NULL without memory. */
cJSON *jsonc_items_build(char *text, const struct jsonc_node *nodes, size_t num_nodes);

#endif
