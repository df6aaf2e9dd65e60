/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/median.h"

#include "base/block_sum.h"
#include "base/memory.h"
#include "base/platform.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

enum {
    SLOTS = 256,
    MAX_SAMPLE = 16384,
    ELEMENTS_PER_SAMPLE = 128,
    MIN_SAMPLE = 64,
    NUM_PIVOTS = 3,
    STRETCH = 16,
};

/* What a block adds: how many are below and at most each pivot, and who lies in the kept range. */
struct block_result {
    int64_t below[NUM_PIVOTS], at_most[NUM_PIVOTS];
    size_t num_kept; /* may exceed SLOTS: then only the first SLOTS are here */
    double kept[SLOTS + 1];
};

struct median {
    const double *x;
    size_t count;
    double pivot[NUM_PIVOTS];
    double keep_above, keep_below; /* open range; the middle pivot itself is never kept */
    struct block_result *block;    /* [block_count] */
    double *candidate;             /* [block_count * SLOTS + MAX_SAMPLE] */
};

enum status median_create(struct median **median, size_t max_elements, struct error *err)
{
    struct median *const made = calloc(1, sizeof *made);
    const size_t num_blocks = block_count(max_elements);
    void *block = NULL;
    void *candidate = NULL;

    *median = NULL;
    if (!made)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a median");
    enum status status =
        memory_allocate(&block, num_blocks, sizeof(struct block_result), "median", err);

    if (!status)
        status = memory_allocate(&candidate, num_blocks * SLOTS + MAX_SAMPLE, sizeof(double),
                                 "median", err);
    made->block = block;
    made->candidate = candidate;
    if (status)
        median_destroy(made);
    else
        *median = made;
    return status;
}

void median_destroy(struct median *median)
{
    if (!median)
        return;
    free(median->block);
    free(median->candidate);
    free(median);
}

/* The element of rank k of v, which is rearranged around it (Hoare 1961). */
static double select_rank(double *v, size_t count, size_t k)
{
    size_t low = 0;
    size_t high = count;

    while (high - low > 1) {
        const double a = v[low];
        const double b = v[low + (high - low) / 2];
        const double c = v[high - 1];
        const double pivot = a < b ? (b < c ? b : a < c ? c : a) : (a < c ? a : b < c ? c : b);
        size_t i = low;
        size_t j = high - 1;

        for (;;) {
            while (v[i] < pivot)
                i++;
            while (pivot < v[j])
                j--;
            if (i >= j)
                break;
            const double swap = v[i];

            v[i++] = v[j];
            v[j--] = swap;
        }
        /* v[low..i) <= pivot <= v[j+1..high); i is j + 1, or j, and then v[j] is the pivot. */
        if (i == j && k == i)
            break;
        if (k < i)
            high = i;
        else
            low = j + 1;
    }
    return v[k];
}

/* Pivots around the relative rank in a sample: far enough that 3.5 standard errors fit between. */
static void choose_pivots(struct median *median, size_t sample_size, double relative_rank)
{
    double *const sample = median->candidate;
    const double last = (double)(sample_size - 1);
    const double middle = relative_rank * last;
    const double margin = 1.0 + 1.75 * sqrt((double)sample_size);
    const double places[NUM_PIVOTS] = {middle - margin, middle, middle + margin};

    for (int p = 0; p < NUM_PIVOTS; p++) {
        const double place = places[p] < 0.0 ? 0.0 : places[p] > last ? last : places[p];

        median->pivot[p] = select_rank(sample, sample_size, (size_t)place);
    }
    median->keep_above = median->pivot[0];
    median->keep_below = median->pivot[2];
}

void median_start(struct median *median, const double *x, size_t count)
{
    size_t sample_size = count / ELEMENTS_PER_SAMPLE;

    sample_size = sample_size < MIN_SAMPLE ? MIN_SAMPLE : sample_size;
    sample_size = sample_size > MAX_SAMPLE ? MAX_SAMPLE : sample_size;
    sample_size = sample_size > count ? count : sample_size;
    median->x = x;
    median->count = count;
    for (size_t k = 0; k < sample_size; k++)
        median->candidate[k] = x[(2 * k + 1) * count / (2 * sample_size)];
    if (sample_size > 0)
        choose_pivots(median, sample_size, 0.5);
}

TARGET_CLONES
static void count_around_pivots(struct block_result *result, const double *x, size_t count,
                                const double *pivot)
{
    const double a = pivot[0];
    const double b = pivot[1];
    const double c = pivot[2];
    int64_t below[NUM_PIVOTS] = {0};
    int64_t at_most[NUM_PIVOTS] = {0};

    for (size_t i = 0; i < count; i++) {
        below[0] += x[i] < a;
        at_most[0] += x[i] <= a;
        below[1] += x[i] < b;
        at_most[1] += x[i] <= b;
        below[2] += x[i] < c;
        at_most[2] += x[i] <= c;
    }
    for (int p = 0; p < NUM_PIVOTS; p++) {
        result->below[p] = below[p];
        result->at_most[p] = at_most[p];
    }
}

/* Which stretches of 16 hold anything to keep: most hold nothing. */
TARGET_CLONES
static void mark_stretches(unsigned char *mark, const double *x, size_t num_stretches, double above,
                           double below, double middle)
{
    for (size_t s = 0; s < num_stretches; s++) {
        block_mask any = {0};

        for (int k = 0; k < STRETCH / BLOCK_VECTOR; k++) {
            const block_vector v = BLOCK_VECTOR_AT(x + s * STRETCH, k);

            any |= (v > above) & (v < below) & (v != middle);
        }
        mark[s] = (any[0] | any[1] | any[2] | any[3]) != 0;
    }
}

void median_count(struct median *median, size_t block)
{
    const size_t start = block_start(block);
    const size_t count = block_end(block, median->count) - start;
    const double *const x = median->x + start;
    const double above = median->keep_above;
    const double below = median->keep_below;
    const double middle = median->pivot[1];
    struct block_result *const result = median->block + block;
    unsigned char mark[BLOCK_ELEMENTS / STRETCH + 1];
    size_t num_kept = 0;

    count_around_pivots(result, x, count, median->pivot);
    mark_stretches(mark, x, count / STRETCH, above, below, middle);
    mark[count / STRETCH] = 1; /* the rest */
    for (size_t from = 0; from < count; from += STRETCH) {
        if (!mark[from / STRETCH])
            continue;
        for (size_t i = from; i < count && i < from + STRETCH; i++) {
            /* No branches: write, then step on if it counts. */
            result->kept[num_kept < SLOTS ? num_kept : SLOTS] = x[i];
            num_kept += (x[i] > above) & (x[i] < below) & (x[i] != middle);
        }
    }
    result->num_kept = num_kept;
}

static void count_all(struct median *median)
{
#pragma omp parallel for schedule(static) if (block_count(median->count) > 4)
    for (size_t b = 0; b < block_count(median->count); b++)
        median_count(median, b);
}

/* An open range of values between neighbouring pivots, and how many elements lie before and in it. */
struct gap {
    double above, below;
    size_t before, inside;
};

/* True if rank k sits exactly at a pivot (*value); else *gap, whose values the pivots were chosen
 * from, shrinks to the part that holds k. */
static bool locate(const struct median *median, size_t k, double *value, struct gap *gap)
{
    const size_t end = gap->before + gap->inside;

    for (int p = 0; p < NUM_PIVOTS; p++) {
        size_t below = 0;
        size_t at_most = 0;

        for (size_t b = 0; b < block_count(median->count); b++) {
            below += (size_t)median->block[b].below[p];
            at_most += (size_t)median->block[b].at_most[p];
        }
        *value = median->pivot[p];
        if (k < below) {
            *gap = (struct gap){gap->above, *value, gap->before, below - gap->before};
            return false;
        }
        if (k < at_most)
            return true;
        *gap = (struct gap){*value, gap->below, at_most, end - at_most};
    }
    return false;
}

/* Kept elements inside the gap, gathered into candidate[]; how many. */
static size_t gather(struct median *median, const struct gap *gap)
{
    size_t count = 0;

    for (size_t b = 0; b < block_count(median->count); b++) {
        const struct block_result *const result = median->block + b;
        const size_t num_kept = result->num_kept < SLOTS ? result->num_kept : SLOTS;

        for (size_t s = 0; s < num_kept; s++) {
            median->candidate[count] = result->kept[s];
            count += (result->kept[s] > gap->above) & (result->kept[s] < gap->below);
        }
    }
    return count;
}

/* Element of rank k: each round solves it or shrinks the gap around it by pivots from inside, so it
 * ends whatever the values, also where a few of them fill the whole array. */
static double find_rank(struct median *median, size_t k)
{
    struct gap gap = {-INFINITY, INFINITY, 0, median->count};
    double value;

    while (!locate(median, k, &value, &gap)) {
        size_t found = gather(median, &gap);

        if (found == 0) { /* the gap lies outside the kept range */
            median->keep_above = gap.above;
            median->keep_below = gap.below;
            count_all(median);
            found = gather(median, &gap);
        }
        if (found == 0)
            return NAN;
        if (found == gap.inside)
            return select_rank(median->candidate, found, k - gap.before);
        choose_pivots(median, found, (double)(k - gap.before) / (double)gap.inside);
        count_all(median);
    }
    return value;
}

double median_finish(struct median *median)
{
    if (median->count == 0)
        return NAN;
    const double lower = find_rank(median, (median->count - 1) / 2);

    return median->count % 2 ? lower : 0.5 * (lower + find_rank(median, median->count / 2));
}

double median_of(struct median *median, const double *x, size_t count)
{
    median_start(median, x, count);
    count_all(median);
    return median_finish(median);
}
