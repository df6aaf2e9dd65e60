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
#include "config/jsonc_node.h"

#include <cjson/cJSON.h>
#include <stdint.h>

enum { JSONC_MAX_DEPTH = 64, JSONC_MAX_BYTES = 16 << 20 };

struct jsonc {
    char *name; /* of the file, for errors */
    char *text; /* cleaned copy */
    size_t length;
    cJSON *root;  /* its items in preorder are nodes[0], nodes[1], ... */
    cJSON *items; /* [num_nodes], after jsonc_read() */
    struct jsonc_node *nodes;
    size_t num_nodes;
    uint32_t *line_starts; /* [num_lines] offsets */
    size_t num_lines;
};

/* Parse; errors read "name:line:column: what was expected". */
enum status jsonc_parse(struct jsonc *document, const char *name, const char *text, size_t length,
                        struct error *err) MUST_CHECK;
/* The same for what is only looked at, in half the time: items lie in one piece of memory and belong to the document, none
 * may be added, taken out or changed, and its text and places are gone. */
enum status jsonc_read(struct jsonc *document, const char *name, const char *text, size_t length,
                       struct error *err) MUST_CHECK;
void jsonc_free(struct jsonc *document);

/* Line and column (both from 1, columns in bytes) of an offset. */
void jsonc_place(const struct jsonc *document, size_t offset, int *line, int *column);

#endif
