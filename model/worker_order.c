/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/worker_order.h"

#include "base/memory.h"
#include "base/radix_sort.h"

#include <stdlib.h>
#include <string.h>

void worker_order_free(struct worker_order *order)
{
    free(order->order.memory);
    free(order->scratch.memory);
    free(order->keys.memory);
    free(order->flags.memory);
    *order = (struct worker_order){0};
}

void worker_order_is_memory(struct worker_order *order)
{
    order->sorted = NULL;
    order->num_exceptions = 0;
}

static enum status ensure(struct order_room *room, size_t bytes, struct error *err)
{
    if (room->memory && bytes <= room->bytes)
        return STATUS_OK;
    free(room->memory);
    *room = (struct order_room){0};
    TRY(memory_allocate(&room->memory, bytes, 1, "order of workers", err));
    room->bytes = bytes;
    return STATUS_OK;
}

enum status worker_order_sort(struct worker_order *order, const double *key, struct error *err)
{
    const size_t n = order->num_workers;

    worker_order_is_memory(order);
    TRY(ensure(&order->order, n * sizeof(uint32_t), err));
    TRY(ensure(&order->scratch, radix_sort_scratch_bytes(n), err));
    radix_sort_order_in(order->order.memory, key, n, order->scratch.memory);
    order->sorted = order->order.memory;
    return STATUS_OK;
}

static int is_flagged(const uint64_t *flags, size_t i)
{
    return (int)(flags[i / 64] >> i % 64 & 1);
}

/* Index of the first worker, not an exception, whose key reaches `value`. */
static size_t first_reaching(const uint64_t *flags, const double *key, size_t n, double value)
{
    size_t low = 0;
    size_t high = n;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        size_t probe = middle;

        while (probe < high && is_flagged(flags, probe))
            probe++;
        if (probe < high && key[probe] < value)
            low = probe + 1;
        else
            high = middle;
    }
    return low;
}

/* Number of elements of ascending `list` below `value`. */
static size_t count_below(const uint32_t *list, size_t count, size_t value)
{
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (list[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Ranks of the sorted exceptions: those before them, and the others whose key is lower. */
static void rank_exceptions(const struct worker_order *order, uint32_t *rank,
                            const uint32_t *by_key, const double *key, uint64_t *flags)
{
    const size_t count = order->num_exceptions;

    for (size_t e = 0; e < count; e++)
        flags[order->exceptions[e] / 64] |= UINT64_C(1) << order->exceptions[e] % 64;
#pragma omp parallel for schedule(static) if (count > 256)
    for (size_t e = 0; e < count; e++) {
        const size_t i = first_reaching(flags, key, order->num_workers, key[by_key[e]]);

        rank[e] = (uint32_t)(e + i - count_below(order->exceptions, count, i));
    }
    for (size_t e = 0; e < count; e++)
        flags[order->exceptions[e] / 64] = 0;
}

enum status worker_order_merge(struct worker_order *order, const double *key,
                               const uint32_t *exceptions, size_t num_exceptions, struct error *err)
{
    const size_t flag_words = order->num_workers / 64 + 1;

    worker_order_is_memory(order);
    TRY(ensure(&order->keys, num_exceptions * (sizeof(double) + 2 * sizeof(uint32_t)), err));
    TRY(ensure(&order->scratch, radix_sort_scratch_bytes(num_exceptions), err));
    TRY(ensure(&order->flags, flag_words * sizeof(uint64_t), err));
    double *const exception_key = order->keys.memory;
    uint32_t *const by_key = (uint32_t *)(void *)(exception_key + num_exceptions);
    uint32_t *const rank = by_key + num_exceptions;

    for (size_t e = 0; e < num_exceptions; e++)
        exception_key[e] = key[exceptions[e]];
    radix_sort_order_in(by_key, exception_key, num_exceptions, order->scratch.memory);
    for (size_t e = 0; e < num_exceptions; e++)
        by_key[e] = exceptions[by_key[e]];
    order->exceptions = exceptions;
    order->num_exceptions = num_exceptions;
    rank_exceptions(order, rank, by_key, key, order->flags.memory);
    order->by_key = by_key;
    order->rank = rank;
    return STATUS_OK;
}

/* Where reading starts in a merge: the next exception by rank, the next index of the others, and
 * the next exception in memory that this index must skip. */
struct merge_position {
    size_t by_rank, index, skip;
};

static struct merge_position merge_position_of(const struct worker_order *order, size_t rank)
{
    const size_t by_rank = count_below(order->rank, order->num_exceptions, rank);
    const size_t ordinal = rank - by_rank; /* among those that are no exceptions */
    size_t low = 0;
    size_t high = order->num_exceptions;

    while (low < high) { /* exception k has exceptions[k] - k others before it */
        const size_t middle = low + (high - low) / 2;

        if (order->exceptions[middle] - middle <= ordinal)
            low = middle + 1;
        else
            high = middle;
    }
    return (struct merge_position){by_rank, ordinal + low, low};
}

size_t worker_order_index(const struct worker_order *order, size_t rank)
{
    if (order->sorted)
        return order->sorted[rank];
    if (order->num_exceptions == 0)
        return rank;
    const struct merge_position position = merge_position_of(order, rank);

    return position.by_rank < order->num_exceptions && order->rank[position.by_rank] == rank
               ? order->by_key[position.by_rank]
               : position.index;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Runs of memory between exceptions that come in and exceptions that are skipped. */
static void copy_merged(const struct worker_order *order, const double *x, size_t from,
                        size_t count, double *buffer)
{
    const size_t num_exceptions = order->num_exceptions;
    struct merge_position at = merge_position_of(order, from);
    size_t done = 0;

    while (done < count) {
        size_t run = count - done;

        if (at.by_rank < num_exceptions && order->rank[at.by_rank] == from + done) {
            buffer[done++] = x[order->by_key[at.by_rank++]];
            continue;
        }
        if (at.skip < num_exceptions && order->exceptions[at.skip] == at.index) {
            at.index++;
            at.skip++;
            continue;
        }
        if (at.by_rank < num_exceptions)
            run = smaller(run, order->rank[at.by_rank] - (from + done));
        if (at.skip < num_exceptions)
            run = smaller(run, order->exceptions[at.skip] - at.index);
        memcpy(buffer + done, x + at.index, run * sizeof *buffer);
        done += run;
        at.index += run;
    }
}

const double *worker_order_view(const struct worker_order *order, const double *x, size_t from,
                                size_t count, double *buffer)
{
    if (order->sorted)
        for (size_t k = 0; k < count; k++)
            buffer[k] = x[order->sorted[from + k]];
    else if (order->num_exceptions > 0)
        copy_merged(order, x, from, count, buffer);
    else
        return x + from;
    return buffer;
}
