/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A server of capacity 8, one that gets slower for good, waits in other notations. */
#include "llm/pace.h"
#include "llm/retry.h"
#include "tests/support.h"

static void a_number_in_another_notation_is_no_waiting_time(void **state)
{
    (void)state;
    assert_true(retry_after_seconds("0x10", 0, 0) < 0.0);
}

static void waits_are_within_their_bounds_at_every_attempt(void **state)
{
    (void)state;
    for (int attempt = 1; attempt < 200; attempt++)
        for (double uniform = 0.0; uniform < 1.0; uniform += 0.125) {
            const double wait_s = retry_backoff_seconds(attempt, uniform);

            assert_true(wait_s >= 0.0 && wait_s <= 30.0);
            assert_true(wait_s <= 0.5 * pow(2.0, attempt));
        }
}

static void a_server_of_eight_is_used_by_about_eight(void **state)
{
    struct pace pace;
    size_t lowest = 1000;
    size_t highest = 0;

    (void)state;
    pace_init(&pace, 256, 0);
    for (int k = 0; k < 20000; k++) {
        pace_success(&pace, 0.1 * fmax(1.0, (double)pace_limit(&pace) / 8.0));
        if (k > 2000) {
            lowest = pace_limit(&pace) < lowest ? pace_limit(&pace) : lowest;
            highest = pace_limit(&pace) > highest ? pace_limit(&pace) : highest;
        }
    }
    assert_in_range(lowest, 6, 13);
    assert_in_range(highest, 6, 13);
}

/* Longer prompts: 0.3 s instead of 0.1 s, however few are in flight.  It does not queue. */
static void requests_that_take_longer_by_themselves_are_no_queue(void **state)
{
    struct pace pace;

    (void)state;
    pace_init(&pace, 64, 0);
    for (int k = 0; k < 5000; k++)
        pace_success(&pace, 0.1);
    assert_int_equal(pace_limit(&pace), 64);
    for (int k = 0; k < 100000; k++)
        pace_success(&pace, 0.3);
    assert_true(pace_limit(&pace) >= 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_in_another_notation_is_no_waiting_time),
        cmocka_unit_test(waits_are_within_their_bounds_at_every_attempt),
        cmocka_unit_test(a_server_of_eight_is_used_by_about_eight),
        cmocka_unit_test(requests_that_take_longer_by_themselves_are_no_queue),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
