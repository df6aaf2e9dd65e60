/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The median against sorting, most of all where few values fill the array. */
#include "base/median.h"

#include "base/random.h"
#include "tests/support.h"

#include <stdlib.h>

enum { MAX_COUNT = 100000 };

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

static double sorted_median(const double *x, size_t count)
{
    double *const copy = malloc(count * sizeof *copy);

    memcpy(copy, x, count * sizeof *copy);
    qsort(copy, count, sizeof *copy, by_value);
    const double middle =
        count % 2 ? copy[count / 2] : 0.5 * (copy[count / 2 - 1] + copy[count / 2]);

    free(copy);
    return middle;
}

enum shape {
    CONTINUOUS,
    HOURS,
    TWO_VALUES,
    EQUAL,
    HEAVY_TAIL,
    MOSTLY_ONE,
    STRIPED,
    RAMPS,
    NUM_SHAPES
};

static double element(enum shape shape, uint64_t i, uint64_t seed)
{
    const struct random_uniforms r = random_uniforms(seed, 0, i, 0);

    switch (shape) {
    case CONTINUOUS:
        return r.u[0] - 0.5;
    case HOURS:
        return floor(60.0 * sqrt(r.u[0]));
    case TWO_VALUES:
        return r.u[0] < 0.5 ? -1.0 : 1.0;
    case EQUAL:
        return 40.0;
    case HEAVY_TAIL:
        return pow(r.u[0], -2.0);
    case STRIPED: /* every sampled place lies */
        return i % 128 == 64 ? 99.0 : floor(60.0 * (double)(i % 2048) / 2048.0);
    case RAMPS:
        return floor(100.0 * (double)(i % 2048) / 2048.0 + 4.0 * r.u[0]);
    case MOSTLY_ONE:
        return r.u[0] < 0.98 ? 40.0 : 40.0 + r.u[1] - 0.5;
    case NUM_SHAPES:
        break;
    }
    return NAN;
}

static void the_median_is_the_middle_of_the_sorted_array(void **state)
{
    (void)state;
    const size_t counts[] = {1,    2,    3,    4,    5,     63,    64,   65,
                             1000, 2047, 2049, 4096, 20000, 20001, 99999};
    double *const x = malloc(MAX_COUNT * sizeof *x);
    struct median *median;
    struct error err;

    assert_ok(median_create(&median, MAX_COUNT, &err));
    for (enum shape shape = 0; shape < NUM_SHAPES; shape++) {
        for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
            /* as drawn, ascending, descending: order hides values from a search by samples */
            for (int order = 0; order < 3; order++) {
                const size_t count = counts[c];

                for (size_t i = 0; i < count; i++)
                    x[i] = order == 2 ? -element(shape, i, c) : element(shape, i, c);
                if (order > 0)
                    qsort(x, count, sizeof *x, by_value);
                for (size_t i = 0; order == 2 && i < count; i++)
                    x[i] = -x[i];
                const double found = median_of(median, x, count);

                assert_true(found == sorted_median(x, count));
            }
        }
    }
    assert_true(isnan(median_of(median, x, 0)));
    median_destroy(median);
    free(x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_median_is_the_middle_of_the_sorted_array),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
