/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/worker_order.h: workers in ascending order of a column, by the cheapest of three ways:
 * memory is in order; memory is in order but for a few exceptions, which are sorted and merged in
 * while columns are read; nothing is known, and an order is sorted.  Ranks count from 0. */
#ifndef FISC_MODEL_WORKER_ORDER_H
#define FISC_MODEL_WORKER_ORDER_H

#include "base/error.h"

#include <stdint.h>

/* Memory that grows when first needed and is kept. */
struct order_room {
    void *memory;
    size_t bytes;
};

struct worker_order {
    size_t num_workers;
    const uint32_t *sorted;     /* [num_workers] index by rank; NULL for the other two ways */
    size_t num_exceptions;      /* 0 where memory is in order */
    const uint32_t *exceptions; /* their indices, ascending; borrowed */
    const uint32_t *by_key;     /* their indices, by key */
    const uint32_t *rank;       /* rank of by_key[e], ascending */
    struct order_room order, scratch, keys, flags;
};

/* Starts as {.num_workers = N}: memory is in order. */
void worker_order_free(struct worker_order *order);

/* Memory is in order. */
void worker_order_is_memory(struct worker_order *order);

/* Memory is in order of `key` but for the exceptions, which stay the caller's. */
enum status worker_order_merge(struct worker_order *order, const double *key,
                               const uint32_t *exceptions, size_t num_exceptions,
                               struct error *err) MUST_CHECK;

enum status worker_order_sort(struct worker_order *order, const double *key,
                              struct error *err) MUST_CHECK;

/* Index in memory of the worker of a rank. */
size_t worker_order_index(const struct worker_order *order, size_t rank);

/* Elements of x at ranks [from, from + count): in `buffer`, or where they are. */
const double *worker_order_view(const struct worker_order *order, const double *x, size_t from,
                                size_t count, double *buffer);

#endif
