/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/unit/test_income_effects.c: isoelastic utility and the rebate that is an equilibrium. */
#include "tests/economy_support.h"

static void create(struct economy *economy, struct outcome *outcome, size_t num_workers,
                   double delta, double eta)
{
    struct economy_settings settings = default_economy_settings();
    struct error err = {0};

    settings.utility.kind = &utility_isoelastic;
    settings.utility.labor_exponent = delta;
    settings.utility.income_curvature = eta;
    gb2_economy(economy, num_workers, &settings);
    assert_ok(outcome_create(outcome, num_workers, &err));
}

static void observed_hours_come_back_at_any_curvature(void **state)
{
    const double etas[] = {0.0, 0.5, 1.0, 2.0, 4.0};

    (void)state;
    for (int k = 0; k < 5; k++) {
        struct economy economy;
        struct outcome outcome;
        struct settlement settlement;
        struct error err = {0};

        create(&economy, &outcome, 500, 3.5, etas[k]);
        assert_ok(economy_respond_rationally(&economy, &economy.baseline.tax_system, 500.0, 0,
                                             &outcome, &settlement, &err));
        for (size_t i = 0; i < 500; i++)
            assert_close(outcome.hours_per_week[i], 40.0, 1e-4);
        assert_close(settlement.rebate / economy.baseline.rebate_usd_per_year, 1.0, 2e-6);
        outcome_free(&outcome);
        economy_free(&economy);
    }
}

static void where_plain_iteration_swings_bisection_finds_the_rebate(void **state)
{
    struct economy economy;
    struct outcome outcome;
    struct settlement settlement;
    struct tax_schedule flat;
    struct error err = {0};
    double guess = 10000.0;
    double swing[2] = {0.0, 0.0};

    (void)state;
    create(&economy, &outcome, 300, 2.0, 3.0);
    assert_ok(tax_schedule_init_flat(&flat, 0.95, &err));
    const double guesses[] = {-1e3, 1e3, 1e4, 2e5};

    for (int k = 0; k < 4; k++) {
        assert_ok(economy_respond_rationally(&economy, EVERYBODY(&flat), guesses[k], 0, &outcome,
                                             &settlement, &err));
        assert_close(settlement.rebate, 44572.9, 0.1);
        assert_close(settlement.rebate_residual / settlement.rebate, 0.0, 2e-9);
    }
    /* "The last step's rebate" ends in a cycle of two. */
    for (int step = 0; step < 400; step++) {
        assert_ok(economy_respond_rationally(&economy, EVERYBODY(&flat), guess, 1, &outcome,
                                             &settlement, &err));
        swing[step % 2] = guess = settlement.rebate;
    }
    assert_close(fmin(swing[0], swing[1]), 10260.0, 0.1);
    assert_close(fmax(swing[0], swing[1]), 125462.6, 0.1);
    outcome_free(&outcome);
    economy_free(&economy);
}

static void no_grid_point_beats_the_choice(void **state)
{
    struct economy economy;
    struct outcome outcome;

    (void)state;
    create(&economy, &outcome, 60, 3.5, 2.0);
    for (uint64_t k = 0; k < 60; k++) {
        struct tax_schedule schedule;
        const size_t i = k;
        const double rebate = 3000.0 * (double)(k % 7);
        const double cap = population_annual_pay_per_hour(&economy.population, i) * 100.0;

        random_schedule(&schedule, k, 7, -0.3, 0.97);
        const double z = income_effects_choose(&economy.income_effects, &schedule, i, rebate);
        double best = -INFINITY;

        for (int g = 0; g <= 4000; g++) {
            const double at = g < 4000 ? cap * g / 3999.0 : z;
            const double u = utility_of_net_income(&economy.utility,
                                                   at - tax_schedule_tax(&schedule, at) + rebate) -
                             preferences_effort(&economy.preferences, &economy.utility, i, at);

            if (g < 4000)
                best = fmax(best, u);
            else
                assert_true(u >= best - 1e-9 * fabs(best));
        }
    }
    outcome_free(&outcome);
    economy_free(&economy);
}

static void spending_above_all_revenue_is_an_error_with_the_worker(void **state)
{
    struct economy economy;
    struct outcome outcome;
    struct settlement settlement;
    struct error err = {0};
    double guess = -1e7;

    (void)state;
    create(&economy, &outcome, 50, 3.5, 1.0);
    assert_int_equal(economy_respond_rationally(&economy, &economy.baseline.tax_system, guess, 1,
                                                &outcome, &settlement, &err),
                     STATUS_NUMERICAL);
    assert_non_null(strstr(err.message, "worker"));
    outcome_free(&outcome);
    economy_free(&economy);
}

static void a_more_curved_utility_works_less_for_a_larger_rebate(void **state)
{
    struct economy economy;
    struct outcome outcome;

    (void)state;
    create(&economy, &outcome, 40, 3.5, 1.5);
    for (size_t i = 0; i < 40; i++) {
        double last = INFINITY;

        for (double rebate = 0.0; rebate < 50000.0; rebate += 5000.0) {
            const double z =
                income_effects_choose(&economy.income_effects, baseline_of(&economy), i, rebate);

            assert_true(z <= last * (1.0 + 1e-12));
            last = z;
        }
    }
    outcome_free(&outcome);
    economy_free(&economy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(observed_hours_come_back_at_any_curvature),
        cmocka_unit_test(where_plain_iteration_swings_bisection_finds_the_rebate),
        cmocka_unit_test(no_grid_point_beats_the_choice),
        cmocka_unit_test(spending_above_all_revenue_is_an_error_with_the_worker),
        cmocka_unit_test(a_more_curved_utility_works_less_for_a_larger_rebate),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
