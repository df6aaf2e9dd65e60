/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/shown.c: printf(3) for terminals.  A format is taken apart; numbers go to the C library, words
 * letter by letter to the output. */
#include "base/shown.h"

#include "base/utf8.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* ---- letters ----------------------------------------------------------------------------------- */

/* C0, DEL, C1; marks and overrides of direction; ends of lines and paragraphs. */
static bool is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x061C ||
           (code >= 0x200E && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

static void write_escape(char escape[SHOWN_ESCAPE_BYTES], uint32_t code)
{
    const char *const name = code == '\n'   ? "\\n"
                             : code == '\r' ? "\\r"
                             : code == '\t' ? "\\t"
                                            : NULL;

    if (name)
        snprintf(escape, SHOWN_ESCAPE_BYTES, "%s", name);
    else
        snprintf(escape, SHOWN_ESCAPE_BYTES, code < 0x80 ? "\\x%02x" : "\\u%04x", (unsigned)code);
}

size_t shown_letter(const char *text, size_t length, char escape[SHOWN_ESCAPE_BYTES])
{
    uint32_t code = 0;
    const size_t bytes = utf8_code_point(text, length, &code);

    escape[0] = '\0';
    if (bytes == 0) { /* not UTF-8: to a terminal of 8 bits \x9b is as good as ESC */
        snprintf(escape, SHOWN_ESCAPE_BYTES, "\\x%02x", (unsigned)(unsigned char)*text);
        return 1;
    }
    if (is_control(code))
        write_escape(escape, code);
    return bytes;
}

bool shown_has_control(const char *text)
{
    char escape[SHOWN_ESCAPE_BYTES];
    const char *const end = text + strlen(text);

    while (text < end) {
        text += shown_letter(text, (size_t)(end - text), escape);
        if (escape[0])
            return true;
    }
    return false;
}

/* ---- output ------------------------------------------------------------------------------------ */

/* As of snprintf(3): what does not fit is counted. */
struct output {
    char *room;
    size_t capacity, length;
};

static void put(struct output *output, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length && output->length + i + 1 < output->capacity; i++)
        output->room[output->length + i] = bytes[i];
    output->length += length;
}

static void end(struct output *output)
{
    if (output->capacity > 0)
        output->room[output->length < output->capacity ? output->length : output->capacity - 1] =
            '\0';
}

static void put_blanks(struct output *output, size_t count)
{
    while (count-- > 0)
        put(output, " ", 1);
}

/* Returns the letters; puts them only into an output. */
static size_t put_words(struct output *output, const char *words, size_t length)
{
    char escape[SHOWN_ESCAPE_BYTES];
    size_t letters = 0;

    for (size_t i = 0; i < length;) {
        const size_t bytes = shown_letter(words + i, length - i, escape);
        const size_t escaped = strlen(escape);

        if (output)
            put(output, escaped ? escape : words + i, escaped ? escaped : bytes);
        letters += escaped ? escaped : 1;
        i += bytes;
    }
    return letters;
}

/* ---- formats ----------------------------------------------------------------------------------- */

enum { SPECIFICATION_BYTES = 64 };

struct conversion {
    char specification[SPECIFICATION_BYTES]; /* "%-8.3": without what says the type */
    size_t length;
    size_t width, precision; /* precision SIZE_MAX: none */
    bool is_left;
    char size; /* h, l, L for long long and long double, z, t, j; 0: none */
    char kind; /* d, s, g ... */
};

/* A va_list in a struct, so that functions can take arguments from it in turn. */
struct arguments {
    va_list list;
};

static void add(struct conversion *conversion, char c)
{
    if (conversion->length + 1 < SPECIFICATION_BYTES)
        conversion->specification[conversion->length++] = c;
}

/* Digits, or the argument that a star stands for; returns what follows. */
static const char *read_number(const char *format, struct conversion *conversion,
                               struct arguments *arguments, long *number)
{
    char digits[24];

    *number = 0;
    if (*format == '*') {
        *number = va_arg(arguments->list, int);
        format++;
    } else {
        for (; *format >= '0' && *format <= '9'; format++)
            *number = 10 * *number + (*format - '0');
    }
    snprintf(digits, sizeof digits, "%ld", *number);
    for (const char *c = *number != 0 ? digits : ""; *c; c++)
        add(conversion, *c);
    return format;
}

/* What stands behind a percent sign; returns what follows. */
static const char *read_conversion(const char *format, struct conversion *conversion,
                                   struct arguments *arguments)
{
    long number = 0;

    *conversion = (struct conversion){.precision = SIZE_MAX};
    add(conversion, '%');
    for (; *format && strchr("-+ #0", *format); format++) {
        conversion->is_left |= *format == '-';
        add(conversion, *format);
    }
    format = read_number(format, conversion, arguments, &number);
    if (number < 0) { /* of a star: as if with a minus sign */
        conversion->is_left = true;
        number = -number;
    }
    conversion->width = (size_t)number;
    if (*format == '.') {
        add(conversion, '.');
        format = read_number(format + 1, conversion, arguments, &number);
        conversion->precision = number < 0 ? SIZE_MAX : (size_t)number;
    }
    for (; *format && strchr("hlLqzjt", *format); format++)
        conversion->size = conversion->size == 'l' ? 'L' : *format;
    conversion->kind = *format;
    return *format ? format + 1 : format;
}

/* Without the beginning of a letter that the precision cuts; a byte behind it may not be ours to read. */
static size_t whole_letters(const char *text, size_t most)
{
    const size_t length = strnlen(text, most);
    size_t start = length;

    while (start > 0 && length - start < 3 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (length < most || start == 0)
        return length;
    const unsigned char first = (unsigned char)text[start - 1];
    const size_t wanted = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1;

    return length - start + 1 < wanted ? start - 1 : length;
}

static void put_string(struct output *output, const struct conversion *conversion,
                       const char *words)
{
    const char *const text = words ? words : "(null)";
    const size_t length = conversion->precision == SIZE_MAX
                              ? strlen(text)
                              : whole_letters(text, conversion->precision);
    const size_t letters = put_words(NULL, text, length);
    const size_t blanks = conversion->width > letters ? conversion->width - letters : 0;

    if (!conversion->is_left)
        put_blanks(output, blanks);
    put_words(output, text, length);
    if (conversion->is_left)
        put_blanks(output, blanks);
}

static long long take_integer(char size, struct arguments *arguments)
{
    if (size == 'L' || size == 'q' || size == 'j')
        return va_arg(arguments->list, long long);
    if (size == 'l' || size == 'z' || size == 't')
        return va_arg(arguments->list, long);
    return va_arg(arguments->list, int);
}

/* Wider than it was given: without what its sign was spread over. */
static unsigned long long take_unsigned(char size, struct arguments *arguments)
{
    const long long value = take_integer(size, arguments);

    return size == 0 || size == 'h' ? (unsigned)value : (unsigned long long)value;
}

/* The specification is ours, made from one that the compiler has checked. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void put_number(struct output *output, struct conversion *conversion,
                       struct arguments *arguments)
{
    const bool is_room_left = output->length < output->capacity;
    char *const room = is_room_left ? output->room + output->length : NULL;
    const size_t left = is_room_left ? output->capacity - output->length : 0;
    const char kind = conversion->kind;
    int length = 0;

    if (strchr("diouxX", kind)) {
        add(conversion, 'l');
        add(conversion, 'l');
    }
    add(conversion, kind);
    if (kind == 'd' || kind == 'i')
        length = snprintf(room, left, conversion->specification,
                          take_integer(conversion->size, arguments));
    else if (strchr("ouxX", kind))
        length = snprintf(room, left, conversion->specification,
                          take_unsigned(conversion->size, arguments));
    else if (conversion->size == 'L')
        length = snprintf(room, left, conversion->specification,
                          (double)va_arg(arguments->list, long double));
    else
        length = snprintf(room, left, conversion->specification, va_arg(arguments->list, double));
    output->length += length > 0 ? (size_t)length : 0;
}
#pragma GCC diagnostic pop

static void put_conversion(struct output *output, struct conversion *conversion,
                           struct arguments *arguments)
{
    if (conversion->kind == '%') {
        put(output, "%", 1);
    } else if (conversion->kind == 's') {
        put_string(output, conversion, va_arg(arguments->list, const char *));
    } else if (conversion->kind == 'c') {
        const char letter[] = {(char)va_arg(arguments->list, int), '\0'};

        put_string(output, conversion, letter);
    } else if (strchr("diouxXeEfFgGaA", conversion->kind) && conversion->kind) {
        put_number(output, conversion, arguments);
    }
}

int shown_print_list(char *room, size_t capacity, const char *format, va_list list)
{
    struct output output = {.room = room, .capacity = capacity};
    struct arguments arguments;

    va_copy(arguments.list, list);
    while (*format) {
        struct conversion conversion;
        const size_t plain = strcspn(format, "%");

        put(&output, format, plain);
        format += plain;
        if (*format != '%')
            break;
        format = read_conversion(format + 1, &conversion, &arguments);
        put_conversion(&output, &conversion, &arguments);
    }
    va_end(arguments.list);
    end(&output);
    return (int)output.length;
}

int shown_print_lines(char *room, size_t capacity, const char *lines, size_t length)
{
    struct output output = {.room = room, .capacity = capacity};
    char escape[SHOWN_ESCAPE_BYTES];

    for (size_t i = 0; i < length;) {
        const size_t bytes = shown_letter(lines + i, length - i, escape);
        const bool is_shown = !escape[0] || lines[i] == '\n' || lines[i] == '\t';

        put(&output, is_shown ? lines + i : escape, is_shown ? bytes : strlen(escape));
        i += bytes;
    }
    end(&output);
    return (int)output.length;
}

void shown_bytes(char *escaped, size_t room, const char *bytes, size_t length, size_t most)
{
    size_t used = 0;

    escaped[0] = '\0';
    for (size_t k = 0; k < length && k < most; k++) {
        const unsigned char byte = (unsigned char)bytes[k];
        const bool is_plain = byte >= ' ' && byte < 0x7F;
        char word[5];
        const int written = is_plain ? snprintf(word, sizeof word, "%c", byte)
                                     : snprintf(word, sizeof word, "\\x%02X", byte);

        if (used + (size_t)written >= room)
            return;
        memcpy(escaped + used, word, (size_t)written + 1);
        used += (size_t)written;
    }
}
