/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/kernel.h"

#include "base/block_sum.h"
#include "base/elementary.h"
#include "base/platform.h"

enum { DEPTH = 16 };

TARGET_CLONES
void kernel_interior(struct kernel_columns *columns, size_t at, size_t count,
                     const struct kernel_piece *piece, const double *restrict potential_earnings,
                     const float *restrict weeks, const double *restrict wage)
{
    const struct kernel_piece p = *piece;
    double *const restrict hours = columns->hours + at;
    double *const restrict income = columns->income + at;
    double *const restrict tax = columns->tax + at;
    double *const restrict net_income = columns->net_income + at;
    double *const restrict utility = columns->utility + at;

    for (size_t i = 0; i < count; i++) {
        const double z = p.scale * potential_earnings[i];
        const double t = p.tax_at_start + p.marginal_rate * (z - p.start);
        const double y = z - t + p.rebate;

        hours[i] = z / ((double)weeks[i] * wage[i]);
        income[i] = z;
        tax[i] = t;
        net_income[i] = y;
        utility[i] = y - (p.effort_per_potential_earnings * potential_earnings[i] + p.fixed_effort);
    }
}

TARGET_CLONES
void kernel_threshold(struct kernel_columns *columns, size_t at, size_t count,
                      const struct kernel_piece *piece, const double *restrict threshold_effort,
                      const float *restrict weeks, const double *restrict wage)
{
    const struct kernel_piece p = *piece;
    const double y = p.fixed_income - p.tax_at_start + p.rebate;
    double *const restrict hours = columns->hours + at;
    double *const restrict income = columns->income + at;
    double *const restrict tax = columns->tax + at;
    double *const restrict net_income = columns->net_income + at;
    double *const restrict utility = columns->utility + at;

    for (size_t i = 0; i < count; i++) {
        hours[i] = p.fixed_income / ((double)weeks[i] * wage[i]);
        income[i] = p.fixed_income;
        tax[i] = p.tax_at_start;
        net_income[i] = y;
        utility[i] = y - (p.effort_per_threshold_effort * threshold_effort[i] + p.fixed_effort);
    }
}

TARGET_CLONES
void kernel_affine(double *restrict out, const double *restrict x, double slope, double intercept,
                   size_t count)
{
    for (size_t i = 0; i < count; i++)
        out[i] = slope * x[i] + intercept;
}

TARGET_CLONES
double kernel_sum(const double *x, size_t count)
{
    block_vector sum[BLOCK_VECTORS] = {{0.0}};
    size_t i = 0;

    for (; i + BLOCK_LANES <= count; i += BLOCK_LANES)
        for (int v = 0; v < BLOCK_VECTORS; v++)
            sum[v] += BLOCK_VECTOR_AT(x + i, v);
    double tail = 0.0;

    for (; i < count; i++)
        tail += x[i];
    return BLOCK_SUM_OF_LANES(sum) + tail;
}

TARGET_CLONES
double kernel_dot(const double *x, const double *y, size_t count)
{
    block_vector sum[BLOCK_VECTORS] = {{0.0}};
    size_t i = 0;

    for (; i + BLOCK_LANES <= count; i += BLOCK_LANES)
        for (int v = 0; v < BLOCK_VECTORS; v++)
            sum[v] += BLOCK_VECTOR_AT(x + i, v) * BLOCK_VECTOR_AT(y + i, v);
    double tail = 0.0;

    for (; i < count; i++)
        tail += x[i] * y[i];
    return BLOCK_SUM_OF_LANES(sum) + tail;
}

TARGET_CLONES
double kernel_lowest(const double *x, size_t count)
{
    double lowest = x[0];

    for (size_t i = 1; i < count; i++)
        lowest = x[i] < lowest ? x[i] : lowest;
    return lowest;
}

TARGET_CLONES
void kernel_raise(double *x, double floor, size_t count)
{
    for (size_t i = 0; i < count; i++)
        x[i] = x[i] > floor ? x[i] : floor;
}

/* products[0..8) of each group of 16 x 8 elements; the rest one product each. */
TARGET_CLONES
static size_t products_of_groups(double *products, const double *x, size_t count)
{
    size_t num_products = 0;
    size_t i = 0;

    for (; i + DEPTH * BLOCK_LANES <= count; i += DEPTH * BLOCK_LANES)
        for (int v = 0; v < BLOCK_VECTORS; v++) {
            block_vector product = BLOCK_VECTOR_AT(x + i, v);

            for (size_t row = 1; row < DEPTH; row++)
                product *= BLOCK_VECTOR_AT(x + i + row * BLOCK_LANES, v);
            *(block_vector *)(products + num_products) = product;
            num_products += BLOCK_VECTOR;
        }
    while (i < count) {
        double product = 1.0;

        for (size_t k = 0; k < DEPTH && i < count; k++)
            product *= x[i++];
        products[num_products++] = product;
    }
    return num_products;
}

double kernel_sum_log(const double *x, size_t count)
{
    /* Only what was written is read; the zeros are for compilers that cannot see it. */
    double products[KERNEL_CHUNK / DEPTH + BLOCK_LANES + 1] = {0.0};
    const size_t num_products = products_of_groups(products, x, count);

    elementary_log_array(products, products, num_products);
    return kernel_sum(products, num_products);
}

double kernel_weighted_sum_log(const double *x, const double *weight, size_t count)
{
    double logs[KERNEL_CHUNK];

    elementary_log_array(logs, x, count);
    return kernel_dot(logs, weight, count);
}
