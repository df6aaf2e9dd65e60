/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/say.h: the one place where words leave for the terminal; a test finds who goes around it.  Every
 * argument is shown as of base/shown.h: words from outside can neither move the cursor nor forge a line. */
#ifndef FISC_CLI_SAY_H
#define FISC_CLI_SAY_H

#include "base/text.h"

#include <stdio.h>

/* To the start of the line, which is cleared: for terminals, within a format. */
#define SAY_CLEAR_LINE "\r\033[K"

void say(const char *format, ...) PRINTF_LIKE(1, 2);
void say_error(const char *format, ...) PRINTF_LIKE(1, 2);
void say_to(FILE *stream, const char *format, ...) PRINTF_LIKE(2, 3);

/* Whole lines that we made; NULL: nothing. */
void say_lines(FILE *stream, const char *lines);

/* The end of a noun that is counted: "%zu worker%s". */
static inline const char *say_s(size_t count)
{
    return count == 1 ? "" : "s";
}

/* JSON, CSV and the like on standard output: to the byte, but shown where that is a terminal. */
void say_document(const struct text *document);

#endif
