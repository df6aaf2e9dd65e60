/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/error.c: stories that fit into their room, or say what is missing. */
#include "base/error.h"

#include "base/shown.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { TAIL_BYTES = 40 };

/* Where a letter of UTF-8 begins at or before `at`. */
static size_t start_of_letter(const char *text, size_t at)
{
    while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80)
        at--;
    return at;
}

/* Of `length` bytes that were to stand at message[used]. */
static void say_what_is_missing(char *message, size_t used, size_t room, int length)
{
    if (length < 0 || used + (size_t)length < room)
        return;
    const size_t kept = start_of_letter(message, room - TAIL_BYTES);

    snprintf(message + kept, room - kept, "... (%zu bytes more)", used + (size_t)length - kept);
}

/* Append to message[used], which may fill `room` bytes with its end. */
PRINTF_LIKE(4, 0)
static void append_formatted(struct error *err, size_t used, size_t room, const char *format,
                             va_list arguments)
{
    char *const message = err->message;

    if (used + TAIL_BYTES >= room)
        return;
    say_what_is_missing(message, used, room,
                        shown_print_list(message + used, room - used, format, arguments));
}

enum status error_set_list(struct error *err, enum status status, const char *format,
                           va_list arguments)
{
    if (err) {
        err->status = status;
        append_formatted(err, 0, ERROR_STORY_BYTES, format, arguments);
    }
    return status;
}

enum status error_set(struct error *err, enum status status, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    error_set_list(err, status, format, arguments);
    va_end(arguments);
    return status;
}

/* Lines that are ours: each came from a format of ours. */
static enum status set_lines(struct error *err, enum status status, const char *lines,
                             size_t length)
{
    if (err) {
        err->status = status;
        say_what_is_missing(err->message, 0, ERROR_STORY_BYTES,
                            shown_print_lines(err->message, ERROR_STORY_BYTES, lines, length));
    }
    return status;
}

enum status error_set_story(struct error *err, enum status status, const char *story)
{
    return set_lines(err, status, story, strlen(story));
}

enum status error_set_lines(struct error *err, enum status status, const char *lines,
                            size_t num_lines)
{
    size_t length = 0;
    size_t shown = 0;

    for (const char *line = lines; *line && shown < num_lines; shown++) {
        const size_t end = (size_t)(line - lines) + strcspn(line, "\n");

        if (shown > 0 && end + TAIL_BYTES >= ERROR_STORY_BYTES)
            break;
        length = end;
        line = lines + end + (lines[end] == '\n');
    }
    set_lines(err, status, lines, length);
    if (err && shown < num_lines && length + TAIL_BYTES < ERROR_STORY_BYTES) {
        const size_t used = strlen(err->message);

        snprintf(err->message + used, sizeof err->message - used, "\n... and %zu more",
                 num_lines - shown);
    }
    return status;
}

enum status error_add_context(struct error *err, const char *format, ...)
{
    if (!err)
        return STATUS_INTERNAL;
    size_t used = strlen(err->message);

    if (used > 0 && used + 2 + TAIL_BYTES < sizeof err->message) {
        memcpy(err->message + used, ": ", 3);
        used += 2;
    }
    va_list arguments;

    va_start(arguments, format);
    append_formatted(err, used, sizeof err->message, format, arguments);
    va_end(arguments);
    return err->status;
}

enum status error_set_errno(struct error *err, enum status status, const char *format, ...)
{
    const int saved = errno;
    va_list arguments;

    if (saved == ENOSPC || saved == EDQUOT || saved == EFBIG || saved == EIO)
        status = STATUS_IO;
    if (saved == ENOMEM)
        status = STATUS_NO_MEMORY;
    va_start(arguments, format);
    error_set_list(err, status, format, arguments);
    va_end(arguments);
    if (err)
        error_add_context(err, "%s", strerror(saved));
    return status;
}
