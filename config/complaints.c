/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/complaints.c: from many complaints to one error. */
#include "config/complaints.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MESSAGE_ROOM = 1900 };

void complaints_add(struct complaints *complaints, const char *format, ...)
{
    char line[1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    complaints->count++;
    if (complaints->count <= COMPLAINTS_MAX_DESCRIBED)
        text_append(&complaints->text, "%s%s", complaints->count > 1 ? "\n" : "", line);
}

/* All complaints as one error; as many whole lines as fit. */
enum status complaints_raise(struct complaints *complaints, struct error *err)
{
    if (complaints->count == 0)
        return STATUS_OK;
    const char *const all = complaints->text.bytes ? complaints->text.bytes : "no memory";
    size_t length = 0;
    size_t lines = 0;

    for (const char *line = all; *line && lines < complaints->count;) {
        const size_t end = (size_t)(line - all) + strcspn(line, "\n");

        if (end > MESSAGE_ROOM && lines > 0)
            break;
        length = end < MESSAGE_ROOM ? end : MESSAGE_ROOM;
        lines++;
        line = all + end + (all[end] == '\n');
    }
    if (lines < complaints->count)
        error_set(err, STATUS_INVALID_INPUT, "%.*s\n... and %zu more", (int)length, all,
                  complaints->count - lines);
    else
        error_set(err, STATUS_INVALID_INPUT, "%.*s", (int)length, all);
    text_free(&complaints->text);
    return STATUS_INVALID_INPUT;
}
