/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/logit_kernel.c: options in whole vectors.  Arithmetic is by element and sums are by fixed trees, so that the
 * width of the processor's vectors does not matter; four, because gcc 12 keeps wider ones in memory where there are
 * no registers for them (base/block_sum.h). */
#include "agents/logit_kernel.h"

#include "base/elementary.h"
#include "base/platform.h"

#include <stdint.h>

enum { LANES = 4 };
typedef double lanes __attribute__((vector_size(32), aligned(32), may_alias));
typedef int64_t mask __attribute__((vector_size(32), may_alias));

static const double NOBODY_CHOOSES = -1e300; /* exp is 0; finite, as the flags ask */

#define BLOCKS(num_options) (((num_options) + LOGIT_LANES - 1) / LOGIT_LANES)
/* Macros, because passing wide vectors to functions depends on the instruction set. */
#define WHERE(condition, a, b) ((lanes)(((condition) & (mask)(a)) | (~(condition) & (mask)(b))))
/* (x0 + x1) + (x2 + x3), in every lane where the compiler has shuffles: the same additions either way. */
#if __has_builtin(__builtin_shufflevector)
#define ADD_LANES(x)                                                                               \
    x += __builtin_shufflevector(x, x, 1, 0, 3, 2);                                                \
    x += __builtin_shufflevector(x, x, 2, 3, 0, 1)
#else
#define ADD_LANES(x) x[0] = (x[0] + x[1]) + (x[2] + x[3])
#endif

/* First option above the threshold: at it, both brackets' lines agree. */
static int first_above(double threshold, double options_per_usd, int num_options)
{
    const double option = threshold * options_per_usd;

    return option < (double)num_options ? (int)option + 1 : num_options;
}

TARGET_CLONES
void logit_kernel_values(double *value, const struct logit_grid *grid,
                         const struct tax_schedule *schedule, double pay, double effort,
                         double fixed_cost, double scale)
{
    const double options_per_usd = 1.0 / (pay * grid->step);
    const double scaled_effort = scale * effort;

    for (int j = 0; j < schedule->num_brackets; j++) {
        const double start = schedule->start_usd_per_year[j];
        const double rate = schedule->marginal_rate[j];
        const int first = j == 0 ? 0 : first_above(start, options_per_usd, grid->num_options);
        const int end = j + 1 == schedule->num_brackets
                            ? grid->num_options
                            : first_above(schedule->start_usd_per_year[j + 1], options_per_usd,
                                          grid->num_options);
        const double slope = scale * (pay * (1.0 - rate));
        const double height =
            scale * (rate * start - schedule->tax_at_start_usd_per_year[j] - fixed_cost);

        if (first >= end)
            continue;
        for (int v = first / LANES; v * LANES < end; v++) {
            lanes *const to = (lanes *)value + v;
            const lanes line = (slope * ((const lanes *)grid->hours)[v] + height) -
                               scaled_effort * ((const lanes *)grid->hours_power)[v];

            if (v * LANES >= first) {
                *to = line;
            } else { /* the lanes below are of the bracket before */
                const mask lane = {0, 1, 2, 3};
                const mask is_inside = lane >= (int64_t)(first - v * LANES);

                *to = WHERE(is_inside, line, *to);
            }
        }
    }
    value[0] += scale * fixed_cost;
}

TARGET_CLONES
double logit_kernel_best(double *value, int num_options)
{
    double best = NOBODY_CHOOSES;

    for (int k = num_options; k < LOGIT_LANES * BLOCKS(num_options); k++)
        value[k] = NOBODY_CHOOSES;
    for (int k = 0; k < LOGIT_LANES * BLOCKS(num_options); k++)
        best = value[k] > best ? value[k] : best;
    return best;
}

TARGET_CLONES
static void lower_by(double *value, int num_blocks, double best)
{
    for (int v = 0; v < num_blocks * (LOGIT_LANES / LANES); v++)
        ((lanes *)value)[v] -= best;
}

/* Each block's sum, ((x0 + x1) + (x2 + x3)) + ((x4 + x5) + (x6 + x7)); returns their sum in order. */
TARGET_CLONES
static double add_blocks(double *sum, const double *value, int num_blocks)
{
    double total = 0.0;

    for (int b = 0; b < num_blocks; b++) {
        lanes low = ((const lanes *)value)[2 * b];
        lanes high = ((const lanes *)value)[2 * b + 1];

        ADD_LANES(low);
        ADD_LANES(high);
        sum[b] = low[0] + high[0];
        total += sum[b];
    }
    return total;
}

int logit_kernel_draw(double *value, int num_options, double best, double u)
{
    const int num_blocks = BLOCKS(num_options);
    double sum[LOGIT_ROOM / LOGIT_LANES];
    double before = 0.0;
    int b = 0;

    lower_by(value, num_blocks, best);
    elementary_exp_array(value, value, (size_t)num_blocks * LOGIT_LANES);
    const double target = u * add_blocks(sum, value, num_blocks);

    while (b < num_blocks && before + sum[b] <= target)
        before += sum[b++];
    int chosen = 0;

    if (b == num_blocks) /* rounding left the sum below the target: the last that anybody takes */
        before = 0.0;
    for (int k = b < num_blocks ? b * LOGIT_LANES : 0; k < num_options && before <= target; k++) {
        before += value[k];
        chosen = value[k] > 0.0 ? k : chosen;
    }
    return chosen;
}
