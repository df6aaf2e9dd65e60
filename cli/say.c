/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/say.c: formatted once into room of its own; only what is longer asks for memory. */
#include "cli/say.h"

#include "base/shown.h"

#include <string.h>
#include <unistd.h>

enum { ROOM_BYTES = 8192 }; /* of a story or a line: they are told also where there is no memory */

/* main() tells of what could not be written. */
static void write_out(FILE *stream, const char *bytes, size_t length)
{
    if (length > 0)
        fwrite(bytes, 1, length, stream);
}

/* As much as there was room for, since there is no memory for more. */
static void write_shortened(FILE *stream, const char *room, size_t length)
{
    write_out(stream, room, strlen(room));
    fprintf(stream, "... (no memory for %zu bytes)\n", length);
}

PRINTF_LIKE(2, 0)
static void say_list(FILE *stream, const char *format, va_list arguments)
{
    char room[ROOM_BYTES];
    const size_t length = (size_t)shown_print_list(room, sizeof room, format, arguments);
    struct text text = {0};

    if (length < sizeof room) {
        write_out(stream, room, length);
        return;
    }
    text_append_shown_list(&text, format, arguments);
    if (text.failed)
        write_shortened(stream, room, length);
    else
        write_out(stream, text.bytes, text.length);
    text_free(&text);
}

void say(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say_list(stdout, format, arguments);
    va_end(arguments);
}

void say_error(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say_list(stderr, format, arguments);
    va_end(arguments);
}

void say_to(FILE *stream, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say_list(stream, format, arguments);
    va_end(arguments);
}

void say_lines(FILE *stream, const char *lines)
{
    char room[ROOM_BYTES];
    struct text text = {0};

    if (!lines)
        return;
    const size_t length = (size_t)shown_print_lines(room, sizeof room, lines, strlen(lines));

    if (length < sizeof room) {
        write_out(stream, room, length);
        return;
    }
    text_append_lines(&text, lines, strlen(lines));
    if (text.failed)
        write_shortened(stream, room, length);
    else
        write_out(stream, text.bytes, text.length);
    text_free(&text);
}

void say_document(const struct text *document)
{
    if (document->length == 0)
        return;
    if (isatty(STDOUT_FILENO))
        say_lines(stdout, document->bytes);
    else
        fwrite(document->bytes, 1, document->length, stdout);
}
