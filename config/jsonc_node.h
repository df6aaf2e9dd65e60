/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/jsonc_node.h: where the values of a JSON text stand. */
#ifndef FISC_CONFIG_JSONC_NODE_H
#define FISC_CONFIG_JSONC_NODE_H

#include <stdint.h>

/* One value, in the order of the text (parents before children). */
struct jsonc_node {
    uint32_t parent;     /* index of the parent; the root is its own */
    uint32_t key_offset; /* of the key's opening quote, or of the value where there is no key */
    uint32_t value_offset;
    uint32_t value_length; /* bytes of the value's text */
};

#endif
