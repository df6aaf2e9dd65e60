/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Several rules in one population: exact shares, and each worker does what its rule says. */
#include "agents/decision_rules.h"
#include "simulation/run_settings.h"
#include "tests/economy_support.h"

#include <stdlib.h>

enum { N = 1000 };

static void load(struct settings **settings, const char *const *overrides, size_t count)
{
    struct error err = {0};

    assert_ok(settings_load(settings, &run_setting_table, NULL, overrides, count, &err));
}

static void choose(double *hours, struct economy *economy, const char *const *overrides,
                   size_t count)
{
    const struct step_summary last = {.rebate = economy->baseline.rebate_usd_per_year};
    const struct decision_context context = {.economy = economy,
                                             .tax_system = &economy->baseline.tax_system,
                                             .last = &last,
                                             .seed = 5};
    struct settings *settings = NULL;
    struct decision_rule rule;
    struct error err = {0};

    load(&settings, overrides, count);
    assert_ok(decision_rules_create(&rule, settings, economy, 5, &err));
    assert_ok(rule.kind->choose_hours(rule.state, &context, hours, &err));
    decision_rule_destroy(&rule);
    settings_free(settings);
}

static void everybody_does_what_the_own_rule_says(void **state)
{
    static const char *const mixed[] = {"rule.kind=mixed", "rule.mix.rational=0.25",
                                        "rule.mix.logit=0.5", "rule.mix.constant=0.25"};
    static const char *const alone[] = {"rule.kind=rational", "rule.kind=logit",
                                        "rule.kind=constant"};
    const struct economy_settings settings = default_economy_settings();
    struct economy economy;
    static double hours[4][N];
    int count[3] = {0};

    (void)state;
    gb2_economy(&economy, N, &settings);
    choose(hours[3], &economy, mixed, 4);
    for (int k = 0; k < 3; k++)
        choose(hours[k], &economy, &alone[k], 1);
    for (size_t i = 0; i < N; i++) {
        int of = -1;

        for (int k = 2; k >= 0;
             k--) /* rational and constant agree under the baseline tax system, nearly */
            of = hours[3][i] == hours[k][i] ? k : of;
        assert_true(of >= 0);
        count[of]++;
    }
    assert_true(count[1] >= 450 && count[1] <= 500); /* some logit workers stay at 40 hours */
    assert_true(count[0] >= 200);
    economy_free(&economy);
}

/* The grid of 0.7 hours shares no option but 0 with observed hours. */
static void a_share_of_one_in_n_is_one_worker(void **state)
{
    static const char *const one[] = {"rule.kind=mixed", "rule.mix.logit=0.001",
                                      "rule.mix.constant=0.999", "rule.hours_grid_step=0.7",
                                      "rule.noise_share=10"};
    const struct economy_settings settings = default_economy_settings();
    struct economy economy;
    static double hours[N];
    size_t others = 0;

    (void)state;
    gb2_economy(&economy, N, &settings);
    choose(hours, &economy, one, 5);
    for (size_t i = 0; i < N; i++)
        others += hours[i] != (double)economy.population.observed_hours_per_week[i];
    assert_int_equal(others, 1);
    economy_free(&economy);
}

static void shares_that_do_not_add_up_are_refused(void **state)
{
    static const char *const half[] = {"rule.kind=mixed", "rule.mix.logit=0.5"};
    const struct economy_settings economy_settings = default_economy_settings();
    struct economy economy;
    struct settings *settings = NULL;
    struct decision_rule rule;
    struct error err = {0};

    (void)state;
    gb2_economy(&economy, 10, &economy_settings);
    load(&settings, half, 2);
    assert_int_equal(decision_rules_create(&rule, settings, &economy, 5, &err),
                     STATUS_INVALID_INPUT);
    assert_non_null(strstr(err.message, "0.5"));
    settings_free(settings);
    economy_free(&economy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_does_what_the_own_rule_says),
        cmocka_unit_test(a_share_of_one_in_n_is_one_worker),
        cmocka_unit_test(shares_that_do_not_add_up_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
