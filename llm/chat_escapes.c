/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/chat_escapes.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { ESCAPE_BYTES = 6 }; /* \u1234 */

/* The code unit of an escape here; -1: there is none. */
static long unit_at(const char *at, const char *end)
{
    char digits[5] = "";

    if (end - at < ESCAPE_BYTES || at[0] != '\\' || at[1] != 'u')
        return -1;
    memcpy(digits, at + 2, 4);
    for (int k = 0; k < 4; k++)
        if (!isxdigit((unsigned char)digits[k]))
            return -1;
    return strtol(digits, NULL, 16);
}

static int is_first_half(long unit)
{
    return unit >= 0xD800 && unit < 0xDC00;
}

static int is_second_half(long unit)
{
    return unit >= 0xDC00 && unit < 0xE000;
}

/* Bytes of what begins with this backslash; *is_bad: it is an escape of no letter. */
static size_t escape_bytes(const char *at, const char *end, int *is_bad)
{
    const long unit = unit_at(at, end);
    const int is_pair = is_first_half(unit) && is_second_half(unit_at(at + ESCAPE_BYTES, end));

    *is_bad = unit == 0 || (!is_pair && (is_first_half(unit) || is_second_half(unit)));
    return is_pair ? 2 * ESCAPE_BYTES : unit >= 0 ? ESCAPE_BYTES : 2;
}

static size_t mend(char *to, const char *body, size_t length)
{
    const char *const end = body + length;
    size_t num_mended = 0;

    for (const char *at = body; at < end;) {
        const char *const backslash = memchr(at, '\\', (size_t)(end - at));
        int is_bad = 0;

        if (!backslash || end - backslash < ESCAPE_BYTES)
            break;
        at = backslash + escape_bytes(backslash, end, &is_bad);
        if (!is_bad)
            continue;
        if (to)
            memcpy(to + (backslash - body), "\\ufffd", ESCAPE_BYTES);
        num_mended++;
    }
    return num_mended;
}

char *chat_escapes_mended(const char *body, size_t length)
{
    char *const mended = mend(NULL, body, length) > 0 ? malloc(length + 1) : NULL;

    if (!mended)
        return NULL;
    memcpy(mended, body, length);
    mended[length] = '\0';
    mend(mended, body, length);
    return mended;
}
