/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/complaints.c: from many complaints to one error. */
#include "config/complaints.h"

#include <stdarg.h>

void complaints_add(struct complaints *complaints, const char *format, ...)
{
    va_list arguments;

    if (++complaints->count > COMPLAINTS_MAX_DESCRIBED)
        return;
    if (complaints->count > 1)
        text_append(&complaints->text, "\n");
    va_start(arguments, format);
    text_append_shown_list(&complaints->text, format, arguments);
    va_end(arguments);
}

enum status complaints_raise(struct complaints *complaints, struct error *err)
{
    if (complaints->count == 0)
        return STATUS_OK;
    error_set_lines(err, STATUS_INVALID_INPUT,
                    complaints->text.bytes ? complaints->text.bytes : "no memory",
                    complaints->count);
    text_free(&complaints->text);
    return STATUS_INVALID_INPUT;
}
