/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/unit/test_elasticity_groups.c: workers whose elasticities differ by income do what each would do among workers
 * all like himself, and hours show no more of an answer than is theirs. */
#include "model/reporting.h"
#include "model/units.h"
#include "tests/economy_support.h"

#include <string.h>

enum { N = 3000, GROUPS = 3 };

static const double ELASTICITY[GROUPS] = {0.18, 0.11, 0.57}; /* Gruber and Saez 2002 */
static const double START[GROUPS] = {0.0, 40000.0, 95000.0};

static struct economy_settings settings_with_groups(void)
{
    struct economy_settings settings = default_economy_settings();

    settings.utility.labor_exponent = NAN;
    settings.utility.groups.count = GROUPS;
    for (int k = 0; k < GROUPS; k++) {
        settings.utility.groups.start_usd_per_year[k] = START[k];
        settings.utility.groups.labor_exponent[k] = 1.0 + 1.0 / ELASTICITY[k];
    }
    return settings;
}

/* Rates that rise and fall, with a subsidy. */
static void some_schedule(struct tax_schedule *schedule)
{
    struct error err = {0};

    assert_ok(tax_schedule_init(schedule, 5, (const double[]){0, 15000, 42000, 60000, 130000},
                                (const double[]){-.2, .35, .2, .45, .6}, 0.0, &err));
}

static struct settlement respond(struct economy *economy, struct outcome *outcome)
{
    struct error err = {0};
    struct settlement settlement;
    struct tax_schedule schedule;

    some_schedule(&schedule);
    assert_ok(outcome_create(outcome, economy->population.num_workers, &err));
    assert_ok(economy_respond_rationally(economy, EVERYBODY(&schedule), 0.0, 0, outcome,
                                         &settlement, &err));
    return settlement;
}

/* Income, and utility without the rebate, by id. */
static void answer(double income[N], double surplus[N], const struct economy_settings *settings)
{
    struct economy economy;
    struct outcome outcome;

    gb2_economy(&economy, N, settings);
    const struct settlement settlement = respond(&economy, &outcome);

    for (size_t i = 0; i < N; i++) {
        income[economy.population.id[i]] = outcome.income_usd_per_year[i];
        surplus[economy.population.id[i]] = outcome.utility_usd_per_year[i] - settlement.rebate;
    }
    outcome_free(&outcome);
    economy_free(&economy);
}

static void each_group_does_what_it_would_do_alone(void **state)
{
    static double income[GROUPS + 1][N];
    static double surplus[GROUPS + 1][N];
    int seen[GROUPS] = {0};

    (void)state;
    for (int k = 0; k <= GROUPS; k++) {
        struct economy_settings settings = settings_with_groups();

        if (k < GROUPS) {
            settings.utility.groups.count = 0;
            settings.utility.labor_exponent = 1.0 + 1.0 / ELASTICITY[k];
        }
        answer(income[k], surplus[k], &settings);
    }
    for (size_t i = 0; i < N; i++) {
        const double z0 = gb2_quantile(((double)i + 0.5) / N);
        const int k = z0 < START[1] ? 0 : z0 < START[2] ? 1 : 2;

        seen[k]++;
        assert_close(income[GROUPS][i], income[k][i], 1e-12 * income[k][i]);
        assert_close(surplus[GROUPS][i], surplus[k][i], 1e-9 * (1.0 + fabs(surplus[k][i])));
    }
    for (int k = 0; k < GROUPS; k++)
        assert_true(seen[k] > 100);
}

/* The optimum's fast W, the step and the budget from hours say the same. */
static void ways_to_the_same_figures_agree(void **state)
{
    const struct welfare_kind *const kinds[] = {&welfare_isoelastic, &welfare_utilitarian,
                                                &welfare_rawlsian};

    (void)state;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        struct economy_settings settings = settings_with_groups();
        struct economy economy;
        struct outcome outcome;
        struct outcome again;
        struct settlement from_hours;
        struct tax_schedule schedule;
        struct error err = {0};
        double measured = k == 2 ? INFINITY : 0.0;

        settings.welfare.kind = kinds[k];
        some_schedule(&schedule);
        gb2_economy(&economy, N, &settings);
        const struct settlement settlement = respond(&economy, &outcome);

        assert_close(settlement.mean_tax, mean_of(outcome.tax_usd_per_year, N), 1e-8);
        for (size_t i = 0; i < N; i++) {
            const double u = outcome.utility_usd_per_year[i];

            measured = k == 0   ? measured + log(fmax(u, 1000.0)) / N
                       : k == 1 ? measured + u / N
                                : fmin(measured, u);
        }
        assert_close(rational_welfare(&economy.rational, EVERYBODY(&schedule), &settings.welfare,
                                      0),
                     k == 0 ? exp(measured) : measured, 1e-7);
        assert_ok(outcome_create(&again, N, &err));
        memcpy(again.hours_per_week, outcome.hours_per_week, N * sizeof(double));
        assert_ok(economy_settle(&economy, EVERYBODY(&schedule), &again, &from_hours, &err));
        for (size_t i = 0; i < N; i++)
            assert_close(again.utility_usd_per_year[i], outcome.utility_usd_per_year[i], 1e-6);
        outcome_free(&again);
        outcome_free(&outcome);
        economy_free(&economy);
    }
}

static void hours_answer_by_their_share(void **state)
{
    static double income[2][N];
    static double surplus[2][N];
    struct economy_settings settings = settings_with_groups();

    (void)state;
    answer(income[0], surplus[0], &settings);
    settings.utility.reporting_share = 0.4;
    answer(income[1], surplus[1], &settings);
    struct economy economy;
    struct outcome outcome;
    int capped = 0;

    gb2_economy(&economy, N, &settings);
    respond(&economy, &outcome);
    for (size_t i = 0; i < N; i++) {
        const double z0 = population_observed_income(&economy.population, i);
        const double z = outcome.income_usd_per_year[i];
        const uint32_t id = economy.population.id[i];

        assert_close(outcome.hours_per_week[i], 40.0 * pow(z / z0, 0.6), 1e-9);
        assert_close(reporting_income(&economy.utility, &economy.population, i,
                                      outcome.hours_per_week[i]),
                     z, 1e-9 * z);
        assert_true(outcome.hours_per_week[i] <= MAX_HOURS_PER_WEEK);
        capped += outcome.hours_per_week[i] > MAX_HOURS_PER_WEEK - 1e-9;
        assert_close(income[1][id], income[0][id], 1e-12 * z); /* what is reported is the same */
    }
    assert_int_equal(capped, 0);
    outcome_free(&outcome);
    economy_free(&economy);
}

/* Who is paid for more: all at the cap of hours, exactly. */
static void the_cap_is_100_hours(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct economy economy;
    struct outcome outcome;
    struct settlement settlement;
    struct tax_schedule subsidy;
    struct error err = {0};
    int capped = 0;

    (void)state;
    settings.utility.labor_exponent = 1.3;
    settings.utility.reporting_share = 0.3;
    gb2_economy(&economy, N, &settings);
    assert_ok(outcome_create(&outcome, N, &err));
    assert_ok(tax_schedule_init_flat(&subsidy, -0.9, &err));
    assert_ok(economy_respond_rationally(&economy, EVERYBODY(&subsidy), 0.0, 0, &outcome,
                                         &settlement, &err));
    for (size_t i = 0; i < N; i++) {
        const double cap = rational_income_cap(&economy.rational, i);

        assert_true(outcome.income_usd_per_year[i] <= cap);
        if (outcome.income_usd_per_year[i] == cap) {
            assert_true(outcome.hours_per_week[i] == MAX_HOURS_PER_WEEK);
            capped++;
        }
    }
    assert_int_equal(capped, N);
    outcome_free(&outcome);
    economy_free(&economy);
}

/* All of it: hours stay, and there is no cap. */
static void hours_stay_where_only_reports_answer(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct economy economy;
    struct outcome outcome;

    (void)state;
    settings.utility.reporting_share = 1.0;
    gb2_economy(&economy, N, &settings);
    respond(&economy, &outcome);
    for (size_t i = 0; i < N; i++) {
        assert_close(outcome.hours_per_week[i], 40.0, 1e-12);
        assert_true(isinf(rational_income_cap(&economy.rational, i)));
    }
    outcome_free(&outcome);
    economy_free(&economy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_group_does_what_it_would_do_alone),
        cmocka_unit_test(ways_to_the_same_figures_agree),
        cmocka_unit_test(hours_answer_by_their_share),
        cmocka_unit_test(the_cap_is_100_hours),
        cmocka_unit_test(hours_stay_where_only_reports_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
