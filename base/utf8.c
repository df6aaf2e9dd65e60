/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/utf8.h"

size_t utf8_code_point(const char *bytes, size_t length, uint32_t *code)
{
    const unsigned char *const text = (const unsigned char *)bytes;
    const unsigned char c = length > 0 ? text[0] : 0xFF;
    const size_t more = c < 0x80                ? 0
                        : c >= 0xC2 && c < 0xE0 ? 1
                        : c >= 0xE0 && c < 0xF0 ? 2
                        : c >= 0xF0 && c < 0xF5 ? 3
                                                : length;

    if (more >= length)
        return 0;
    *code = more == 0 ? c : c & (0x3FU >> more);
    for (size_t k = 1; k <= more; k++) {
        if ((text[k] & 0xC0) != 0x80)
            return 0;
        *code = *code << 6 | (text[k] & 0x3FU);
    }
    /* Longer than need be, half of a pair of UTF-16, or beyond the last. */
    if ((more == 2 && *code < 0x800) || (more == 3 && *code < 0x10000) ||
        (*code >= 0xD800 && *code < 0xE000) || *code > 0x10FFFF)
        return 0;
    return more + 1;
}
