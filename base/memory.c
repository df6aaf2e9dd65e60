/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT_BYTES = 64, LANES = 8 };

size_t memory_padded_count(size_t num_elements)
{
    return (num_elements + LANES - 1) / LANES * LANES;
}

enum status memory_allocate(void **array, size_t num_elements, size_t element_bytes,
                            const char *what, struct error *err)
{
    *array = NULL;
    if (element_bytes == 0 || num_elements > SIZE_MAX / element_bytes - 2 * ALIGNMENT_BYTES)
        return error_set(err, STATUS_NO_MEMORY, "%s: %zu elements of %zu bytes overflow memory",
                         what, num_elements, element_bytes);
    size_t num_bytes = memory_padded_count(num_elements) * element_bytes;

    num_bytes = (num_bytes + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;
    if (num_bytes == 0)
        num_bytes = ALIGNMENT_BYTES;
    void *const memory = aligned_alloc(ALIGNMENT_BYTES, num_bytes);

    if (!memory)
        return error_set(err, STATUS_NO_MEMORY, "%s: no memory for %.3f GB", what,
                         (double)num_bytes / 1e9);
    memset(memory, 0, num_bytes);
    *array = memory;
    return STATUS_OK;
}
