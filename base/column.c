/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/column.c: memory of structs of arrays, driven by their list of columns. */
#include "base/column.h"

#include "base/memory.h"

#include <stdlib.h>

static void **array_at(void *owner, const struct column *column)
{
    return (void **)((char *)owner + column->offset);
}

enum status columns_create(void *owner, const struct column *columns, size_t num_elements,
                           struct error *err)
{
    for (const struct column *column = columns; column->name; column++)
        TRY(memory_allocate(array_at(owner, column), num_elements, column_type_bytes(column->type),
                            column->name, err));
    return STATUS_OK;
}

void columns_free(void *owner, const struct column *columns)
{
    for (const struct column *column = columns; column->name; column++) {
        free(*array_at(owner, column));
        *array_at(owner, column) = NULL;
    }
}

size_t columns_bytes_per_element(const struct column *columns)
{
    size_t bytes = 0;

    for (const struct column *column = columns; column->name; column++)
        bytes += column_type_bytes(column->type);
    return bytes;
}
