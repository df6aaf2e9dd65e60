/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include "base/shown.h"
#include "base/utf8.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

char *text_reserve(struct text *text, size_t more)
{
    if (text->failed)
        return NULL;
    if (text->length + more + 1 <= text->capacity)
        return text->bytes + text->length;
    const size_t capacity = 2 * text->capacity + more + 64;
    char *const bytes = realloc(text->bytes, capacity);

    if (!bytes) {
        text->failed = true;
        return NULL;
    }
    text->bytes = bytes;
    text->capacity = capacity;
    return text->bytes + text->length;
}

void text_fit(struct text *text)
{
    char *const bytes = text->bytes ? realloc(text->bytes, text->length + 1) : NULL;

    if (!bytes)
        return; /* it keeps the room that it has */
    text->bytes = bytes;
    text->capacity = text->length + 1;
}

void text_append_bytes(struct text *text, const char *bytes, size_t length)
{
    if (!text_reserve(text, length))
        return;
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void text_append_list(struct text *text, const char *format, va_list arguments)
{
    va_list again;
    const size_t room = text->failed ? 0 : text->capacity - text->length;

    va_copy(again, arguments);
    const int length = vsnprintf(room ? text->bytes + text->length : NULL, room, format, again);

    va_end(again);
    if (length < 0 || (size_t)length >= room) { /* it did not fit */
        if (room)
            text->bytes[text->length] = '\0';
        if (length < 0 || !text_reserve(text, (size_t)length))
            return;
        vsnprintf(text->bytes + text->length, (size_t)length + 1, format, arguments);
    }
    text->length += (size_t)length;
}

void text_append(struct text *text, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    text_append_list(text, format, arguments);
    va_end(arguments);
}

void text_append_shown_list(struct text *text, const char *format, va_list arguments)
{
    const int length = shown_print_list(NULL, 0, format, arguments);
    char *const room = text_reserve(text, (size_t)length);

    if (!room)
        return;
    shown_print_list(room, (size_t)length + 1, format, arguments);
    text->length += (size_t)length;
}

void text_append_shown(struct text *text, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    text_append_shown_list(text, format, arguments);
    va_end(arguments);
}

void text_append_lines(struct text *text, const char *lines, size_t length)
{
    const int bytes = shown_print_lines(NULL, 0, lines, length);
    char *const room = text_reserve(text, (size_t)bytes);

    if (!room)
        return;
    shown_print_lines(room, (size_t)bytes + 1, lines, length);
    text->length += (size_t)bytes;
}

/* Eight bytes at a time: what is asked is whether there is such a byte at all, not which one it is. */
enum { WORD_BYTES = 8 };
static const uint64_t EACH = 0x0101010101010101U;
static const uint64_t HIGH = 0x8080808080808080U;

static uint64_t word_at(const char *bytes)
{
    uint64_t word = 0;

    memcpy(&word, bytes, WORD_BYTES);
    return word;
}

/* Not 0 if some byte is below `least`, which is at most 128. */
static uint64_t bytes_below(uint64_t word, unsigned least)
{
    return (word - EACH * least) & ~word & HIGH;
}

static bool is_ascii(uint64_t word)
{
    return !((word | bytes_below(word, 1)) & HIGH);
}

size_t text_utf8_length(const char *bytes, size_t length)
{
    uint32_t code = 0;

    for (size_t i = 0; i < length;) {
        if (i + WORD_BYTES <= length && is_ascii(word_at(bytes + i))) {
            i += WORD_BYTES;
            continue;
        }
        if (bytes[i] != '\0' && (unsigned char)bytes[i] < 0x80) {
            i++;
            continue;
        }
        const size_t letter = utf8_code_point(bytes + i, length - i, &code);

        if (letter == 0 || code == 0)
            return i;
        i += letter;
    }
    return length;
}

int text_letters(const char *text, int most)
{
    const size_t length = strnlen(text, (size_t)most);
    size_t end = length;

    if (text[length] == '\0')
        return (int)length;
    while (end > 0 && ((unsigned char)text[end] & 0xC0) == 0x80)
        end--;
    return (int)(end > 0 ? end : length); /* no letters at all: as many bytes as fit */
}

static bool is_plain(uint64_t word)
{
    return !((word & HIGH) | bytes_below(word, ' ') | bytes_below(word ^ EACH * '"', 1) |
             bytes_below(word ^ EACH * '\\', 1));
}

/* Bytes that JSON takes as they are. */
static size_t plain_length(const char *bytes, size_t length)
{
    size_t i = 0;

    while (i + WORD_BYTES <= length && is_plain(word_at(bytes + i)))
        i += WORD_BYTES;
    while (i < length && bytes[i] != '"' && bytes[i] != '\\' && (unsigned char)bytes[i] >= 0x20)
        i++;
    return i;
}

void text_append_json_string(struct text *text, const char *string)
{
    static const char replacement[] = "\xEF\xBF\xBD";
    const char *const end = string + strlen(string);
    const char *good = string + text_utf8_length(string, strlen(string));

    text_append_bytes(text, "\"", 1);
    for (const char *c = string; c < end; c++) {
        const size_t plain = plain_length(c, (size_t)((good < end ? good : end) - c));

        text_append_bytes(text, c, plain);
        c += plain;
        if (c == end)
            break;
        if (c == good) { /* words cut in the middle of a letter, say */
            text_append_bytes(text, replacement, 3);
            good = c + 1 + text_utf8_length(c + 1, (size_t)(end - c - 1));
        } else if (*c == '"' || *c == '\\')
            text_append(text, "\\%c", *c);
        else if (*c == '\n')
            text_append_bytes(text, "\\n", 2);
        else
            text_append(text, "\\u%04x", (unsigned)*c);
    }
    text_append_bytes(text, "\"", 1);
}

void text_append_number(struct text *text, double number)
{
    char digits[40];

    if (!isfinite(number)) {
        text_append_bytes(text, "null", 4);
        return;
    }
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, number);
        if (strtod(digits, NULL) == number)
            break;
    }
    text_append_bytes(text, digits, strlen(digits));
}

const char *text_integer(char room[TEXT_INTEGER_ROOM], int64_t number)
{
    char *first = room + TEXT_INTEGER_ROOM - 1;
    uint64_t left = number < 0 ? -(uint64_t)number : (uint64_t)number;

    *first = '\0';
    do {
        *--first = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (number < 0)
        *--first = '-';
    return first;
}

void text_append_integer(struct text *text, int64_t number)
{
    char room[TEXT_INTEGER_ROOM];
    const char *const digits = text_integer(room, number);

    text_append_bytes(text, digits, (size_t)(room + TEXT_INTEGER_ROOM - 1 - digits));
}

void text_free(struct text *text)
{
    free(text->bytes);
    *text = (struct text){0};
}

enum { MAX_WORD = 128 };

/* Levenshtein distance, a swap of neighbours counting as one; words beyond MAX_WORD are far. */
static size_t edit_distance(const char *a, const char *b)
{
    const size_t length_a = strlen(a);
    const size_t length_b = strlen(b);
    size_t rows[3][MAX_WORD + 1];

    if (length_a > MAX_WORD || length_b > MAX_WORD)
        return MAX_WORD;
    for (size_t j = 0; j <= length_b; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= length_a; i++) {
        size_t *const row = rows[i % 3];
        const size_t *const above = rows[(i - 1) % 3];
        const size_t *const before = rows[(i + 1) % 3]; /* row i - 2 */

        row[0] = i;
        for (size_t j = 1; j <= length_b; j++) {
            const size_t replace = above[j - 1] + (a[i - 1] != b[j - 1]);
            size_t best = above[j] + 1 < row[j - 1] + 1 ? above[j] + 1 : row[j - 1] + 1;

            best = replace < best ? replace : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            row[j] = best;
        }
    }
    return rows[length_a % 3][length_b];
}

const char *text_nearest(const char *word, const char *const *names, size_t num_names)
{
    const size_t third = strlen(word) / 3;
    size_t best_distance = (third < 1 ? 1 : third > 4 ? 4 : third) + 1;
    const char *best = NULL;

    for (size_t i = 0; i < num_names; i++) {
        const size_t distance = edit_distance(word, names[i]);

        if (distance < best_distance) {
            best_distance = distance;
            best = names[i];
        }
    }
    return best;
}

bool text_has_any(const char *text, const char *const *phrases)
{
    for (; *phrases; phrases++)
        for (const char *at = text; *at; at++)
            if (strncasecmp(at, *phrases, strlen(*phrases)) == 0)
                return true;
    return false;
}
