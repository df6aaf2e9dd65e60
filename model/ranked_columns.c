/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/ranked_columns.h"

#include "base/block_sum.h"
#include "base/platform.h"

#include <math.h>

/* Neighbours this far out of order differ by rounding alone: relative, and USD per year. */
enum { PARALLEL_FROM = 10000 }; /* workers from which more threads pay */

static const double ROUNDING = 1e-12;
static const double ROUNDING_USD = 1e-9;

static const double WEIGHT_TOLERANCE = 1e-12; /* of the total weight */

void ranked_columns_init(struct ranked_columns *ranked, const struct worker_order *order,
                         const double *weight, int num_columns, const double *const *columns,
                         struct ranked_sums *block)
{
    *ranked = (struct ranked_columns){.order = order,
                                      .weight = weight,
                                      .num_columns = num_columns,
                                      .block = block};
    for (int k = 0; k < num_columns; k++) {
        ranked->column[k] = columns[k];
        ranked->shift[k] = inequality_shift(columns[k], order->num_workers);
    }
}

TARGET_CLONES
static size_t count_falls(const double *x, size_t count)
{
    long long falls = 0;

    for (size_t i = 1; i < count; i++)
        falls += x[i - 1] - x[i] > ROUNDING * fabs(x[i - 1]) + ROUNDING_USD;
    return (size_t)falls;
}

void ranked_columns_add(struct ranked_columns *ranked, size_t block, size_t from, size_t count)
{
    const size_t lead = from > 0 ? 1 : 0; /* the element before, to see a fall between chunks */
    struct ranked_sums *const sums = ranked->block + block;
    double weight_buffer[RANKED_CHUNK];
    const double *const weight = ranked->weight ? worker_order_view(ranked->order, ranked->weight,
                                                                    from, count, weight_buffer)
                                                : NULL;

    if (from == block_start(block))
        *sums = (struct ranked_sums){0};
    for (int k = 0; k < ranked->num_columns; k++) {
        double buffer[RANKED_CHUNK + 1];
        const double *const x =
            worker_order_view(ranked->order, ranked->column[k], from - lead, count + lead, buffer);

        ordered_moments_add(&sums->moments[k], x + lead, weight, ranked->shift[k], count);
        if (!ranked->is_trusted[k])
            sums->num_falls[k] += count_falls(x, count + lead);
    }
}

void ranked_columns_finish(struct ranked_columns *ranked)
{
    ranked->total = (struct ranked_sums){0};
    for (size_t b = 0; b < block_count(ranked->order->num_workers); b++)
        for (int k = 0; k < ranked->num_columns; k++) {
            ordered_moments_append(&ranked->total.moments[k], &ranked->block[b].moments[k]);
            ranked->total.num_falls[k] += ranked->block[b].num_falls[k];
        }
}

void ranked_columns_measure(struct ranked_columns *ranked)
{
    const size_t n = ranked->order->num_workers;

#pragma omp parallel for schedule(static) if (n >= PARALLEL_FROM)
    for (size_t b = 0; b < block_count(n); b++)
        for (size_t from = block_start(b); from < block_end(b, n); from += RANKED_CHUNK)
            ranked_columns_add(ranked, b, from,
                               block_end(b, n) - from < RANKED_CHUNK ? block_end(b, n) - from
                                                                     : RANKED_CHUNK);
    ranked_columns_finish(ranked);
}

double ranked_mean(const struct ranked_columns *ranked, int k)
{
    return ordered_moments_mean(&ranked->total.moments[k], ranked->shift[k]);
}

double ranked_sd(const struct ranked_columns *ranked, int k)
{
    return ordered_moments_sd(&ranked->total.moments[k]);
}

double ranked_gini(const struct ranked_columns *ranked, int k)
{
    return ordered_moments_gini(&ranked->total.moments[k], ranked->shift[k]);
}

bool ranked_is_ascending(const struct ranked_columns *ranked, int k)
{
    return ranked->total.num_falls[k] == 0;
}

/* The block in which the cumulative weight passes `target`; *before = the weight before it. */
static size_t block_of_weight(const struct ranked_columns *ranked, double target, double *before)
{
    const size_t last = block_count(ranked->order->num_workers) - 1;
    size_t b = 0;

    *before = 0.0;
    while (b < last && *before + ranked->block[b].moments[0].weight < target)
        *before += ranked->block[b++].moments[0].weight;
    return b;
}

static void add_to_cut(const struct ranked_columns *ranked, struct ranked_cut *cut, size_t from,
                       size_t count, double target)
{
    double weight_buffer[RANKED_CHUNK];
    const double *const weight = ranked->weight ? worker_order_view(ranked->order, ranked->weight,
                                                                    from, count, weight_buffer)
                                                : NULL;
    double here = (double)count;

    if (weight) {
        here = 0.0;
        for (size_t i = 0; i < count; i++)
            here += weight[i];
    }
    for (int k = 0; k < ranked->num_columns; k++) {
        double buffer[RANKED_CHUNK];
        const double *const x =
            worker_order_view(ranked->order, ranked->column[k], from, count, buffer);

        cut->sum[k] += inequality_partial_sum(x, weight, count, target - cut->weight);
    }
    cut->weight += here < target - cut->weight ? here : target - cut->weight;
}

struct ranked_cut ranked_cut_at(const struct ranked_columns *ranked, double target)
{
    const size_t n = ranked->order->num_workers;
    struct ranked_cut cut = {0};
    const size_t block = block_of_weight(ranked, target, &cut.weight);

    for (size_t b = 0; b < block; b++)
        for (int k = 0; k < ranked->num_columns; k++) {
            const struct ordered_moments *const moments = &ranked->block[b].moments[k];

            cut.sum[k] += ranked->shift[k] * moments->weight + moments->deviation;
        }
    for (size_t from = block_start(block); from < block_end(block, n) && cut.weight < target;
         from += RANKED_CHUNK)
        add_to_cut(ranked, &cut, from,
                   block_end(block, n) - from < RANKED_CHUNK ? block_end(block, n) - from
                                                             : RANKED_CHUNK,
                   target);
    return cut;
}

static double value_at(const struct ranked_columns *ranked, int k, size_t rank)
{
    return ranked->column[k][worker_order_index(ranked->order, rank)];
}

/* Where the cumulative weight reaches `target`, as inequality_place, without a walk over all. */
static struct quantile_place place_of(const struct ranked_columns *ranked, double target,
                                      double tolerance)
{
    const size_t n = ranked->order->num_workers;

    if (!ranked->weight)
        return inequality_place(NULL, n, target, tolerance);
    double before;
    size_t rank = block_start(block_of_weight(ranked, target - tolerance, &before));

    before += ranked->weight[worker_order_index(ranked->order, rank)];
    while (rank + 1 < n && before < target - tolerance)
        before += ranked->weight[worker_order_index(ranked->order, ++rank)];
    return (struct quantile_place){rank, rank + 1 < n && fabs(before - target) <= tolerance};
}

double ranked_quantile(const struct ranked_columns *ranked, int k, double p)
{
    const double total = ranked->total.moments[0].weight;
    const struct quantile_place place = place_of(ranked, p * total, WEIGHT_TOLERANCE * total);
    const double value = value_at(ranked, k, place.index);

    return place.is_between ? 0.5 * (value + value_at(ranked, k, place.index + 1)) : value;
}

size_t ranked_first(const struct ranked_columns *ranked, int k, double value, int is_above)
{
    size_t low = 0;
    size_t high = ranked->order->num_workers;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const double here = value_at(ranked, k, middle);

        if (is_above ? here <= value : here < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

double ranked_weight_before(const struct ranked_columns *ranked, size_t rank)
{
    double before = 0.0;

    if (!ranked->weight)
        return (double)rank;
    for (size_t b = 0; b < rank / BLOCK_ELEMENTS; b++)
        before += ranked->block[b].moments[0].weight;
    for (size_t r = rank / BLOCK_ELEMENTS * BLOCK_ELEMENTS; r < rank; r++)
        before += ranked->weight[worker_order_index(ranked->order, r)];
    return before;
}
