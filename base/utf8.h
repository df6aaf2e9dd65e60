/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/utf8.h: letters of UTF-8. */
#ifndef FISC_BASE_UTF8_H
#define FISC_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of the letter that begins here, and its number; 0 if none does. */
size_t utf8_code_point(const char *bytes, size_t length, uint32_t *code);

#endif
