/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/kind.c: looking a kind up in its family. */
#include "config/kind.h"

#include <string.h>

int kind_family_index(const struct kind_family *family, const char *name)
{
    for (size_t k = 0; family->at(k); k++)
        if (strcmp(family->at(k)->name, name) == 0)
            return (int)k;
    return -1;
}

size_t kind_family_count(const struct kind_family *family)
{
    size_t count = 0;

    while (family->at(count))
        count++;
    return count;
}
