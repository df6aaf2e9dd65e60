/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/csv_writer.h"

#include <string.h>

bool csv_writer_needs_guard(const char *words)
{
    /* The wide forms are as good as the others to some spreadsheets. */
    static const char *const wide[] = {"\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d",
                                       "\xef\xbc\xa0"};

    if (*words && strchr("=+-@\t\r\n'", *words))
        return true;
    for (size_t k = 0; k < sizeof wide / sizeof *wide; k++)
        if (strncmp(words, wide[k], strlen(wide[k])) == 0)
            return true;
    return false;
}

void csv_writer_words(struct text *csv, const char *words)
{
    const bool is_quoted = strpbrk(words, ",\"\r\n") != NULL;

    if (is_quoted)
        text_append_bytes(csv, "\"", 1);
    if (csv_writer_needs_guard(words))
        text_append_bytes(csv, "'", 1);
    for (const char *at = words; *at; at++) {
        if (*at == '"')
            text_append_bytes(csv, "\"", 1);
        text_append_bytes(csv, at, 1);
    }
    if (is_quoted)
        text_append_bytes(csv, "\"", 1);
}
