/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/shown.h: words from outside (names, paths, cells, servers' errors) as a terminal may show them.
 * What would move its cursor, change its state, forge a line or turn the order of letters becomes
 * visible: \x1b, \n, \u202e.  Letters of UTF-8 stay.  What is shown once is not changed again.
 *
 * Words of ours stand in the format, words from outside in its arguments: so every story of base/error.h,
 * every complaint and all that cli/say.h prints is formatted here, and no call has to think of it. */
#ifndef FISC_BASE_SHOWN_H
#define FISC_BASE_SHOWN_H

#include "base/attributes.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

enum { SHOWN_ESCAPE_BYTES = 12 };

/* Bytes of the first letter; `escape` is what stands for it, or "" if it is shown as it is. */
size_t shown_letter(const char *text, size_t length, char escape[SHOWN_ESCAPE_BYTES]);

/* Is there a letter that is not shown as it is? */
bool shown_has_control(const char *text);

/* vsnprintf(3) with each %s and %c made visible, its width counted in letters. */
int shown_print_list(char *room, size_t capacity, const char *format, va_list list)
    PRINTF_LIKE(3, 0);
/* The same for whole lines that we made: their ends and tabs stay. */
int shown_print_lines(char *room, size_t capacity, const char *lines, size_t length);

/* The first `most` of so many bytes of what need not be text, for who looks for its encoding: all but printed ASCII
 * is \xNN, of which `room` holds what fits. */
void shown_bytes(char *escaped, size_t room, const char *bytes, size_t length, size_t most);

#endif
