/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/unit/test_tax_schedule.c: hand-checked taxes, refusals, sums and coarser brackets. */
#include "model/tax_schedule.h"
#include "tests/support.h"

static void us_federal(struct tax_schedule *schedule)
{
    struct error err = {0};

    assert_ok(tax_schedule_init(schedule, 7,
                                (const double[]){0, 11600, 47150, 100525, 191950, 243725, 609350},
                                (const double[]){.10, .12, .22, .24, .32, .35, .37}, 0.0, &err));
}

static void tax_of_a_hand_checked_income(void **state)
{
    struct tax_schedule schedule;

    (void)state;
    us_federal(&schedule);
    assert_close(tax_schedule_tax(&schedule, 0.0), 0.0, 0.0);
    assert_close(tax_schedule_tax(&schedule, 11600.0), 1160.0, 1e-9);
    assert_close(tax_schedule_tax(&schedule, 50000.0), 1160.0 + 4266.0 + 627.0, 1e-9);
    assert_close(tax_schedule_tax(&schedule, 1e6),
                 1160 + 4266 + 11742.5 + 21942 + 16568 + 127968.75 + .37 * 390650, 1e-6);
    assert_close(tax_schedule_tax(&schedule, -5.0), 0.0, 0.0);
}

static void at_a_kink_the_marginal_rate_is_the_upper_one(void **state)
{
    struct tax_schedule schedule;

    (void)state;
    us_federal(&schedule);
    assert_close(tax_schedule_marginal_rate(&schedule, 11600.0), .12, 0.0);
    assert_close(tax_schedule_marginal_rate(&schedule, 11599.99), .10, 0.0);
    assert_close(tax_schedule_marginal_rate(&schedule, 1e9), .37, 0.0);
}

static void a_bad_schedule_is_refused_and_the_bracket_named(void **state)
{
    struct tax_schedule s;
    struct error err = {0};
    const double nan = NAN;

    (void)state;
    assert_int_equal(tax_schedule_init(&s, 0, NULL, NULL, 0.0, &err), STATUS_INVALID_INPUT);
    assert_int_equal(tax_schedule_init(&s, 65, NULL, NULL, 0.0, &err), STATUS_INVALID_INPUT);
    assert_int_equal(tax_schedule_init(&s, 1, (const double[]){5}, (const double[]){.1}, 0.0, &err),
                     STATUS_INVALID_INPUT);
    assert_int_equal(tax_schedule_init(&s, 2, (const double[]){0, 0}, (const double[]){.1, .2}, 0.0,
                                       &err),
                     STATUS_INVALID_INPUT);
    assert_non_null(strstr(err.message, "bracket 1"));
    assert_int_equal(tax_schedule_init(&s, 2, (const double[]){0, nan}, (const double[]){.1, .2},
                                       0.0, &err),
                     STATUS_INVALID_INPUT);
    assert_int_equal(tax_schedule_init(&s, 2, (const double[]){0, 9}, (const double[]){.1, 1.01},
                                       0.0, &err),
                     STATUS_INVALID_INPUT);
    assert_non_null(strstr(err.message, "1.01"));
    assert_int_equal(tax_schedule_init(&s, 2, (const double[]){0, 9}, (const double[]){nan, .1},
                                       0.0, &err),
                     STATUS_INVALID_INPUT);
    assert_int_equal(tax_schedule_init(&s, 1, (const double[]){0}, (const double[]){.1}, nan, &err),
                     STATUS_INVALID_INPUT);
}

static void a_sum_owes_the_sum(void **state)
{
    struct tax_schedule a;
    struct tax_schedule b;
    struct tax_schedule sum;
    struct error err = {0};

    (void)state;
    us_federal(&a);
    assert_ok(tax_schedule_init(&b, 3, (const double[]){0, 11600, 168600},
                                (const double[]){.0765, .0765, .0145}, -1000.0, &err));
    assert_ok(tax_schedule_add(&sum, &a, &b, &err));
    assert_int_equal(sum.num_brackets, 8); /* the kink without a change is merged away */
    for (double z = 0.0; z < 1e6; z += 777.0)
        assert_close(tax_schedule_tax(&sum, z), tax_schedule_tax(&a, z) + tax_schedule_tax(&b, z),
                     1e-8);
}

static void a_sum_may_be_above_one_hundred_percent(void **state)
{
    struct tax_schedule a;
    struct tax_schedule sum;
    struct error err = {0};

    (void)state;
    assert_ok(tax_schedule_init_flat(&a, 0.6, &err));
    assert_ok(tax_schedule_add(&sum, &a, &a, &err)); /* as where credits are phased out together */
    assert_close(sum.marginal_rate[0], 1.2, 1e-15);
    assert_int_equal(tax_schedule_init_flat(&a, 1.2, &err), STATUS_INVALID_INPUT);
    assert_int_equal(tax_schedule_init_sum(&a, 1, (const double[]){0.0}, (const double[]){17.0},
                                           0.0, &err),
                     STATUS_INVALID_INPUT);
}

static void fewer_brackets_preserve_the_liability_at_their_thresholds(void **state)
{
    struct tax_schedule us;
    struct tax_schedule coarse;
    struct error err = {0};
    const double start[] = {0, 90000, 159100};

    (void)state;
    us_federal(&us);
    assert_ok(tax_schedule_rebracket(&coarse, &us, 3, start, 400000.0, &err));
    assert_close(coarse.marginal_rate[0], .1650, 5e-5); /* Karten et al.'s setting, repaired */
    assert_close(coarse.marginal_rate[1], .2370, 5e-5);
    for (int j = 0; j < 3; j++)
        assert_close(tax_schedule_tax(&coarse, start[j]), tax_schedule_tax(&us, start[j]), 1e-8);
    assert_int_equal(tax_schedule_rebracket(&coarse, &us, 3, start, 100000.0, &err),
                     STATUS_INVALID_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tax_of_a_hand_checked_income),
        cmocka_unit_test(at_a_kink_the_marginal_rate_is_the_upper_one),
        cmocka_unit_test(a_bad_schedule_is_refused_and_the_bracket_named),
        cmocka_unit_test(a_sum_owes_the_sum),
        cmocka_unit_test(a_sum_may_be_above_one_hundred_percent),
        cmocka_unit_test(fewer_brackets_preserve_the_liability_at_their_thresholds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
