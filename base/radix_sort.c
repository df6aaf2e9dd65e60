/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/radix_sort.h"

#include "base/memory.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { BITS = 11, NUM_DIGITS = 1 << BITS, MAX_PARTS = 32, PART_ITEMS = 32768 };
enum { FEW = 512 }; /* items that are sooner merged than their digits counted */

struct sort {
    uint64_t *item, *other; /* [count] each; swapped by every pass */
    size_t count;
    uint32_t (*histogram)[NUM_DIGITS]; /* [num_parts] */
    int num_parts;                     /* fixed by the problem, so threads cannot matter */
};

static int part_count(size_t count)
{
    const size_t parts = 1 + count / PART_ITEMS;

    return parts < MAX_PARTS ? (int)parts : MAX_PARTS;
}

static size_t part_start(const struct sort *sort, int part)
{
    const size_t parts = (size_t)sort->num_parts;

    return sort->count / parts * (size_t)part + sort->count % parts * (size_t)part / parts;
}

/* Count the digits of each part and turn counts into places; false if all items have the same. */
static bool place_digits(struct sort *sort, int shift)
{
#pragma omp parallel for schedule(static) if (sort->num_parts > 1)
    for (int part = 0; part < sort->num_parts; part++) {
        uint32_t *const histogram = sort->histogram[part];

        memset(histogram, 0, NUM_DIGITS * sizeof *histogram);
        for (size_t i = part_start(sort, part); i < part_start(sort, part + 1); i++)
            histogram[sort->item[i] >> shift & (NUM_DIGITS - 1)]++;
    }
    size_t place = 0;
    bool is_needed = true;

    for (int digit = 0; digit < NUM_DIGITS; digit++) {
        const size_t before = place;

        for (int part = 0; part < sort->num_parts; part++) {
            const uint32_t here = sort->histogram[part][digit];

            sort->histogram[part][digit] = (uint32_t)place;
            place += here;
        }
        is_needed = is_needed && place - before < sort->count;
    }
    return is_needed;
}

static void scatter(struct sort *sort, int shift)
{
#pragma omp parallel for schedule(static) if (sort->num_parts > 1)
    for (int part = 0; part < sort->num_parts; part++) {
        uint32_t *const place = sort->histogram[part];

        for (size_t i = part_start(sort, part); i < part_start(sort, part + 1); i++) {
            const uint64_t item = sort->item[i];

            sort->other[place[item >> shift & (NUM_DIGITS - 1)]++] = item;
        }
    }
    uint64_t *const item = sort->item;

    sort->item = sort->other;
    sort->other = item;
}

static struct sort sort_start(size_t count, uint64_t *item, uint64_t *other, void *histogram)
{
    return (struct sort){item, other, count, histogram, part_count(count)};
}

static void sort_by_digits(struct sort *sort, int first_bit)
{
    for (int shift = first_bit; shift < 64; shift += BITS)
        if (place_digits(sort, shift))
            scatter(sort, shift);
}

size_t radix_sort_scratch_bytes(size_t count)
{
    return 2 * sizeof(uint64_t) * count + sizeof(uint32_t[NUM_DIGITS]) * (size_t)part_count(count);
}

/* Unsigned integers in the order of the floats: flip the sign bit, or all bits of negative ones.
 * Adding zero makes -0 tie with 0. */
static uint32_t bits_of_rounded(double x)
{
    const float rounded = (float)x + 0.0F;
    uint32_t bits;

    if (x != x)
        return UINT32_MAX;
    memcpy(&bits, &rounded, sizeof bits);
    return bits >> 31 ? ~bits : bits | UINT32_C(1) << 31;
}

static bool is_before(const double *key, uint64_t left, uint64_t right)
{
    return key[(uint32_t)left] < key[(uint32_t)right];
}

/* Stable merge sort of items [from, to) by their full keys; done at once where they are in order,
 * as equal keys are. */
static void merge_by_key(struct sort *sort, const double *key, size_t from, size_t to)
{
    uint64_t *const item = sort->item;
    uint64_t *const out = sort->other;
    const size_t middle = from + (to - from) / 2;
    size_t i = from + 1;

    while (i < to && !is_before(key, item[i], item[i - 1]))
        i++;
    if (i >= to)
        return;
    merge_by_key(sort, key, from, middle);
    merge_by_key(sort, key, middle, to);
    size_t left = from;
    size_t right = middle;

    for (size_t k = from; k < to; k++)
        out[k] = left < middle && (right == to || !is_before(key, item[right], item[left]))
                     ? item[left++]
                     : item[right++];
    memcpy(item + from, out + from, (to - from) * sizeof *item);
}

/* Groups of equal rounded keys that start in a part belong to it. */
static void sort_within_groups(struct sort *sort, const double *key)
{
#pragma omp parallel for schedule(dynamic) if (sort->num_parts > 1)
    for (int part = 0; part < sort->num_parts; part++) {
        const size_t end = part_start(sort, part + 1);
        size_t from = part_start(sort, part);

        while (from > 0 && from < end && sort->item[from] >> 32 == sort->item[from - 1] >> 32)
            from++;
        while (from < end) {
            size_t to = from + 1;

            while (to < sort->count && sort->item[to] >> 32 == sort->item[from] >> 32)
                to++;
            if (to - from > 1)
                merge_by_key(sort, key, from, to);
            from = to;
        }
    }
}

static bool has_not_a_number(const double *key, size_t count)
{
    bool has = false;

    for (size_t i = 0; i < count; i++)
        has |= key[i] != key[i];
    return has;
}

void radix_sort_order_in(uint32_t *order, const double *key, size_t count, void *scratch)
{
    uint64_t *const item = scratch;
    struct sort sort = sort_start(count, item, item + count, item + 2 * count);

#pragma omp parallel for schedule(static) if (sort.num_parts > 1)
    for (size_t i = 0; i < count; i++)
        item[i] = (uint64_t)bits_of_rounded(key[i]) << 32 | (uint32_t)i;
    if (count <= FEW && !has_not_a_number(key, count)) {
        merge_by_key(&sort, key, 0, count); /* the same order, without counting digits */
    } else {
        sort_by_digits(&sort, 32);
        sort_within_groups(&sort, key);
    }
#pragma omp parallel for schedule(static) if (sort.num_parts > 1)
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t)sort.item[i];
}

enum status radix_sort_order(uint32_t *order, const double *key, size_t count, struct error *err)
{
    void *scratch = NULL;

    TRY(memory_allocate(&scratch, radix_sort_scratch_bytes(count), 1, "scratch for sorting", err));
    radix_sort_order_in(order, key, count, scratch);
    free(scratch);
    return STATUS_OK;
}

static uint64_t bits_of_double(double x)
{
    uint64_t bits;

    if (x != x)
        return UINT64_MAX;
    memcpy(&bits, &x, sizeof bits);
    return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static double double_of_bits(uint64_t ordered)
{
    const uint64_t bits = ordered >> 63 ? ordered & ~(UINT64_C(1) << 63) : ~ordered;
    double x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

void radix_sort_values(double *values, size_t count, void *scratch)
{
    uint64_t *const item = scratch;
    struct sort sort = sort_start(count, item, item + count, item + 2 * count);

#pragma omp parallel for schedule(static) if (sort.num_parts > 1)
    for (size_t i = 0; i < count; i++)
        item[i] = bits_of_double(values[i]);
    sort_by_digits(&sort, 0);
#pragma omp parallel for schedule(static) if (sort.num_parts > 1)
    for (size_t i = 0; i < count; i++)
        values[i] = double_of_bits(sort.item[i]);
}
