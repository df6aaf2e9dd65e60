/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/jsonc.h"

#include "base/text.h"
#include "config/key_like.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

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
    *column = (int)(offset - document->line_starts[low]) + 1;
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
        at += 1 + (text[at + 1] == '+' || text[at + 1] == '-');
        if (!is_digit(text[at]))
            return fail_at(reader, start, "a digit was expected in the exponent");
        while (is_digit(text[at]))
            at++;
    }
    if (!isfinite(strtod(text + start, NULL)))
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

static size_t key_length(const struct reader *reader, const struct jsonc_node *node)
{
    const char *const key = reader->text + node->key_offset + 1;

    return (size_t)((const char *)memchr(key, '"', reader->length - node->key_offset - 1) - key);
}

/* The same key twice in one object: one of the two would be lost in silence. */
static enum status check_duplicates(const struct reader *reader)
{
    const struct jsonc *const document = reader->document;
    struct hashed_key *const keys = malloc((document->num_nodes + 1) * sizeof *keys);
    size_t count = 0;
    size_t first_double = SIZE_MAX;

    if (!keys)
        return error_set(reader->err, STATUS_NO_MEMORY, "%s: no memory to parse it",
                         document->name);
    for (size_t i = 0; i < document->num_nodes; i++) {
        const struct jsonc_node *const node = &document->nodes[i];

        if (node->key_offset == node->value_offset)
            continue;
        keys[count++] =
            (struct hashed_key){XXH3_64bits_withSeed(reader->text + node->key_offset,
                                                     key_length(reader, node) + 2, node->parent),
                                (uint32_t)i};
    }
    sort_keys(keys, count);
    for (size_t i = 1; i < count; i++)
        if (keys[i].hash == keys[i - 1].hash &&
            document->nodes[keys[i].node].parent == document->nodes[keys[i - 1].node].parent &&
            keys[i].node < first_double)
            first_double = keys[i].node;
    free(keys);
    if (first_double == SIZE_MAX)
        return STATUS_OK;
    const struct jsonc_node *const node = &document->nodes[first_double];

    const int length = (int)(key_length(reader, node) < 60 ? key_length(reader, node) + 2 : 62);
    const char *const key = reader->text + node->key_offset;

    if (key_like_beginning(key, key_length(reader, node) + 2))
        return fail_at(reader, node->key_offset, "a name that looks like a key, a second time");
    return fail_at(reader, node->key_offset, "%.*s stands here a second time",
                   text_letters(key, length), key);
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
    TRY(check_duplicates(reader));
    reader->document->root =
        cJSON_ParseWithLengthOpts(reader->text, reader->length + 1, NULL, true);
    return reader->document->root ? STATUS_OK
                                  : error_set(reader->err, STATUS_NO_MEMORY,
                                              "%s: no memory to parse it", reader->document->name);
}

enum status jsonc_parse(struct jsonc *document, const char *name, const char *text, size_t length,
                        struct error *err)
{
    *document = (struct jsonc){.name = strdup(name)};
    if (length > JSONC_MAX_BYTES) {
        jsonc_free(document);
        return error_set(err, STATUS_INVALID_INPUT, "%s: larger than %d MiB", name,
                         JSONC_MAX_BYTES >> 20);
    }
    /* Zero bytes behind the text: reading ahead needs no checks. */
    document->text = calloc(length + 16, 1);
    document->length = length;
    if (document->text)
        memcpy(document->text, text, length);
    if (!document->name || !document->text || !index_lines(document)) {
        jsonc_free(document);
        return error_set(err, STATUS_NO_MEMORY, "%s: no memory to parse it", name);
    }
    struct reader reader = {.document = document,
                            .text = document->text,
                            .length = length,
                            .err = err};
    const enum status status = read_document(&reader);

    if (status)
        jsonc_free(document);
    return status;
}

void jsonc_free(struct jsonc *document)
{
    cJSON_Delete(document->root);
    free(document->line_starts);
    free(document->nodes);
    free(document->text);
    free(document->name);
    *document = (struct jsonc){0};
}
