/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/unit/test_economy.c: the economy against figures that were computed independently. */
#include "model/units.h"
#include "tests/economy_support.h"

static double mean_income_under(struct economy *economy, const struct tax_schedule *schedule,
                                struct outcome *outcome)
{
    struct error err = {0};
    struct settlement settlement;

    assert_ok(economy_respond_rationally(economy, EVERYBODY(schedule),
                                         economy->baseline.rebate_usd_per_year, 0, outcome,
                                         &settlement, &err));
    return mean_of(outcome->income_usd_per_year, outcome->num_workers);
}

/* Rates 1 - (1 - tau) f. */
static void scale_net_of_tax(struct tax_schedule *scaled, const struct tax_schedule *schedule,
                             double factor)
{
    struct error err = {0};
    double rate[TAX_MAX_BRACKETS];

    for (int j = 0; j < schedule->num_brackets; j++)
        rate[j] = 1.0 - (1.0 - schedule->marginal_rate[j]) * factor;
    assert_ok(tax_schedule_init(scaled, schedule->num_brackets, schedule->start_usd_per_year, rate,
                                0.0, &err));
}

static double elasticity_at(struct economy *economy, const struct tax_schedule *schedule, double f)
{
    struct error err = {0};
    struct outcome outcome;
    struct tax_schedule scaled;

    assert_ok(outcome_create(&outcome, economy->population.num_workers, &err));
    const double before = mean_income_under(economy, schedule, &outcome);

    scale_net_of_tax(&scaled, schedule, f);
    const double after = mean_income_under(economy, &scaled, &outcome);

    outcome_free(&outcome);
    return log(after / before) / log(f);
}

static void calibrated_workers_choose_their_observed_hours(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct economy economy;
    struct outcome outcome;
    struct error err = {0};

    (void)state;
    gb2_economy(&economy, 20000, &settings);
    assert_ok(outcome_create(&outcome, 20000, &err));
    mean_income_under(&economy, settings.baseline.class_schedule, &outcome);
    assert_close(mean_of(outcome.hours_per_week, 20000), 40.0, 1e-9);
    for (size_t i = 0; i < 20000; i++)
        assert_close(outcome.hours_per_week[i], 40.0, 1e-9);
    outcome_free(&outcome);
    economy_free(&economy);
}

static void the_paper_disutility_drives_88_percent_to_100_hours(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct economy economy;
    struct outcome outcome;
    struct error err = {0};
    size_t at_cap = 0;

    (void)state;
    settings.disutility = DISUTILITY_PAPER;
    gb2_economy(&economy, 20000, &settings);
    assert_ok(outcome_create(&outcome, 20000, &err));
    mean_income_under(&economy, settings.baseline.class_schedule, &outcome);
    for (size_t i = 0; i < 20000; i++)
        at_cap += outcome.hours_per_week[i] == MAX_HOURS_PER_WEEK;
    assert_close((double)at_cap / 20000.0, 0.884, 0.001);
    assert_close(mean_of(outcome.hours_per_week, 20000), 96.735, 0.0006);
    assert_true(outcome.num_exceptions == at_cap);
    outcome_free(&outcome);
    economy_free(&economy);
}

static void the_elasticity_is_one_over_delta_minus_one(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct economy economy;
    struct tax_schedule flat;
    struct tax_schedule steep;
    struct error err = {0};
    double rate[7];

    (void)state;
    gb2_economy(&economy, 20000, &settings);
    for (int k = 0; k < 2; k++) {
        const double f = k ? 0.99 : 1.01;

        assert_close(elasticity_at(&economy, settings.baseline.class_schedule, f), 0.399, 0.003);
        assert_ok(tax_schedule_init_flat(&flat, 0.3, &err));
        assert_close(elasticity_at(&economy, &flat, f), 0.4, 1e-6); /* nobody at a kink */
    }
    for (int j = 0; j < 7; j++)
        rate[j] = 1.5 * settings.baseline.class_schedule->marginal_rate[j];
    assert_ok(tax_schedule_init(&steep, 7, settings.baseline.class_schedule->start_usd_per_year,
                                rate, 0.0, &err));
    assert_close(elasticity_at(&economy, &steep, 1.01), 0.376, 0.002);
    economy_free(&economy);
}

static void the_budget_balances_under_any_tax_system(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct economy economy;
    struct outcome outcome;
    struct error err = {0};

    (void)state;
    settings.public_spending_usd_per_worker = 1234.5;
    gb2_economy(&economy, 5001, &settings);
    assert_ok(outcome_create(&outcome, 5001, &err));
    for (uint64_t k = 0; k < 200; k++) {
        struct tax_schedule schedule;
        struct settlement settlement;

        random_schedule(&schedule, k, 9, -0.5, 0.99);
        assert_ok(economy_respond_rationally(&economy, EVERYBODY(&schedule), 0.0, 0, &outcome,
                                             &settlement, &err));
        const double mean_tax = mean_of(outcome.tax_usd_per_year, 5001);

        assert_close(settlement.mean_tax, mean_tax, 1e-9 * (1.0 + fabs(mean_tax)));
        assert_close(settlement.rebate, mean_tax - 1234.5, 1e-9 * (1.0 + fabs(mean_tax)));
        assert_close(mean_of(outcome.net_income_usd_per_year, 5001) + 1234.5,
                     mean_of(outcome.income_usd_per_year, 5001), 1e-8 * 1e5);
    }
    outcome_free(&outcome);
    economy_free(&economy);
}

static void searched_welfare_is_the_step_s(void **state)
{
    struct economy_settings settings = default_economy_settings();
    const struct welfare_kind *const kinds[] = {&welfare_isoelastic, &welfare_utilitarian,
                                                &welfare_rawlsian,
                                                &welfare_inverse_income_baseline};
    struct outcome outcome;
    struct error err = {0};

    (void)state;
    assert_ok(outcome_create(&outcome, 2000, &err));
    for (int k = 0; k < 4; k++) {
        struct economy economy;

        settings.welfare.kind = kinds[k];
        gb2_economy(&economy, 2000, &settings);
        for (uint64_t draw = 0; draw < 50; draw++) {
            struct tax_schedule schedule;
            double sum = 0.0;
            double weights = 0.0;
            double lowest = INFINITY;

            random_schedule(&schedule, draw, 9, -0.9, 0.99); /* some reach the cap */
            mean_income_under(&economy, &schedule, &outcome);
            for (size_t i = 0; i < 2000; i++) {
                const double u = outcome.utility_usd_per_year[i];
                const double omega =
                    k == 3 ? welfare_baseline_weight(
                                 population_annual_pay_per_hour(&economy.population, i) * 40.0)
                           : 1.0;

                sum += omega * (k == 0 ? log(fmax(u, 1000.0)) : u);
                weights += omega;
                lowest = fmin(lowest, u);
            }
            const double expected = k == 0 ? exp(sum / weights) : k == 2 ? lowest : sum / weights;

            for (int parallel = 0; parallel < 2; parallel++)
                assert_close(rational_welfare(&economy.rational, EVERYBODY(&schedule),
                                              &economy.welfare, parallel),
                             expected, 1e-11 * (1.0 + fabs(expected)));
        }
        economy_free(&economy);
    }
    outcome_free(&outcome);
}

static void a_tax_system_that_is_not_convex_is_no_baseline(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct tax_schedule falling;
    struct economy economy;
    struct population population;
    struct error err = {0};

    (void)state;
    us_federal_2024(&falling);
    falling.marginal_rate[3] = 0.01;
    settings.baseline = tax_system_of_schedule(&falling);
    gb2_population(&population, 10, 0);
    assert_int_equal(economy_init_take(&economy, &population, &settings, &err),
                     STATUS_INVALID_INPUT);
    assert_non_null(strstr(err.message, "falls"));
    assert_ok(tax_schedule_init_flat(&falling, 1.0, &err));
    gb2_population(&population, 10, 0);
    assert_int_equal(economy_init_take(&economy, &population, &settings, &err),
                     STATUS_INVALID_INPUT);
    assert_non_null(strstr(err.message, "below 1"));
}

static void weights_count_like_copies(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct economy copies;
    struct economy weighted;
    struct population population;
    struct outcome a;
    struct outcome b;
    struct settlement settlement[2];
    struct error err = {0};
    const int times[3] = {1, 2, 3};

    (void)state;
    assert_ok(population_create(&population, 600, 0, &err));
    for (size_t i = 0, k = 0; i < 300; i++)
        for (int t = 0; t < times[i % 3]; t++, k++) {
            population.id[k] = (uint32_t)k;
            population.observed_hours_per_week[k] = 40.0F;
            population.weeks_per_year[k] = 52.0F;
            population.wage_usd_per_hour[k] = gb2_quantile(((double)i + .5) / 300.0) / 2080.0;
        }
    assert_ok(economy_init_take(&copies, &population, &settings, &err));
    assert_ok(population_create(&population, 300, 1, &err));
    for (size_t i = 0; i < 300; i++) {
        population.id[i] = (uint32_t)i;
        population.observed_hours_per_week[i] = 40.0F;
        population.weeks_per_year[i] = 52.0F;
        population.wage_usd_per_hour[i] = gb2_quantile(((double)i + .5) / 300.0) / 2080.0;
        population.sample_weight[i] = times[i % 3] / 2.0;
    }
    assert_ok(economy_init_take(&weighted, &population, &settings, &err));
    assert_ok(outcome_create(&a, 600, &err));
    assert_ok(outcome_create(&b, 300, &err));
    for (uint64_t draw = 0; draw < 40; draw++) {
        struct tax_schedule schedule;

        random_schedule(&schedule, draw, 9, -0.9, 0.99);
        assert_ok(economy_respond_rationally(&copies, EVERYBODY(&schedule), 0.0, 0, &a, settlement,
                                             &err));
        assert_ok(economy_respond_rationally(&weighted, EVERYBODY(&schedule), 0.0, 0, &b,
                                             settlement + 1, &err));
        assert_close(settlement[1].rebate, settlement[0].rebate,
                     1e-9 * (1.0 + fabs(settlement[0].rebate)));
        assert_close(rational_welfare(&weighted.rational, EVERYBODY(&schedule), &weighted.welfare,
                                      0),
                     rational_welfare(&copies.rational, EVERYBODY(&schedule), &copies.welfare, 0),
                     1e-6);
    }
    outcome_free(&a);
    outcome_free(&b);
    economy_free(&copies);
    economy_free(&weighted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calibrated_workers_choose_their_observed_hours),
        cmocka_unit_test(the_paper_disutility_drives_88_percent_to_100_hours),
        cmocka_unit_test(the_elasticity_is_one_over_delta_minus_one),
        cmocka_unit_test(the_budget_balances_under_any_tax_system),
        cmocka_unit_test(searched_welfare_is_the_step_s),
        cmocka_unit_test(a_tax_system_that_is_not_convex_is_no_baseline),
        cmocka_unit_test(weights_count_like_copies),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
