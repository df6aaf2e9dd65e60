/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/jsonc.h"

#include "base/text.h"
#include "config/jsonc_items.h"
#include "config/jsonc_keys.h"
#include "config/key_like.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANY_DIGITS = 300, ZEROS_BEHIND = 16 }; /* fewer, and no exponent: no number is too large */

struct reader {
    struct jsonc *document;
    char *text;
    size_t at, length;
    size_t capacity_nodes;
    int depth;
    struct error *err;
};

static bool index_lines(struct jsonc *document)
{
    size_t count = 1;

    if (document->line_starts)
        return true;
    for (size_t i = 0; i < document->length; i++)
        count += document->text[i] == '\n';
    document->line_starts = malloc(count * sizeof *document->line_starts);
    if (!document->line_starts)
        return false;
    document->line_starts[document->num_lines++] = 0;
    for (size_t i = 0; i < document->length; i++)
        if (document->text[i] == '\n')
            document->line_starts[document->num_lines++] = (uint32_t)i + 1;
    return true;
}

void jsonc_place(const struct jsonc *document, size_t offset, int *line, int *column)
{
    size_t low = 0;
    size_t high = document->num_lines;

    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;

        if (document->line_starts[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    *line = (int)low + 1;
    *column = (int)(offset - (document->line_starts ? document->line_starts[low] : 0)) + 1;
}

static enum status fail_at(const struct reader *reader, size_t offset, const char *format, ...)
    PRINTF_LIKE(3, 4);

static enum status fail_at(const struct reader *reader, size_t offset, const char *format, ...)
{
    struct text what = {0};
    int line;
    int column;
    va_list arguments;

    va_start(arguments, format);
    text_append_list(&what, format, arguments);
    va_end(arguments);
    (void)index_lines(reader->document);
    jsonc_place(reader->document, offset, &line, &column);
    error_set(reader->err, STATUS_INVALID_INPUT, "%s:%d:%d: %s", reader->document->name, line,
              column, what.bytes ? what.bytes : "no memory");
    text_free(&what);
    return STATUS_INVALID_INPUT;
}

static char peek(const struct reader *reader)
{
    return reader->at < reader->length ? reader->text[reader->at] : '\0';
}

/* What stands here, for error messages. */
static const char *found(const struct reader *reader, char room[static 32])
{
    const char *const at = reader->text + reader->at;

    if (reader->at >= reader->length)
        return "the end of the text";
    const size_t length = strcspn(at, " \t\r\n,]}");

    if (key_like_beginning(at, length))
        return "what looks like a key";
    snprintf(room, 32, "'%.*s'", (int)(length < 20 ? length : 20), at);
    if (room[1] == '\'')
        snprintf(room, 32, "'%c'", *at);
    return room;
}

/* Skip blanks; overwrite comments with blanks. */
static enum status skip_blanks(struct reader *reader)
{
    for (;;) {
        const char c = peek(reader);

        if (reader->at < reader->length && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) {
            reader->at++;
        } else if (c == '/' && reader->at + 1 < reader->length &&
                   reader->text[reader->at + 1] == '/') {
            while (reader->at < reader->length && reader->text[reader->at] != '\n')
                reader->text[reader->at++] = ' ';
        } else if (c == '/' && reader->at + 1 < reader->length &&
                   reader->text[reader->at + 1] == '*') {
            const size_t start = reader->at;
            const char *const end =
                memmem(reader->text + start + 2, reader->length - start - 2, "*/", 2);

            if (!end)
                return fail_at(reader, start, "this comment has no end");
            const size_t stop = (size_t)(end - reader->text) + 2;

            for (; reader->at < stop; reader->at++)
                if (reader->text[reader->at] != '\n')
                    reader->text[reader->at] = ' ';
        } else {
            return STATUS_OK;
        }
    }
}

static enum status add_node(struct reader *reader, uint32_t parent, size_t key_offset,
                            uint32_t *index)
{
    struct jsonc *const document = reader->document;

    if (document->num_nodes == reader->capacity_nodes) {
        const size_t capacity = 2 * reader->capacity_nodes + 64;
        struct jsonc_node *const nodes =
            realloc(document->nodes, capacity * sizeof *document->nodes);

        if (!nodes)
            return error_set(reader->err, STATUS_NO_MEMORY, "%s: no memory to parse it",
                             document->name);
        document->nodes = nodes;
        reader->capacity_nodes = capacity;
    }
    *index = (uint32_t)document->num_nodes++;
    document->nodes[*index] = (struct jsonc_node){.parent = parent,
                                                  .key_offset = (uint32_t)key_offset,
                                                  .value_offset = (uint32_t)reader->at};
    return STATUS_OK;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static enum status read_number(struct reader *reader)
{
    const size_t start = reader->at;
    const char *const text = reader->text;
    size_t at = start + (text[start] == '-');
    bool may_be_large = false;

    if (!is_digit(text[at]))
        return fail_at(reader, start, "a number was expected after '-'");
    if (text[at] == '0' && is_digit(text[at + 1]))
        return fail_at(reader, start, "a number may not start with 0");
    while (is_digit(text[at]))
        at++;
    if (text[at] == '.') {
        if (!is_digit(text[++at]))
            return fail_at(reader, start, "a digit was expected after '.'");
        while (is_digit(text[at]))
            at++;
    }
    if (text[at] == 'e' || text[at] == 'E') {
        may_be_large = true;
        at += 1 + (text[at + 1] == '+' || text[at + 1] == '-');
        if (!is_digit(text[at]))
            return fail_at(reader, start, "a digit was expected in the exponent");
        while (is_digit(text[at]))
            at++;
    }
    if ((may_be_large || at - start > MANY_DIGITS) && !isfinite(strtod(text + start, NULL)))
        return fail_at(reader, start, "this number is too large for a double");
    reader->at = at;
    return STATUS_OK;
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static unsigned hex_of(const char *digits)
{
    char room[5] = {digits[0], digits[1], digits[2], digits[3], '\0'};

    return (unsigned)strtoul(room, NULL, 16);
}

/* An escape after the backslash; 0 if it is none. */
static size_t escape_length(const char *text)
{
    if (text[0] == 'u') {
        for (int k = 1; k <= 4; k++)
            if (!is_hex(text[k]))
                return 0;
        const unsigned unit = hex_of(text + 1);

        if (unit == 0 || (unit >= 0xDC00 && unit < 0xE000))
            return 0;
        if (unit < 0xD800 || unit >= 0xE000)
            return 5;
        if (text[5] != '\\' || text[6] != 'u')
            return 0;
        for (int k = 7; k <= 10; k++)
            if (!is_hex(text[k]))
                return 0;
        return hex_of(text + 7) >= 0xDC00 && hex_of(text + 7) < 0xE000 ? 11 : 0;
    }
    return text[0] && strchr("\"\\/bfnrt", text[0]) ? 1 : 0;
}

static enum status read_string(struct reader *reader)
{
    const size_t start = reader->at++;

    for (;;) {
        const unsigned char c = (unsigned char)peek(reader);

        if (reader->at >= reader->length || c == '\n')
            return fail_at(reader, start, "this text has no closing quote");
        if (c == '"')
            break;
        if (c < 0x20)
            return fail_at(reader, reader->at, "a control character (write it as \\u%04x)", c);
        if (c == '\\') {
            const size_t length = escape_length(reader->text + reader->at + 1);

            if (length == 0)
                return fail_at(reader, reader->at, "this is no escape that JSON knows");
            reader->at += length;
        }
        reader->at++;
    }
    reader->at++;
    return STATUS_OK;
}

static enum status read_value(struct reader *reader, uint32_t parent, size_t key_offset);

static enum status read_key(struct reader *reader)
{
    const size_t start = reader->at;
    char room[32];

    if (peek(reader) != '"')
        return fail_at(reader, start, "a key in double quotes was expected, got %s",
                       found(reader, room));
    TRY(read_string(reader));
    if (memchr(reader->text + start, '\\', reader->at - start))
        return fail_at(reader, start, "a key may not hold escapes");
    TRY(skip_blanks(reader));
    if (peek(reader) != ':')
        return fail_at(reader, reader->at, "':' was expected after the key, got %s",
                       found(reader, room));
    reader->at++;
    return skip_blanks(reader);
}

/* Elements between brackets; a comma may stand after the last. */
static enum status read_elements(struct reader *reader, uint32_t self, char close)
{
    size_t last_comma = SIZE_MAX;
    bool wants_comma = false;
    char room[32];

    reader->at++;
    if (++reader->depth > JSONC_MAX_DEPTH)
        return fail_at(reader, reader->at - 1, "nested more than %d deep", JSONC_MAX_DEPTH);
    for (;;) {
        TRY(skip_blanks(reader));
        const char c = peek(reader);

        if (c == close && reader->at < reader->length) {
            if (last_comma != SIZE_MAX && !wants_comma)
                reader->text[last_comma] = ' ';
            reader->at++;
            reader->depth--;
            return STATUS_OK;
        }
        if (wants_comma) {
            if (c != ',')
                return fail_at(reader, reader->at, "',' or '%c' was expected, got %s", close,
                               found(reader, room));
            last_comma = reader->at++;
            wants_comma = false;
            continue;
        }
        const size_t key_offset = reader->at;

        if (close == '}')
            TRY(read_key(reader));
        TRY(read_value(reader, self, close == '}' ? key_offset : reader->at));
        wants_comma = true;
    }
}

static bool read_word(struct reader *reader, const char *word)
{
    const size_t length = strlen(word);

    if (reader->length - reader->at < length ||
        memcmp(reader->text + reader->at, word, length) != 0)
        return false;
    reader->at += length;
    return true;
}

static enum status read_value(struct reader *reader, uint32_t parent, size_t key_offset)
{
    uint32_t self = 0;
    char room[32];

    TRY(add_node(reader, parent, key_offset, &self));
    const size_t start = reader->at;
    const char c = peek(reader);
    enum status status = STATUS_OK;

    if (c == '{')
        status = read_elements(reader, self, '}');
    else if (c == '[')
        status = read_elements(reader, self, ']');
    else if (c == '"')
        status = read_string(reader);
    else if (c == '-' || is_digit(c))
        status = read_number(reader);
    else if (!read_word(reader, "true") && !read_word(reader, "false") &&
             !read_word(reader, "null"))
        status = fail_at(reader, start, "a value was expected, got %s", found(reader, room));
    reader->document->nodes[self].value_length = (uint32_t)(reader->at - start);
    return status;
}

/* The same key twice in one object: one of the two would be lost in silence. */
static enum status check_duplicates(const struct reader *reader)
{
    const struct jsonc *const document = reader->document;
    size_t second = SIZE_MAX;

    if (!jsonc_keys_find_second(document->text, document->nodes, document->num_nodes, &second))
        return error_set(reader->err, STATUS_NO_MEMORY, "%s: no memory to parse it",
                         document->name);
    if (second == SIZE_MAX)
        return STATUS_OK;
    const size_t offset = document->nodes[second].key_offset;
    const char *const key = reader->text + offset;
    const size_t length = jsonc_key_length(key) + 2;

    if (key_like_beginning(key, length))
        return fail_at(reader, offset, "a name that looks like a key, a second time");
    return fail_at(reader, offset, "%.*s stands here a second time",
                   text_letters(key, (int)(length < 62 ? length : 62)), key);
}

static enum status check_bytes(const struct reader *reader)
{
    const unsigned char *const bytes = (const unsigned char *)reader->text;

    if (reader->length >= 2 && ((bytes[0] == 0xFF && bytes[1] == 0xFE) ||
                                (bytes[0] == 0xFE && bytes[1] == 0xFF) || bytes[1] == 0))
        return fail_at(reader, 0, "this is UTF-16; save it as UTF-8");
    if (reader->length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        return fail_at(reader, 0, "a byte-order mark; save it as UTF-8 without one");
    const size_t bad = text_utf8_length(reader->text, reader->length);

    return bad < reader->length ? fail_at(reader, bad, "byte 0x%02x is not UTF-8 text", bytes[bad])
                                : STATUS_OK;
}

static enum status read_document(struct reader *reader)
{
    char room[32];

    TRY(check_bytes(reader));
    TRY(skip_blanks(reader));
    TRY(read_value(reader, 0, reader->at));
    TRY(skip_blanks(reader));
    if (reader->at < reader->length)
        return fail_at(reader, reader->at, "nothing was expected after the value, got %s",
                       found(reader, room));
    return check_duplicates(reader);
}

static enum status check(struct jsonc *document, const char *name, const char *text, size_t length,
                         struct error *err)
{
    *document = (struct jsonc){.name = strdup(name)};
    if (length > JSONC_MAX_BYTES) {
        jsonc_free(document);
        return error_set(err, STATUS_INVALID_INPUT, "%s: larger than %d MiB", name,
                         JSONC_MAX_BYTES >> 20);
    }
    /* Zero bytes behind the text: reading ahead needs no checks. */
    document->text = malloc(length + ZEROS_BEHIND);
    document->length = length;
    if (!document->name || !document->text) {
        jsonc_free(document);
        return error_set(err, STATUS_NO_MEMORY, "%s: no memory to parse it", name);
    }
    memcpy(document->text, text, length);
    memset(document->text + length, 0, ZEROS_BEHIND);
    struct reader reader = {.document = document,
                            .text = document->text,
                            .length = length,
                            .err = err};
    const enum status status = read_document(&reader);

    if (status)
        jsonc_free(document);
    return status;
}

static enum status end(struct jsonc *document, bool has_items, struct error *err)
{
    if (has_items)
        return STATUS_OK;
    error_set(err, STATUS_NO_MEMORY, "%s: no memory to parse it", document->name);
    jsonc_free(document);
    return STATUS_NO_MEMORY;
}

enum status jsonc_parse(struct jsonc *document, const char *name, const char *text, size_t length,
                        struct error *err)
{
    TRY(check(document, name, text, length, err));
    document->root = cJSON_ParseWithLengthOpts(document->text, length + 1, NULL, true);
    return end(document, document->root && index_lines(document), err);
}

enum status jsonc_read(struct jsonc *document, const char *name, const char *text, size_t length,
                       struct error *err)
{
    TRY(check(document, name, text, length, err));
    document->root = document->items =
        jsonc_items_build(document->text, document->nodes, document->num_nodes);
    return end(document, document->root != NULL, err);
}

void jsonc_free(struct jsonc *document)
{
    if (document->items)
        free(document->items); /* the root is one of them */
    else
        cJSON_Delete(document->root);
    free(document->line_starts);
    free(document->nodes);
    free(document->text);
    free(document->name);
    *document = (struct jsonc){0};
}
