/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/inequality.h"

#include "base/block_sum.h"
#include "base/platform.h"
#include "model/kernel.h"

#include <math.h>

static const double WEIGHT_TOLERANCE = 1e-12; /* of the total weight */

/* C_i of element i is i + 1 here, so 2 C - w = 2 i + 1. */
TARGET_CLONES
static void add_unweighted(struct ordered_moments *part, const double *x, double shift,
                           size_t count)
{
    /* Of 16 elements, so that additions overlap. */
    enum { VECTORS = 2 * BLOCK_VECTORS };
    block_vector deviation[VECTORS] = {{0.0}};
    block_vector square[VECTORS] = {{0.0}};
    block_vector rank[VECTORS] = {{0.0}};
    /* 2 i + 1 of the first vector; the others' are added to it, since there are sixteen registers. */
    block_vector position = {1.0, 3.0, 5.0, 7.0};
    size_t i = 0;

    for (; i + 2 * BLOCK_LANES <= count; i += 2 * BLOCK_LANES) {
        for (int v = 0; v < VECTORS; v++) {
            const block_vector d = BLOCK_VECTOR_AT(x + i, v) - shift;

            deviation[v] += d;
            square[v] += d * d;
            rank[v] += d * (position + 2.0 * BLOCK_VECTOR * v);
        }
        position += 4.0 * BLOCK_LANES;
    }
    for (int v = 0; v < BLOCK_VECTORS; v++) {
        deviation[v] += deviation[v + BLOCK_VECTORS];
        square[v] += square[v + BLOCK_VECTORS];
        rank[v] += rank[v + BLOCK_VECTORS];
    }
    *part = (struct ordered_moments){(double)count, BLOCK_SUM_OF_LANES(deviation),
                                     BLOCK_SUM_OF_LANES(square), BLOCK_SUM_OF_LANES(rank)};
    for (; i < count; i++) {
        const double d = x[i] - shift;

        part->deviation += d;
        part->square += d * d;
        part->rank += d * (double)(2 * i + 1);
    }
}

static void add_weighted(struct ordered_moments *part, const double *x, const double *weight,
                         double shift, size_t count)
{
    *part = (struct ordered_moments){0};
    for (size_t i = 0; i < count; i++) {
        const double d = weight[i] * (x[i] - shift);

        part->deviation += d;
        part->square += d * (x[i] - shift);
        part->rank += d * (2.0 * part->weight + weight[i]);
        part->weight += weight[i];
    }
}

void ordered_moments_add(struct ordered_moments *sums, const double *x, const double *weight,
                         double shift, size_t count)
{
    struct ordered_moments part;

    if (weight)
        add_weighted(&part, x, weight, shift, count);
    else
        add_unweighted(&part, x, shift, count);
    ordered_moments_append(sums, &part);
}

void ordered_moments_append(struct ordered_moments *sums, const struct ordered_moments *next)
{
    sums->rank += next->rank + 2.0 * sums->weight * next->deviation;
    sums->weight += next->weight;
    sums->deviation += next->deviation;
    sums->square += next->square;
}

double ordered_moments_mean(const struct ordered_moments *sums, double shift)
{
    return shift + sums->deviation / sums->weight;
}

double ordered_moments_sd(const struct ordered_moments *sums)
{
    const double mean = sums->deviation / sums->weight;
    const double variance = sums->square / sums->weight - mean * mean;

    return variance < 0.0 ? 0.0 : sqrt(variance);
}

/* The weights 2 C - w - W sum to zero, so the shift drops out. */
double ordered_moments_gini_sum(const struct ordered_moments *sums)
{
    return sums->rank - sums->weight * sums->deviation;
}

double ordered_moments_gini(const struct ordered_moments *sums, double shift)
{
    const double mean = ordered_moments_mean(sums, shift);

    if (!(mean > 0.0))
        return NAN;
    return ordered_moments_gini_sum(sums) / (sums->weight * sums->weight * mean);
}

double inequality_shift(const double *x, size_t count)
{
    const size_t num_samples = count < 64 ? count : 64;
    double sum = 0.0;

    for (size_t k = 0; k < num_samples; k++)
        sum += x[(2 * k + 1) * count / (2 * num_samples)];
    return num_samples > 0 ? sum / (double)num_samples : 0.0;
}

struct quantile_place inequality_place(const double *weight, size_t count, double target,
                                       double tolerance)
{
    double cumulative = 0.0;
    size_t i = 0;

    if (weight) {
        cumulative = weight[0];
        while (i + 1 < count && cumulative < target - tolerance)
            cumulative += weight[++i];
    } else {
        const double place = ceil(target - tolerance);

        i = place < 1.0 ? 0 : place > (double)count ? count - 1 : (size_t)place - 1;
        cumulative = (double)(i + 1);
    }
    return (struct quantile_place){i, i + 1 < count && fabs(cumulative - target) <= tolerance};
}

static double total_weight(const double *weight, size_t count)
{
    double total = 0.0;

    if (!weight)
        return (double)count;
    for (size_t i = 0; i < count; i++)
        total += weight[i];
    return total;
}

double inequality_quantile(const double *sorted, const double *weight, size_t count, double p)
{
    if (count == 0)
        return NAN;
    const double total = total_weight(weight, count);
    const struct quantile_place place =
        inequality_place(weight, count, p * total, WEIGHT_TOLERANCE * total);

    return place.is_between ? 0.5 * (sorted[place.index] + sorted[place.index + 1])
                            : sorted[place.index];
}

double inequality_partial_sum(const double *x, const double *weight, size_t count, double target)
{
    double sum = 0.0;

    if (!weight) {
        const double whole = floor(target < (double)count ? target : (double)count);
        const size_t last = whole > 0.0 ? (size_t)whole : 0;

        sum = kernel_sum(x, last);
        return last < count && target > whole ? sum + (target - whole) * x[last] : sum;
    }
    for (size_t i = 0; i < count && target > 0.0; i++) {
        const double here = weight[i];

        sum += (here < target ? here : target) * x[i];
        target -= here;
    }
    return sum;
}
