/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/unit/test_radix_sort.c: the order of doubles, against its definition. */
#include "base/radix_sort.h"
#include "base/random.h"
#include "tests/support.h"

#include <omp.h>
#include <stdlib.h>

/* Keys of many kinds: smooth, tied, negative, equal as floats, huge and tiny. */
static double key_of_kind(int kind, size_t i)
{
    const struct random_uniforms u = random_uniforms(3, RANDOM_TEST, i, (uint64_t)kind);

    switch (kind) {
    case 0:
        return 1e5 * u.u[0];
    case 1:
        return floor(10.0 * u.u[0]) - 5.0;
    case 2:
        return 40.0 + 1e-12 * floor(100.0 * u.u[0]);
    case 3:
        return (u.u[0] - 0.5) * (u.u[1] < 0.5 ? 1e300 : 1e-300);
    default:
        return u.u[0] < 0.3 ? -0.0 : u.u[0] < 0.6 ? 0.0 : u.u[1];
    }
}

static void every_order_is_ascending_stable_and_a_permutation(void **state)
{
    const size_t counts[] = {0, 1, 2, 3, 300, 1000, 100000};

    (void)state;
    for (int kind = 0; kind < 5; kind++)
        for (int c = 0; c < 7; c++) {
            const size_t n = counts[c];
            double *const key = malloc((n + 1) * sizeof *key);
            uint32_t *const order = malloc((n + 1) * sizeof *order);
            char *const is_seen = calloc(n + 1, 1);
            struct error err = {0};

            for (size_t i = 0; i < n; i++)
                key[i] = key_of_kind(kind, i);
            assert_ok(radix_sort_order(order, key, n, &err));
            for (size_t r = 0; r < n; r++) {
                assert_true(order[r] < n && !is_seen[order[r]]);
                is_seen[order[r]] = 1;
                if (r > 0 && !(key[order[r - 1]] < key[order[r]]))
                    assert_true(key[order[r - 1]] == key[order[r]] && order[r - 1] < order[r]);
            }
            free(is_seen);
            free(order);
            free(key);
        }
}

static void not_a_number_sorts_last_whatever_its_sign(void **state)
{
    const double key[] = {NAN, 2.0, -NAN, -INFINITY, INFINITY, -1.0};
    const uint32_t expected[] = {3, 5, 1, 4, 0, 2};
    double values[6];
    uint32_t order[6];
    struct error err = {0};
    void *const scratch = malloc(radix_sort_scratch_bytes(6));

    (void)state;
    memcpy(values, key, sizeof key);
    assert_ok(radix_sort_order(order, key, 6, &err));
    assert_memory_equal(order, expected, sizeof order);
    radix_sort_values(values, 6, scratch);
    for (int r = 0; r < 4; r++)
        assert_true(values[r] == key[expected[r]]);
    assert_true(isnan(values[4]) && isnan(values[5]));
    free(scratch);
}

static void values_and_order_agree_on_1_2_and_7_threads(void **state)
{
    enum { N = 200000 };
    const int threads[] = {1, 2, 7};
    const int threads_before = omp_get_max_threads();
    double *const key = malloc(N * sizeof *key);
    double *const values = malloc(N * sizeof *values);
    uint32_t *const order = malloc(N * sizeof *order);
    void *const scratch = malloc(radix_sort_scratch_bytes(N));

    (void)state;
    for (size_t i = 0; i < N; i++)
        key[i] = key_of_kind(i % 2 ? 0 : 2, i);
    for (int t = 0; t < 3; t++) {
        omp_set_num_threads(threads[t]);
        memcpy(values, key, N * sizeof *key);
        radix_sort_values(values, N, scratch);
        radix_sort_order_in(order, key, N, scratch);
        for (size_t r = 0; r < N; r++) {
            assert_true(values[r] == key[order[r]]);
            assert_true(r == 0 || values[r - 1] < values[r] ||
                        (values[r - 1] == values[r] && order[r - 1] < order[r]));
        }
    }
    omp_set_num_threads(threads_before);
    free(scratch);
    free(order);
    free(values);
    free(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_order_is_ascending_stable_and_a_permutation),
        cmocka_unit_test(not_a_number_sorts_last_whatever_its_sign),
        cmocka_unit_test(values_and_order_agree_on_1_2_and_7_threads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
