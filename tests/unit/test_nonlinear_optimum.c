/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The nonlinear optimum: published and derived numbers, and the three cases in which it is no bound. */
#include "model/nonlinear_optimum.h"

#include "base/elementary.h"
#include "tests/economy_support.h"

#include <stdlib.h>
#include <time.h>

enum { MOST = 2000 };

struct rig {
    double potential[MOST], effort[MOST], weight[MOST], cap[MOST];
    struct nonlinear_problem problem;
};

static struct rig *rig_create(double delta, const struct welfare_kind *kind, double gamma)
{
    struct rig *const rig = calloc(1, sizeof *rig);

    assert_non_null(rig);
    rig->problem = (struct nonlinear_problem){
        .potential_earnings = rig->potential,
        .threshold_effort = rig->effort,
        .observed_income = rig->potential,
        .labor_exponent = delta,
        .welfare = {kind, gamma, 1000.0},
    };
    return rig;
}

static void rig_add(struct rig *rig, double potential)
{
    const size_t i = rig->problem.num_workers++;

    rig->potential[i] = potential;
    rig->effort[i] = elementary_pow(potential, 1.0 - rig->problem.labor_exponent);
}

static void rig_add_lognormal(struct rig *rig)
{
    for (size_t i = 0; i < MOST; i++)
        rig_add(rig, 40000.0 * exp(0.7 * elementary_normal_quantile(((double)i + 0.5) / MOST)));
}

static void find(struct nonlinear_optimum *optimum, const struct rig *rig)
{
    struct error err = {0};

    assert_ok(nonlinear_optimum_find(optimum, &rig->problem, &err));
}

static double bound_of(struct rig *rig)
{
    struct nonlinear_optimum optimum;

    find(&optimum, rig);
    const double welfare = optimum.welfare;

    if (isnan(welfare))
        print_message("%s\n", optimum.reason);
    nonlinear_optimum_free(&optimum);
    free(rig);
    return welfare;
}

static double bound_of_lognormal(double delta, const struct welfare_kind *kind, double gamma)
{
    struct rig *const rig = rig_create(delta, kind, gamma);

    rig_add_lognormal(rig);
    return bound_of(rig);
}

/* Computed independently, by a convex program with all constraints between pairs. */
static void bounds_of_a_lognormal_population(void **state)
{
    (void)state;
    assert_close(bound_of_lognormal(3.5, &welfare_isoelastic, 0.5), 33883.6846, 5.1e-5);
    assert_close(bound_of_lognormal(3.5, &welfare_isoelastic, 1.0), 32555.0585, 5.1e-5);
    assert_close(bound_of_lognormal(3.5, &welfare_isoelastic, 5.0), 29017.2658, 5.1e-5);
    assert_close(bound_of_lognormal(3.5, &welfare_rawlsian, 1.0), 25067.8568, 5.1e-5);
    assert_close(bound_of_lognormal(3.5, &welfare_inverse_income_baseline, 1.0), 28071.0024,
                 5.1e-5);
    assert_close(bound_of_lognormal(5.0, &welfare_isoelastic, 1.0), 37059.5116, 5.1e-5);
}

/* Five significant digits. */
static double rounded(double x)
{
    char text[32];

    snprintf(text, sizeof text, "%.4e", x);
    return strtod(text, NULL);
}

/* A public replication of Saez (2001), table of its optimal rates: 100 wages, log utility, elasticity 1/4, half of
 * the lognormal wages with a Pareto tail mixed in. */
static void rates_of_a_public_replication_of_saez(void **state)
{
    static const struct {
        int type;
        double rate;
    } published[] = {{30, .22664}, {40, .31984}, {50, .45500}, {60, .53408}, {80, .58391}};
    struct rig *const rig = rig_create(5.0, &welfare_isoelastic, 1.0);
    struct nonlinear_optimum optimum;
    int type_of_worker[100];
    double last = 0.0;

    (void)state;
    for (int i = 0; i < 100; i++) {
        const double wage = 10.0 * rounded(pow(10.0, -1.0 + 2.0 * i / 99.0));
        const double income = pow(10.0, 2.0 + 2.0 * i / 99.0);
        const double x = (log(income) - 6.0) / 0.2;
        const double share =
            rounded(.01 + .99 * (elementary_normal_cdf(x) -
                                 exp(12.08) / (income * income) * elementary_normal_cdf(x - 0.4)));
        const double mass = share - last;

        last = share;
        if (mass <= 0.0)
            continue;
        type_of_worker[rig->problem.num_workers] = i + 1;
        rig->weight[rig->problem.num_workers] = mass;
        rig_add(rig, pow(wage, 1.25)); /* Z of an effort (y/wage)^5/5 */
    }
    assert_int_equal(rig->problem.num_workers, 89);
    rig->problem.weight = rig->weight;
    rig->problem.welfare.floor_usd_per_year = 1e-3; /* incomes of this economy are about 10 */
    find(&optimum, rig);
    assert_close(optimum.welfare, 10.49675755, 5.1e-9);
    for (size_t k = 0; k < sizeof published / sizeof *published; k++)
        for (size_t i = 0; i < optimum.num_workers; i++)
            if (type_of_worker[i] == published[k].type)
                assert_close(optimum.marginal_rate[i], published[k].rate, 5.1e-6);
    nonlinear_optimum_free(&optimum);
    free(rig);
}

/* Nobody above is to be kept from taking the income of the highest: only type 1 is distorted. */
static void only_the_lower_of_two_types_is_distorted(void **state)
{
    struct rig *const rig = rig_create(3.5, &welfare_isoelastic, 1.0);
    struct nonlinear_optimum optimum;

    (void)state;
    rig_add(rig, 20000.0);
    rig_add(rig, 60000.0);
    find(&optimum, rig);
    assert_true(optimum.marginal_rate[0] > 0.01);
    assert_close(optimum.marginal_rate[1], 0.0, 1e-12);
    assert_close(optimum.income[1], 60000.0, 1e-6);
    nonlinear_optimum_free(&optimum);
    free(rig);
}

/* For the sum of utilities there is nothing to redistribute: no distortion, W from undistorted incomes. */
static void the_sum_of_utilities_wants_no_tax(void **state)
{
    struct rig *const rig = rig_create(3.5, &welfare_utilitarian, 1.0);
    double mean = 0.0;

    (void)state;
    rig_add_lognormal(rig);
    for (size_t i = 0; i < MOST; i++)
        mean += rig->potential[i] * (1.0 - 1.0 / 3.5) / MOST;
    assert_close(bound_of(rig), mean, 1e-8 * mean);
}

static void expect_reason(struct rig *rig, const char *part)
{
    struct nonlinear_optimum optimum;

    find(&optimum, rig);
    assert_true(isnan(optimum.welfare));
    assert_int_equal(optimum.num_workers, 0);
    if (!strstr(optimum.reason, part)) {
        print_message("'%s' is not in '%s'\n", part, optimum.reason);
        fail();
    }
    nonlinear_optimum_free(&optimum);
    free(rig);
}

static void no_bound_where_weights_rise_with_earnings(void **state)
{
    static double observed[] = {80000.0, 40000.0, 20000.0}; /* the reverse of Z */
    struct rig *const rig = rig_create(3.5, &welfare_inverse_income_baseline, 1.0);

    (void)state;
    for (int i = 0; i < 3; i++)
        rig_add(rig, 20000.0 * (1 << i));
    rig->problem.observed_income = observed;
    expect_reason(rig, "weights rise with potential earnings");
}

/* V_1 >= e f at gamma 1 and within rounding of it, 4 f at .5, 1.5 f at 5, never at 0, where rates are at least 0 and
 * nothing is spent. */
static void no_bound_where_the_floor_is_near(void **state)
{
    static const struct {
        double gamma, multiple;
    } cases[] = {{1.0, 2.718281828459045},
                 {0.9999999999999999, 2.718281828459045},
                 {1.0000000000000002, 2.718281828459045},
                 {1.0 - 1e-13, 2.718281828459045},
                 {0.5, 4.0},
                 {5.0, 1.4953487812212205}};

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        for (int is_above = 0; is_above < 2; is_above++) {
            const struct welfare_settings settings = {&welfare_isoelastic,
                                                      cases[k].gamma,
                                                      1000.0,
                                                      {0}};
            const double lowest = 1000.0 * cases[k].multiple * (1.0 + (is_above ? 1e-9 : -1e-9));

            assert_int_equal(welfare_isoelastic.bound->holds_at_floor(&settings, lowest, 0.0),
                             is_above);
        }
    struct rig *rig = rig_create(3.5, &welfare_isoelastic, 0.0);

    rig_add_lognormal(rig);
    expect_reason(rig, "floor of 1000 USD");
    rig = rig_create(3.5, &welfare_isoelastic, 1.0);
    rig_add(rig, 2000.0);
    rig_add(rig, 4000.0);
    expect_reason(rig, "floor of 1000 USD");
    rig = rig_create(3.5, &welfare_isoelastic, 1.0); /* rates below 0 may take all and more */
    rig_add_lognormal(rig);
    rig->problem.min_rate = -0.9;
    expect_reason(rig, "floor of 1000 USD");
}

/* Three types, one of whom has no hours for the income of the one below: the chain alone would be lower than what
 * a system can reach. */
static void who_has_too_few_hours_leaves_the_chain(void **state)
{
    struct rig *const rig = rig_create(3.5, &welfare_isoelastic, 1.0);
    struct nonlinear_optimum optimum;

    (void)state;
    rig_add(rig, 20000.0);
    rig_add(rig, 60000.0);
    rig_add(rig, 70000.0);
    for (int i = 0; i < 3; i++)
        rig->cap[i] = 1e9;
    rig->cap[2] = 30000.0;
    rig->problem.income_cap = rig->cap;
    find(&optimum, rig);
    assert_int_equal(optimum.num_unable, 1);
    assert_int_equal(optimum.num_workers, 2);
    const double bound = optimum.welfare;

    nonlinear_optimum_free(&optimum);
    /* Even when he may take everything (first best for him): more than any system can do. */
    assert_true(bound > 20000.0 * (1.0 - 1.0 / 3.5));
    rig->problem.welfare.kind = &welfare_inverse_income_baseline;
    static double observed[] = {30000.0, 60000.0, 1000.0}; /* he weighs most */

    rig->problem.observed_income = observed;
    expect_reason(rig, "cap of hours");
}

static void kinds_say_themselves_why_they_have_no_bound(void **state)
{
    struct welfare_kind unknown = welfare_rawlsian;
    struct rig *rig = rig_create(3.5, &welfare_inverse_income, 1.0);

    (void)state;
    rig_add(rig, 20000.0);
    expect_reason(rig, "chosen by the workers");
    rig = rig_create(3.5, &welfare_equality_x_productivity, 1.0);
    rig_add(rig, 20000.0);
    expect_reason(rig, "not a sum over workers");
    unknown.bound = NULL;
    unknown.kind.name = "unheard_of";
    rig = rig_create(3.5, &unknown, 1.0);
    rig_add(rig, 20000.0);
    expect_reason(rig, "'unheard_of' does not say");
}

static void economies_say_why_they_have_no_bound(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct nonlinear_optimum optimum;
    struct economy economy;
    struct error err = {0};

    (void)state;
    settings.utility.fixed_cost_of_work_usd_per_year = 5000.0;
    gb2_economy(&economy, 100, &settings);
    assert_ok(nonlinear_optimum_of_economy(&optimum, &economy, 0.0, &err));
    assert_true(isnan(optimum.welfare) && strstr(optimum.reason, "fixed cost"));
    nonlinear_optimum_free(&optimum);
    economy_free(&economy);
    settings.utility = (struct utility){.kind = &utility_isoelastic,
                                        .labor_exponent = 3.5,
                                        .income_curvature = 1.0};
    gb2_economy(&economy, 100, &settings);
    assert_ok(nonlinear_optimum_of_economy(&optimum, &economy, 0.0, &err));
    assert_true(isnan(optimum.welfare) && strstr(optimum.reason, "income effects"));
    nonlinear_optimum_free(&optimum);
    economy_free(&economy);
}

/* A second at most for a million; here by computing time of all threads, which other programs do not change. */
static void a_million_workers_take_a_second(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct nonlinear_optimum optimum;
    struct economy economy;
    struct error err = {0};

    (void)state;
    gb2_economy(&economy, 1000000, &settings);
    const clock_t start = clock();

    assert_ok(nonlinear_optimum_of_economy(&optimum, &economy, 0.0, &err));
    const double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;

    print_message("# %d passes, %.2f s of computing\n", optimum.num_passes, seconds);
    if (!is_small_scale())
        assert_true(seconds < 1.5);
    assert_true(optimum.num_passes <= 12);              /* 21 without a small chain to begin from */
    assert_close(optimum.welfare, 39404.2291783, 1e-6); /* as from 0 */
    nonlinear_optimum_free(&optimum);
    economy_free(&economy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounds_of_a_lognormal_population),
        cmocka_unit_test(rates_of_a_public_replication_of_saez),
        cmocka_unit_test(only_the_lower_of_two_types_is_distorted),
        cmocka_unit_test(the_sum_of_utilities_wants_no_tax),
        cmocka_unit_test(no_bound_where_weights_rise_with_earnings),
        cmocka_unit_test(no_bound_where_the_floor_is_near),
        cmocka_unit_test(who_has_too_few_hours_leaves_the_chain),
        cmocka_unit_test(kinds_say_themselves_why_they_have_no_bound),
        cmocka_unit_test(economies_say_why_they_have_no_bound),
        cmocka_unit_test(a_million_workers_take_a_second),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
