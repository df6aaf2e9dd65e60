/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/jsonc.h: JSON with comments and trailing commas, read strictly.  A pass over the bytes checks
 * what cJSON would let through (numbers like 01 or 1e999, duplicate keys, bad UTF-8, control
 * characters, words after the value, deep nesting), notes where everything stands, and overwrites
 * comments and trailing commas with blanks, so that offsets stay true; then cJSON parses. */
#ifndef FISC_CONFIG_JSONC_H
#define FISC_CONFIG_JSONC_H

#include "base/error.h"

#include <cjson/cJSON.h>
#include <stdint.h>

enum { JSONC_MAX_DEPTH = 64, JSONC_MAX_BYTES = 16 << 20 };

/* One value, in the order of the text (parents before children). */
struct jsonc_node {
    uint32_t parent;     /* index of the parent; the root is its own */
    uint32_t key_offset; /* of the key's opening quote, or of the value where there is no key */
    uint32_t value_offset;
    uint32_t value_length; /* bytes of the value's text */
};

struct jsonc {
    char *name; /* of the file, for errors */
    char *text; /* cleaned copy */
    size_t length;
    cJSON *root; /* its items in preorder are nodes[0], nodes[1], ... */
    struct jsonc_node *nodes;
    size_t num_nodes;
    uint32_t *line_starts; /* [num_lines] offsets */
    size_t num_lines;
};

/* Parse; errors read "name:line:column: what was expected". */
enum status jsonc_parse(struct jsonc *document, const char *name, const char *text, size_t length,
                        struct error *err) MUST_CHECK;
void jsonc_free(struct jsonc *document);

/* Line and column (both from 1, columns in bytes) of an offset. */
void jsonc_place(const struct jsonc *document, size_t offset, int *line, int *column);

#endif
