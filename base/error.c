/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

PRINTF_LIKE(3, 0)
static void append_formatted(struct error *err, size_t used, const char *format, va_list arguments)
{
    if (used < sizeof err->message)
        vsnprintf(err->message + used, sizeof err->message - used, format, arguments);
}

enum status error_set(struct error *err, enum status status, const char *format, ...)
{
    if (err) {
        va_list arguments;

        err->status = status;
        va_start(arguments, format);
        append_formatted(err, 0, format, arguments);
        va_end(arguments);
    }
    return status;
}

enum status error_add_context(struct error *err, const char *format, ...)
{
    if (!err)
        return STATUS_INTERNAL;
    size_t used = strlen(err->message);

    if (used > 0 && used + 2 < sizeof err->message) {
        memcpy(err->message + used, ": ", 3);
        used += 2;
    }
    va_list arguments;

    va_start(arguments, format);
    append_formatted(err, used, format, arguments);
    va_end(arguments);
    return err->status;
}

enum status error_set_errno(struct error *err, enum status status, const char *format, ...)
{
    const int saved = errno;

    if (saved == ENOSPC || saved == EDQUOT || saved == EFBIG || saved == EIO)
        status = STATUS_IO;
    if (saved == ENOMEM)
        status = STATUS_NO_MEMORY;
    if (err) {
        va_list arguments;

        err->status = status;
        va_start(arguments, format);
        append_formatted(err, 0, format, arguments);
        va_end(arguments);
        error_add_context(err, "%s", strerror(saved));
    }
    return status;
}
