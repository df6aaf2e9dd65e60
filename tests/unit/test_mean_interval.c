/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/mean_interval.h"
#include "tests/support.h"

static void a_small_sample_has_the_interval_of_the_textbook(void **state)
{
    const double values[] = {1.0, 2.0, 3.0, 4.0, 5.0};
    /* t_{0.975, 4} = 2.776445, s = sqrt(2.5) */
    const double half = 2.7764451051977987 * sqrt(2.5) / sqrt(5.0);
    const struct mean_interval found = mean_interval_of(values, 5);

    (void)state;
    assert_close(found.mean, 3.0, 1e-15);
    assert_close(found.low, 3.0 - half, 1e-9);
    assert_close(found.high, 3.0 + half, 1e-9);
    assert_int_equal(found.count, 5);
    assert_close(mean_interval_half_width(5, 10.0), half, 1e-9);
}

static void one_value_has_no_interval_and_none_no_mean(void **state)
{
    const double value = 7.0;
    const struct mean_interval one = mean_interval_of(&value, 1);
    const struct mean_interval none = mean_interval_of(&value, 0);

    (void)state;
    assert_close(one.mean, 7.0, 0.0);
    assert_true(isnan(one.low) && isnan(one.high));
    assert_true(isnan(none.mean) && isnan(none.low));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_sample_has_the_interval_of_the_textbook),
        cmocka_unit_test(one_value_has_no_interval_and_none_no_mean),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
