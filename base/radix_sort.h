/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/radix_sort.h: ascending order of doubles, stable, the same on any number of threads.
 * Least significant digit first, 11 bits a pass; passes in which all keys agree are skipped.  An
 * order needs only three passes: over keys rounded to float, packed with their index; the few that
 * round to the same float are then merged by their full keys. */
#ifndef FISC_BASE_RADIX_SORT_H
#define FISC_BASE_RADIX_SORT_H

#include "base/error.h"

#include <stdint.h>

/* order[r] = index of the key of rank r; ties keep their order; NaN sorts last.  Needs
 * radix_sort_scratch_bytes() of memory while it runs. */
enum status radix_sort_order(uint32_t *order, const double *key, size_t count,
                             struct error *err) MUST_CHECK;

/* The same in the caller's scratch memory; count at most 2^32. */
void radix_sort_order_in(uint32_t *order, const double *key, size_t count, void *scratch);

/* 16 bytes a key, and up to half a megabyte. */
size_t radix_sort_scratch_bytes(size_t count);

/* Sort values in place, NaN last; scratch as above. */
void radix_sort_values(double *values, size_t count, void *scratch);

#endif
