/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/say.h"

#include <string.h>
#include <unistd.h>

PRINTF_LIKE(2, 0)
static void say_list(FILE *stream, const char *format, va_list arguments)
{
    struct text text = {0};

    text_append_shown_list(&text, format, arguments);
    if (text.length > 0)
        fwrite(text.bytes, 1, text.length, stream); /* main() tells of what could not be written */
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
    struct text text = {0};

    if (!lines)
        return;
    text_append_lines(&text, lines, strlen(lines));
    if (text.length > 0)
        fwrite(text.bytes, 1, text.length, stream);
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
