/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The oracle: W of the run's system <= W* <= bound, what it adopts, what it says of rates that nothing
 * determines, and why there is no bound where there is none. */
#include "simulation/oracle.h"
#include "tests/optimum_support.h"

#define QUICK "planner.optimum.starts=1", "planner.optimum.rounds=1", "planner.optimum.searches=1"

static void ask(struct oracle_report *report, const struct economy_settings *economy,
                const char *const *overrides, size_t num_overrides, const struct tax_years *years,
                const struct tax_system *final_system, double welfare_run)
{
    const struct oracle_question question = {years, final_system, welfare_run};
    struct optimum_rig rig;
    struct error err = {0};

    optimum_rig_create(&rig, 400, 0, economy, overrides, num_overrides);
    assert_ok(oracle_ask(report, rig.settings, &rig.lab, &rig.economy, &question, &err));
    optimum_rig_free(&rig);
}

static void systems_of_the_run_optimum_and_bound_are_in_order(void **state)
{
    struct economy_settings settings = default_economy_settings();
    const struct tax_years none = {0};
    struct oracle_report report;
    struct tax_schedule us;

    (void)state;
    us_federal_2024(&us);
    ask(&report, &settings, NULL, 0, &none, EVERYBODY(&us), 1e9); /* workers of another kind */
    assert_true(report.welfare_rational_final_schedule < report.welfare);
    assert_true(report.welfare < report.welfare_upper_bound);
    assert_true(report.welfare > 0.97 * report.welfare_upper_bound);
    assert_close(report.price_of_brackets, report.welfare_upper_bound - report.welfare, 1e-9);
    assert_true(report.searches >= 2.0);
    assert_true(report.searches_that_found_it >= 2.0);
    assert_true(report.search_spread >= 0.0);
    assert_true(report.planner_regret > 0.0);
    assert_true(report.workers_regret < 0.0);
    assert_close(report.planner_regret + report.workers_regret, report.regret, 1e-6);
    assert_int_equal(report.is_final_schedule_inside, 1);
    assert_int_equal(report.is_met_in_run, 0);
    double workers = 0.0;

    for (int j = 0; j < 7; j++) {
        assert_true(report.rate_interval[j][0] <= report.schedule.marginal_rate[j]);
        assert_true(report.rate_interval[j][1] >= report.schedule.marginal_rate[j]);
        workers += report.workers_in_bracket[j];
    }
    assert_true(workers > 300.0 && workers <= 400.0);
    double share = 0.0;

    for (int k = 0; k < report.curve.num_points; k++)
        share += report.curve.share_of_workers[k];
    assert_close(share, 1.0, 1e-9);
}

static void a_rate_that_nothing_determines_can_be_any(void **state)
{
    static const char *const overrides[] = {"planner.bracket_starts_usd_per_year=[0,50000,1e10]"};
    struct economy_settings settings = default_economy_settings();
    const struct tax_years none = {0};
    struct oracle_report report;
    struct tax_schedule us;

    (void)state;
    us_federal_2024(&us);
    ask(&report, &settings, overrides, 1, &none, EVERYBODY(&us), 0.0);
    assert_int_equal(report.workers_in_bracket[2], 0);
    assert_close(report.rate_interval[2][0], 0.0, 0.0);
    assert_close(report.rate_interval[2][1], 0.99, 0.0);
    assert_true(report.rate_interval[0][1] - report.rate_interval[0][0] < 0.01);
    assert_int_equal(report.is_final_schedule_inside, 0); /* U.S. brackets */
}

/* What a search that is kept short misses and the run has met is the optimum; with kinks elsewhere it is not. */
static void a_better_system_of_the_run_is_adopted(void **state)
{
    static const char *const quick[] = {QUICK};
    struct economy_settings settings = default_economy_settings();
    const struct tax_years none = {0};
    struct oracle_report best;
    struct oracle_report report;

    (void)state;
    settings.welfare.kind = &welfare_inverse_income_baseline;
    ask(&best, &settings, NULL, 0, &none, &settings.baseline, 0.0);
    ask(&report, &settings, quick, 3, &none, EVERYBODY(&best.schedule), 0.0);
    assert_true(report.welfare >= best.welfare);
    assert_close(report.is_met_in_run, report.welfare == best.welfare, 0.0);
    assert_true(report.planner_regret >= 0.0);
    struct tax_system met = *EVERYBODY(&best.schedule);
    const struct tax_years years = {.tax_systems = &met, .count = 1};
    struct oracle_report later;

    ask(&later, &settings, quick, 3, &years, &settings.baseline, 0.0);
    assert_close(later.welfare, report.welfare, 0.0);
    struct tax_schedule moved;
    struct error err = {0};
    double start[7];

    memcpy(start, best.schedule.start_usd_per_year, sizeof start);
    start[3] += 1.0;
    assert_ok(tax_schedule_init(&moved, 7, start, best.schedule.marginal_rate, 0.0, &err));
    ask(&later, &settings, quick, 3, &none, EVERYBODY(&moved), 0.0);
    assert_int_equal(later.is_final_schedule_inside, 0);
    assert_int_equal(later.is_met_in_run, 0);
    assert_true(later.planner_regret >= 0.0);
}

static void without_a_bound_there_is_a_reason(void **state)
{
    static const char *const quick[] = {QUICK};
    struct economy_settings settings = default_economy_settings();
    const struct tax_years none = {0};
    struct oracle_report report;

    (void)state;
    settings.utility.fixed_cost_of_work_usd_per_year = 3000.0;
    ask(&report, &settings, quick, 3, &none, &settings.baseline, 0.0);
    assert_true(isnan(report.welfare_upper_bound));
    assert_true(isnan(report.price_of_brackets));
    assert_non_null(strstr(report.no_bound, "fixed cost"));
    assert_int_equal(report.curve.num_points, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(systems_of_the_run_optimum_and_bound_are_in_order),
        cmocka_unit_test(a_rate_that_nothing_determines_can_be_any),
        cmocka_unit_test(a_better_system_of_the_run_is_adopted),
        cmocka_unit_test(without_a_bound_there_is_a_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
