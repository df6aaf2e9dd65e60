/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/text.h: text that grows, and the nearest of some names. */
#ifndef FISC_BASE_TEXT_H
#define FISC_BASE_TEXT_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

/* Grows as it is appended to; start with {0}, free with text_free().  Once memory ran out, further
 * appends do nothing and `failed` stays true. */
struct text {
    char *bytes; /* zero-terminated; NULL while empty */
    size_t length, capacity;
    bool failed;
};

void text_append(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);
void text_append_list(struct text *text, const char *format, va_list arguments) PRINTF_LIKE(2, 0);
/* For what people read: words from outside as of base/shown.h. */
void text_append_shown(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);
void text_append_shown_list(struct text *text, const char *format, va_list arguments)
    PRINTF_LIKE(2, 0);
/* Whole lines that we made, the rest of them shown. */
void text_append_lines(struct text *text, const char *lines, size_t length);
void text_append_bytes(struct text *text, const char *bytes, size_t length);
/* Room behind the end for so many bytes and a zero; NULL if memory ran out. */
char *text_reserve(struct text *text, size_t more);
/* Gives back the room that is not used: for texts of which many are kept. */
void text_fit(struct text *text);
/* Length of the longest beginning that is UTF-8 without a zero byte. */
size_t text_utf8_length(const char *bytes, size_t length);
/* Bytes of the whole letters of UTF-8 that fit into `most`, for "%.*s". */
int text_letters(const char *text, int most);
/* A JSON string with its quotes; bytes that are not UTF-8 become U+FFFD, so that it is always JSON. */
void text_append_json_string(struct text *text, const char *string);
/* The shortest decimal that reads back to the same double; null if it is not finite. */
void text_append_number(struct text *text, double number);
void text_append_integer(struct text *text, int64_t number);
/* The same in `room`, where it need not begin. */
enum { TEXT_INTEGER_ROOM = 24 };
const char *text_integer(char room[TEXT_INTEGER_ROOM], int64_t number);
void text_free(struct text *text);

/* Does it contain one of these phrases, which end with NULL, in letters of any case? */
bool text_has_any(const char *text, const char *const *phrases);

/* The name with the smallest edit distance to `word`, if that is at most a third of its length (at
 * least 1, at most 4); NULL otherwise. */
const char *text_nearest(const char *word, const char *const *names, size_t num_names);

#endif
