/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/block_sum.h: how sums keep their bits.  Elements are cut into blocks of 4096 by the problem,
 * never by the threads; inside, eight lanes add every eighth element; the lanes, then the blocks,
 * are added in a fixed order on one thread:
 *     #pragma omp parallel for schedule(static)
 *     for (size_t b = 0; b < block_count(n); b++)
 *         part[b] = sum of x[block_start(b)] ... x[block_end(b, n) - 1] in lanes
 *     for (size_t b = 0; b < block_count(n); b++)
 *         total += part[b];
 * The eight lanes are held in vectors that registers can hold: gcc 12 keeps wider ones on the stack, where each
 * addition waits for the store before it (four times slower on AVX2).  How many lanes a vector has changes no bit. */
#ifndef FISC_BASE_BLOCK_SUM_H
#define FISC_BASE_BLOCK_SUM_H

#include <stddef.h>
#include <stdint.h>

enum {
    BLOCK_ELEMENTS = 4096,
    BLOCK_LANES = 8,
    BLOCK_VECTOR = 4,
    BLOCK_VECTORS = BLOCK_LANES / BLOCK_VECTOR
};

/* Lanes 0 to 3 or 4 to 7; and what a comparison of two makes: 0 or -1 in each. */
typedef double block_vector __attribute__((vector_size(32), aligned(8), may_alias));
typedef int64_t block_mask __attribute__((vector_size(32)));

/* Macros, because passing vectors to functions depends on the instruction set. */
#define BLOCK_VECTOR_AT(x, v) (*(const block_vector *)((x) + (v)*BLOCK_VECTOR))
#define BLOCK_SUM_OF_LANES(s)                                                                      \
    ((((s)[0][0] + (s)[1][0]) + ((s)[0][1] + (s)[1][1])) +                                         \
     (((s)[0][2] + (s)[1][2]) + ((s)[0][3] + (s)[1][3])))

static inline size_t block_count(size_t num_elements)
{
    return (num_elements + BLOCK_ELEMENTS - 1) / BLOCK_ELEMENTS;
}

static inline size_t block_start(size_t block)
{
    return block * BLOCK_ELEMENTS;
}

static inline size_t block_end(size_t block, size_t num_elements)
{
    return num_elements - block_start(block) < BLOCK_ELEMENTS ? num_elements
                                                              : block_start(block + 1);
}

#endif
