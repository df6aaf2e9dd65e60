/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/column.h: a quantity is named once.  One list of columns per struct drives its allocation,
 * HDF5 output and comparison; a test holds docs/file_formats.md against it.  A list ends with {0}. */
#ifndef FISC_BASE_COLUMN_H
#define FISC_BASE_COLUMN_H

#include "base/error.h"

#include <stddef.h>

enum column_type {
    COLUMN_F64,
    COLUMN_F32,
    COLUMN_I64,
    COLUMN_I32,
    COLUMN_U32,
    COLUMN_U16,
    COLUMN_U8,
};

/* `offset` is the place, in the struct that owns the list,
 *  - of a pointer to the array, for structs of arrays (one element per worker);
 *  - of the value itself, for rows (one value per step), where `length` > 0 makes it a short vector
 *    along the dimension `dimension`. */
struct column {
    const char *name;      /* dataset name, [a-z_][a-z0-9_]* */
    const char *unit;      /* "USD/year", "hour/week", "1" */
    const char *long_name; /* what a stranger needs to know */
    enum column_type type;
    size_t offset;
    size_t length;         /* 0: a scalar */
    const char *dimension; /* NULL for scalars */
};

/* Size of one element, bytes. */
static inline size_t column_type_bytes(enum column_type type)
{
    static const size_t bytes[] = {8, 4, 8, 4, 4, 2, 1};

    return bytes[type];
}

/* For structs of arrays.  Zeroed arrays of `num_elements` for every column (base/memory.h); what was made
 * before a failure stays for columns_free, which leaves NULLs. */
enum status columns_create(void *owner, const struct column *columns, size_t num_elements,
                           struct error *err) MUST_CHECK;
void columns_free(void *owner, const struct column *columns);

/* Bytes of one element of every column together. */
size_t columns_bytes_per_element(const struct column *columns);

/* An entry of a list for a member that is a pointer to an array. */
#define ARRAY_COLUMN(owner, member, column_type, column_unit, text)                                \
    {                                                                                              \
        .name = #member, .unit = column_unit, .long_name = text, .type = column_type,              \
        .offset = offsetof(struct owner, member)                                                   \
    }

#endif
