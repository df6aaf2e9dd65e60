/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/json_writer.h: JSON as it is written, value by value: the writer sets commas, colons, quotes
 * and brackets.
 *
 *     struct json_writer json = json_writer_of(&text, JSON_COMPACT);
 *
 *     json_open_object(&json, NULL);
 *     json_string(&json, "name", name);
 *     json_numbers(&json, "rates", rate, count);
 *     json_close(&json);                                  {"name":"...","rates":[0.1,0.2]}
 *
 * `key` is that of a member of an object; NULL for elements of arrays and for the whole.  Memory that
 * ran short shows in text->failed, as for every text. */
#ifndef FISC_BASE_JSON_WRITER_H
#define FISC_BASE_JSON_WRITER_H

#include "base/text.h"

#include <stdint.h>

enum json_style {
    JSON_COMPACT,  /* {"a":1,"b":[2,3]} */
    JSON_SPACED,   /* {"a": 1, "b": [2, 3]} */
    JSON_INDENTED, /* a line for each member of an object, and for each container in an array */
};

enum { JSON_WRITER_MAX_DEPTH = 64 };

struct json_writer {
    struct text *text; /* borrowed */
    enum json_style style;
    int depth;                               /* of open containers */
    uint64_t is_array, has_items, is_broken; /* bit k: of the container at depth k + 1 */
};

struct json_writer json_writer_of(struct text *text, enum json_style style);

void json_open_object(struct json_writer *json, const char *key);
void json_open_array(struct json_writer *json, const char *key);
void json_close(struct json_writer *json); /* the innermost */

void json_string(struct json_writer *json, const char *key, const char *value); /* NULL: null */
void json_number(struct json_writer *json, const char *key, double value); /* null if not finite */
void json_integer(struct json_writer *json, const char *key, int64_t value);
void json_bool(struct json_writer *json, const char *key, bool value);
void json_null(struct json_writer *json, const char *key);
void json_numbers(struct json_writer *json, const char *key, const double *values, size_t count);

/* A number with digits as the format says ("%.4f"), or a text of letters that need no escapes
 * ("\"%016llx\""). */
void json_print(struct json_writer *json, const char *key, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* What is JSON already. */
void json_raw(struct json_writer *json, const char *key, const char *value, size_t length);

#endif
