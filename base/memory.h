/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/memory.h: arrays for columns.  64-byte aligned (a cache line, and the widest vector), sized
 * with an overflow check.  Free with free(). */
#ifndef FISC_BASE_MEMORY_H
#define FISC_BASE_MEMORY_H

#include "base/error.h"

/* Number of elements that a column of `num_elements` really holds: rounded up so that a loop over
 * whole vectors of 8 may read and write past the end.  The padding is zero at first. */
size_t memory_padded_count(size_t num_elements);

/* *array = zeroed room for memory_padded_count(num_elements) elements.  Large arrays come from the

 * STATUS_NO_MEMORY names `what` and the size. */
enum status memory_allocate(void **array, size_t num_elements, size_t element_bytes,
                            const char *what, struct error *err) MUST_CHECK;

#endif
