/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What to do after a failure, how long to wait, how many to have in flight. */
#include "llm/pace.h"
#include "llm/retry.h"
#include "tests/support.h"

static void statuses_have_their_class(void **state)
{
    static const struct {
        long status;
        enum retry_class expected;
    } cases[] = {
        {200, RETRY_NONE},  {400, RETRY_FATAL}, {401, RETRY_REFUSED},  {403, RETRY_REFUSED},
        {404, RETRY_FATAL}, {408, RETRY_LATER}, {409, RETRY_LATER},    {413, RETRY_FATAL},
        {422, RETRY_FATAL}, {425, RETRY_LATER}, {429, RETRY_THROTTLE}, {500, RETRY_LATER},
        {502, RETRY_LATER}, {503, RETRY_LATER}, {504, RETRY_LATER},    {529, RETRY_THROTTLE},
        {301, RETRY_FATAL}, {0, RETRY_LATER},
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        assert_int_equal(retry_classify(cases[k].status, "", 0), cases[k].expected);
    assert_int_equal(retry_classify(503, "", 1), RETRY_THROTTLE);
    assert_int_equal(retry_classify(429, "insufficient_quota", 1), RETRY_FATAL);
}

static void waiting_times_are_read_in_all_their_forms(void **state)
{
    const int64_t now = 784111777; /* Sun, 06 Nov 1994 08:49:37 GMT */

    (void)state;
    assert_close(retry_after_seconds("7", 0, now), 7.0, 0.0);
    assert_close(retry_after_seconds("  0.5 \r\n", 0, now), 0.5, 0.0);
    assert_close(retry_after_seconds("1500", 1, now), 1.5, 0.0);
    assert_close(retry_after_seconds("1000000000", 0, now), 1e9, 0.0);
    assert_close(retry_after_seconds("Sun, 06 Nov 1994 08:50:07 GMT", 0, now), 30.0, 0.0);
    assert_close(retry_after_seconds("Sun, 06 Nov 1994 08:00:00 GMT", 0, now), 0.0, 0.0);
    assert_true(retry_after_seconds("-5", 0, now) < 0.0);
    assert_true(retry_after_seconds("", 0, now) < 0.0);
    assert_true(retry_after_seconds("soon", 0, now) < 0.0);
    assert_true(retry_after_seconds("7 apples", 0, now) < 0.0);
    assert_true(retry_after_seconds("1e999", 0, now) < 0.0);
}

static void waits_grow_and_stay_below_their_cap(void **state)
{
    (void)state;
    assert_close(retry_backoff_seconds(1, 0.0), 0.0, 0.0);
    assert_close(retry_backoff_seconds(1, 1.0), 1.0, 1e-12);
    assert_close(retry_backoff_seconds(3, 1.0), 4.0, 1e-12);
    assert_close(retry_backoff_seconds(1000, 1.0), 30.0, 1e-12);
}

static void a_server_that_keeps_up_gets_more(void **state)
{
    struct pace pace;

    (void)state;
    pace_init(&pace, 64, 0);
    assert_int_equal(pace_limit(&pace), 4);
    for (int k = 0; k < 5000; k++)
        pace_success(&pace, 0.1);
    assert_int_equal(pace_limit(&pace), 64);
}

/* It never complains: overload is seen in its latency alone. */
static void a_server_that_queues_without_a_word_is_found_out(void **state)
{
    struct pace pace;
    size_t lowest = 1000;
    size_t highest = 0;

    (void)state;
    pace_init(&pace, 256, 0);
    for (int k = 0; k < 20000; k++) {
        const double in_flight = (double)pace_limit(&pace);

        pace_success(&pace, 0.1 * fmax(1.0, in_flight / 24.0));
        if (k > 2000) {
            lowest = pace_limit(&pace) < lowest ? pace_limit(&pace) : lowest;
            highest = pace_limit(&pace) > highest ? pace_limit(&pace) : highest;
        }
    }
    /* Capacity 24; 1.4 times its best latency is allowed: never far above 34, never far below. */
    assert_in_range(lowest, 18, 40);
    assert_in_range(highest, 24, 45);
}

static void a_complaint_closes_the_gate_and_a_burst_counts_once(void **state)
{
    struct pace pace;

    (void)state;
    pace_init(&pace, 100, 0);
    while (pace_limit(&pace) < 64)
        pace_success(&pace, 0.1);
    for (int k = 0; k < 10; k++)
        pace_overload(&pace, 50.0 + 0.01 * k, 5.0);
    assert_int_equal(pace_limit(&pace), 44);
    assert_false(pace_is_open(&pace, 54.9));
    assert_true(pace_is_open(&pace, 55.2));
    pace_overload(&pace, 60.0, -1.0);
    assert_false(pace_is_open(&pace, 60.5));
    for (int k = 0; k < 100; k++)
        pace_overload(&pace, 100.0 + 2.0 * k, 0.0);
    assert_int_equal(pace_limit(&pace), 1);
}

static void a_number_that_the_user_chose_stays(void **state)
{
    struct pace pace;

    (void)state;
    pace_init(&pace, 64, 5);
    for (int k = 0; k < 1000; k++)
        pace_success(&pace, k);
    pace_overload(&pace, 1.0, 2.0);
    assert_int_equal(pace_limit(&pace), 5);
    assert_false(pace_is_open(&pace, 2.0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statuses_have_their_class),
        cmocka_unit_test(waiting_times_are_read_in_all_their_forms),
        cmocka_unit_test(waits_grow_and_stay_below_their_cap),
        cmocka_unit_test(a_server_that_keeps_up_gets_more),
        cmocka_unit_test(a_server_that_queues_without_a_word_is_found_out),
        cmocka_unit_test(a_complaint_closes_the_gate_and_a_burst_counts_once),
        cmocka_unit_test(a_number_that_the_user_chose_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
