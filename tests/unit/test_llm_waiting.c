/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Requests that wait: whatever the order in which they come and go, the first is the one whose time comes first. */
#include "base/random.h"
#include "llm/waiting.h"
#include "tests/support.h"

#include <math.h>

enum { MANY = 2000 };

static double some_time(int k)
{
    return floor(50.0 * random_uniforms(7, 0, (uint32_t)k, 0).u[0]); /* many are equal */
}

static void they_leave_by_time_then_by_index(void **state)
{
    struct waiting waiting;
    double last_s = -1.0;
    size_t last = 0;

    (void)state;
    assert_true(waiting_init(&waiting, MANY));
    for (int k = MANY; k-- > 0;)
        waiting_add(&waiting, (size_t)k, some_time(k));
    for (int k = 0; k < MANY; k++) {
        const double time_s = waiting_first_s(&waiting);
        const size_t index = waiting_first(&waiting);

        assert_true(time_s > last_s || (time_s == last_s && index > last));
        assert_true(time_s == some_time((int)index));
        last_s = time_s;
        last = index;
        waiting_take(&waiting);
    }
    assert_int_equal(waiting.count, 0);
    waiting_free(&waiting);
}

/* Against a list that is searched. */
static void who_comes_later_may_leave_earlier(void **state)
{
    struct waiting waiting;
    double time_s[MANY];
    bool is_there[MANY] = {false};

    (void)state;
    assert_true(waiting_init(&waiting, MANY));
    for (int k = 0; k < MANY; k++) {
        time_s[k] = some_time(k);
        is_there[k] = true;
        waiting_add(&waiting, (size_t)k, time_s[k]);
        if (k % 3 == 0)
            continue;
        int first = -1;

        for (int other = 0; other <= k; other++)
            if (is_there[other] && (first < 0 || time_s[other] < time_s[first]))
                first = other;
        assert_int_equal(waiting_first(&waiting), first);
        is_there[first] = false;
        waiting_take(&waiting);
    }
    waiting_free(&waiting);
}

/* A step of so many, of which three in a hundred wait at a time: what one costs grows as the digits of their number do. */
static double moves_of_one(int num_requests)
{
    const int most = num_requests * 3 / 100;
    struct waiting waiting;

    assert_true(waiting_init(&waiting, (size_t)num_requests));
    for (int k = 0; k < num_requests; k++) {
        waiting_add(&waiting, (size_t)k, k + 100.0 * random_uniforms(7, 0, (uint32_t)k, 0).u[0]);
        if (k >= most)
            waiting_take(&waiting);
    }
    const double moves = (double)waiting.num_moves / num_requests;

    assert_int_equal(waiting.count, most);
    waiting_free(&waiting);
    return moves;
}

static void what_one_costs_hardly_grows_with_their_number(void **state)
{
    const double of_few = moves_of_one(1000);

    (void)state;
    assert_true(of_few > 1.0);
    for (int num_requests = 10000; num_requests <= 1000000; num_requests *= 10)
        assert_true(moves_of_one(num_requests) <= 2.0 * log2(0.03 * num_requests));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_leave_by_time_then_by_index),
        cmocka_unit_test(who_comes_later_may_leave_earlier),
        cmocka_unit_test(what_one_costs_hardly_grows_with_their_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
