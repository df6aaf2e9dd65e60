/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What to do after a failure, how long to wait, how many to have in flight. */
#include "llm/endpoints.h"
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
        {301, RETRY_FATAL}, {0, RETRY_LATER},   {303, RETRY_LATER},    {418, RETRY_LATER},
        {421, RETRY_ANEW},  {307, RETRY_FATAL},
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        assert_int_equal(retry_classify(cases[k].status, "", "", 0), cases[k].expected);
    assert_int_equal(retry_classify(503, "", "", 1), RETRY_THROTTLE);
    assert_int_equal(retry_classify(429, "insufficient_quota", "", 1), RETRY_FATAL);
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

static void durations_are_read_in_headers_bodies_and_sentences(void **state)
{
    static const struct {
        const char *text;
        double seconds;
    } cases[] = {
        {"1s", 1.0},        {"6m0s", 360.0},  {"120ms", 0.12},      {"10h17m5.72s", 37025.72},
        {"41s", 41.0},      {"7", 7.0},       {"20 seconds", 20.0}, {"2 minutes 5 seconds", 125.0},
        {"5.289s.", 5.289}, {"", -1.0},       {"soon", -1.0},       {"5 apples", -1.0},
        {"-3s", -1.0},      {"1.2.3s", -1.0},
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        assert_close(retry_duration_seconds(cases[k].text), cases[k].seconds, 1e-9);
    assert_close(retry_words_seconds("Limit 200 a day. Please try again in 7m12s. Need more?"),
                 432.0, 0.0);
    assert_close(retry_words_seconds("Please retry in 10h17m5.72s."), 37025.72, 1e-9);
    assert_true(retry_words_seconds("try again in a while") < 0.0);
    assert_true(retry_words_seconds("no") < 0.0);
    assert_close(retry_reset_seconds(" 6m0s", 1000), 360.0, 0.0);
    assert_close(retry_reset_seconds("1800000030", 1800000000), 30.0, 0.0);
    assert_close(retry_reset_seconds("1800000030500", 1800000000), 30.5, 1e-3);
}

static void out_of_credit_is_fatal_by_code_or_type(void **state)
{
    (void)state;
    assert_int_equal(retry_classify(429, "credit_balance_exhausted", "insufficient_quota", true),
                     RETRY_FATAL);
    assert_int_equal(retry_classify(429, "", "insufficient_quota", true), RETRY_FATAL);
    assert_int_equal(retry_classify(402, "", "", false), RETRY_FATAL);
    assert_int_equal(retry_classify(402, "", "", true), RETRY_THROTTLE);
}

/* Keys that begin anywhere: a third of them each. */
static uint64_t key_at(int k)
{
    return (uint64_t)k * 0x9E3779B97F4A7C15u;
}

static void a_retry_goes_elsewhere_and_a_bad_server_rests(void **state)
{
    struct endpoints endpoints = {0};
    size_t counts[3] = {0};

    (void)state;
    endpoints_add(&endpoints, 1.0);
    endpoints_add(&endpoints, 1.0);
    endpoints_add(&endpoints, 2.0);
    for (int k = 0; k < 4000; k++) {
        const size_t home = endpoints_choose(&endpoints, key_at(k), 0, 0.0);

        counts[home]++;
        assert_int_not_equal(endpoints_choose(&endpoints, key_at(k), 1, 0.0), home);
    }
    assert_in_range(counts[0], 900, 1100);
    assert_in_range(counts[2], 1900, 2100);

    for (int k = 0; k < 3; k++)
        endpoints_fault(&endpoints, 2, 10.0);
    for (int k = 0; k < 100; k++)
        assert_int_not_equal(endpoints_choose(&endpoints, key_at(k), 0, 11.9), 2);
    int num_trials = 0;

    for (int k = 0; k < 100; k++) /* one request sees whether it is back */
        num_trials += endpoints_choose(&endpoints, key_at(k), 0, 12.1) == 2;
    assert_int_equal(num_trials, 1);
    endpoints_fault(&endpoints, 2, 12.2); /* it is not: twice as long */
    for (int k = 0; k < 100; k++)
        assert_int_not_equal(endpoints_choose(&endpoints, key_at(k), 0, 16.1), 2);
    for (int k = 0; endpoints_choose(&endpoints, key_at(k), 0, 16.3) != 2; k++)
        assert_true(k < 100);
    endpoints_success(&endpoints, 2);
    num_trials = 0;
    for (int k = 0; k < 100; k++)
        num_trials += endpoints_choose(&endpoints, key_at(k), 0, 16.4) == 2;
    assert_in_range(num_trials, 30, 70);
}

static void a_server_is_well_while_few_of_its_answers_are_faults(void **state)
{
    struct endpoints endpoints = {0};
    int num_well = 0;

    (void)state;
    endpoints_add(&endpoints, 1.0);
    for (int k = 0; k < 1000; k++) { /* three in a hundred */
        if (k % 33 == 0)
            endpoints_fault(&endpoints, 0, 0.0);
        else
            endpoints_success(&endpoints, 0);
        num_well += endpoints_is_well(&endpoints, 0);
    }
    assert_int_equal(num_well, 1000);
    for (int k = 0; k < 10; k++) /* and then none gets through */
        endpoints_fault(&endpoints, 0, 0.0);
    assert_false(endpoints_is_well(&endpoints, 0));
    for (int k = 0; k < 400; k++) /* every fifth is a server that is overloaded, say */
        k % 5 ? endpoints_success(&endpoints, 0) : endpoints_fault(&endpoints, 0, 0.0);
    assert_false(endpoints_is_well(&endpoints, 0));
}

static void one_throttled_server_of_two_stops_nobody(void **state)
{
    struct endpoints endpoints = {0};

    (void)state;
    endpoints_add(&endpoints, 1.0);
    endpoints_add(&endpoints, 1.0);
    assert_true(endpoints_throttle(&endpoints, 0, 50.0) < 0.0);
    for (int k = 0; k < 50; k++)
        assert_int_equal(endpoints_choose(&endpoints, key_at(k), k, 40.0), 1);
    assert_close(endpoints_throttle(&endpoints, 1, 45.0), 45.0, 0.0);
    endpoints_success(&endpoints, 1); /* what was under way does not lift the limit */
    assert_int_equal(endpoints_choose(&endpoints, 0, 0, 50.5), 0);
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
        cmocka_unit_test(durations_are_read_in_headers_bodies_and_sentences),
        cmocka_unit_test(out_of_credit_is_fatal_by_code_or_type),
        cmocka_unit_test(a_retry_goes_elsewhere_and_a_bad_server_rests),
        cmocka_unit_test(a_server_is_well_while_few_of_its_answers_are_faults),
        cmocka_unit_test(one_throttled_server_of_two_stops_nobody),
        cmocka_unit_test(waits_grow_and_stay_below_their_cap),
        cmocka_unit_test(a_server_that_keeps_up_gets_more),
        cmocka_unit_test(a_server_that_queues_without_a_word_is_found_out),
        cmocka_unit_test(a_complaint_closes_the_gate_and_a_burst_counts_once),
        cmocka_unit_test(a_number_that_the_user_chose_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
