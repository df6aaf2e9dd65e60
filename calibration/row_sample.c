/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/row_sample.c: sums of weights, and where points fall among them. */
#include "calibration/row_sample.h"

#include "base/random.h"

#include <math.h>
#include <stdlib.h>

/* sum[r]: of rows 0 to r.  Weights are divided by the largest, so that no sum overflows. */
static void add_up(double *sum, const double *weight, const uint32_t *times, size_t num_rows)
{
    double largest = 0.0;
    double total = 0.0;

    for (size_t r = 0; weight && r < num_rows; r++)
        largest = fmax(largest, weight[r]);
    for (size_t r = 0; r < num_rows; r++) {
        total += (weight ? weight[r] / largest : 1.0) * (times ? (double)times[r] : 1.0);
        sum[r] = total;
    }
}

/* The first row whose sum is above the target: one that counts. */
static size_t find_row(const double *sum, size_t num_rows, double target)
{
    size_t low = 0;
    size_t high = num_rows - 1;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (sum[middle] > target)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

enum status row_sample_draw(uint32_t *row, size_t num_workers, bool is_systematic,
                            const double *weight, const uint32_t *times, size_t num_rows,
                            uint64_t seed, struct error *err)
{
    double *const sum = calloc(num_rows, sizeof *sum);
    const double shift = random_uniforms(seed, RANDOM_ROWS, 0, 1).u[0];

    if (!sum)
        return error_set(err, STATUS_NO_MEMORY, "no memory to sample from %zu rows", num_rows);
    add_up(sum, weight, times, num_rows);
    const double total = sum[num_rows - 1];

    for (size_t i = 0; i < num_workers; i++) {
        const double u = is_systematic ? ((double)i + shift) / (double)num_workers
                                       : random_uniforms(seed, RANDOM_ROWS, i, 0).u[0];

        row[i] = (uint32_t)find_row(sum, num_rows, fmin(u * total, nextafter(total, 0.0)));
    }
    free(sum);
    return STATUS_OK;
}

void row_sample_resample(uint32_t *times, size_t num_rows, uint64_t seed)
{
    for (size_t r = 0; r < num_rows; r++)
        times[r] = 0;
    for (size_t k = 0; k < num_rows; k++) {
        const double u = random_uniforms(seed, RANDOM_ROWS, k, 2).u[0];
        const size_t r = (size_t)(u * (double)num_rows);

        times[r < num_rows ? r : num_rows - 1]++;
    }
}
