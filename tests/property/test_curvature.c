/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/property/test_curvature.c: whatever has a curvature is continuous where its formula has a logarithm: a
 * curvature of 1 and one that differs from it by rounding, or by little, give the same. */
#include "base/box_cox.h"
#include "model/rational.h"
#include "model/welfare_kinds.h"
#include "model/welfare_sums.h"
#include "tests/economy_support.h"

#include <stdlib.h>

enum { NUM_WORKERS = 1500 };

/* Call `check` at 1 +- {1e-16 ... 1e-3}; of the smallest only 1 - 1e-16 is not 1. */
static void near_one(void (*check)(double curvature, void *context), void *context)
{
    for (int exponent = -16; exponent <= -3; exponent++)
        for (int sign = -1; sign <= 1; sign += 2)
            check(1.0 + sign * pow(10.0, exponent), context);
    check(nextafter(1.0, 0.0), context);
    check(nextafter(1.0, 2.0), context);
}

struct utilities {
    double u[NUM_WORKERS], income[NUM_WORKERS], weight[NUM_WORKERS];
    bool is_weighted;
    struct welfare_settings settings;
};

static void fill(struct utilities *all, double lowest, double spread, bool is_weighted)
{
    *all = (struct utilities){.is_weighted = is_weighted,
                              .settings = default_economy_settings().welfare};
    for (size_t i = 0; i < NUM_WORKERS; i++) {
        const struct random_uniforms r = random_uniforms(11, RANDOM_TEST, i, 0);

        all->u[i] = lowest * exp(spread * r.u[0]);
        all->income[i] = all->u[i];
        all->weight[i] = is_weighted ? 0.25 + r.u[1] : 1.0;
    }
}

static void measure(const struct utilities *all, double gamma, struct welfare_figures *figures)
{
    const struct welfare_chunk workers = {all->u, all->income, all->income,
                                          all->is_weighted ? all->weight : NULL, NULL};
    struct welfare_settings settings = all->settings;

    settings.inequality_aversion = gamma;
    welfare_measure(figures, &settings, &workers, NUM_WORKERS);
}

/* In long doubles, straight from the definition. */
static double equivalent_by_definition(const struct utilities *all, double floor, double gamma)
{
    const long double a = 1.0L - (long double)gamma;
    long double sum = 0.0L;
    long double weights = 0.0L;

    for (size_t i = 0; i < NUM_WORKERS; i++) {
        const long double x = logl((long double)fmax(all->u[i], floor) / 3000.0L);

        sum += all->weight[i] * (a == 0.0L ? x : expm1l(a * x));
        weights += all->weight[i];
    }
    return (double)(3000.0L * expl(a == 0.0L ? sum / weights : log1pl(sum / weights) / a));
}

/* Workers below all floors, between them, and above: sums at three references meet. */
static const double ranges[][2] = {{50.0, 8.0}, {900.0, 4.0}, {20000.0, 3.0}};

static void is_as_defined(double gamma, void *context)
{
    const struct utilities *const all = context;
    const double floor = all->settings.floor_usd_per_year;
    struct welfare_figures figures;

    measure(all, gamma, &figures);
    const double w = figures.by_kind[0];

    assert_close(w / equivalent_by_definition(all, floor, gamma), 1.0, 1e-13);
    assert_close(figures.at_floor_tenth / equivalent_by_definition(all, 0.1 * floor, gamma), 1.0,
                 1e-13);
    assert_close(figures.at_floor_tenfold / equivalent_by_definition(all, 10.0 * floor, gamma), 1.0,
                 1e-13);
}

static void welfare_is_as_defined_at_and_near_every_curvature(void **state)
{
    const double others[] = {0.0, 1e-17, 1e-9, 0.3, 0.5, 0.7, 1.0, 1.3, 1.5, 1.7, 2.0, 2.5};
    struct utilities *const all = malloc(sizeof *all);

    (void)state;
    assert_ptr_equal(welfare_kinds[0], &welfare_isoelastic);
    for (int k = 0; k < 3; k++)
        for (int is_weighted = 0; is_weighted < 2; is_weighted++) {
            fill(all, ranges[k][0], ranges[k][1], is_weighted != 0);
            near_one(is_as_defined, all);
            for (size_t g = 0; g < sizeof others / sizeof *others; g++)
                is_as_defined(others[g], all);
        }
    free(all);
}

struct before {
    const struct utilities *all;
    struct welfare_figures at_one;
};

static void transfer_is_worth_the_same(double gamma, void *context)
{
    const struct before *const before = context;
    struct welfare_figures figures;

    measure(before->all, gamma, &figures);
    assert_close(figures.marginal_of_transfer / before->at_one.marginal_of_transfer, 1.0,
                 1e-13 + 20.0 * fabs(gamma - 1.0));
}

static void the_worth_of_a_transfer_is_continuous(void **state)
{
    struct utilities *const all = malloc(sizeof *all);

    (void)state;
    for (int k = 0; k < 3; k++) {
        struct before before = {.all = all};

        fill(all, ranges[k][0], ranges[k][1], false);
        measure(all, 1.0, &before.at_one);
        near_one(transfer_is_worth_the_same, &before);
    }
    free(all);
}

struct rational_case {
    struct economy economy;
    struct tax_schedule schedule;
};

static double fast_welfare(const struct rational_case *with, double gamma)
{
    struct welfare_settings settings = default_economy_settings().welfare;

    settings.inequality_aversion = gamma;
    return rational_welfare(&with->economy.rational, EVERYBODY(&with->schedule), &settings, 0);
}

static void fast_welfare_is_close(double gamma, void *context)
{
    assert_close(fast_welfare(context, gamma) / fast_welfare(context, 1.0), 1.0,
                 1e-13 + fabs(gamma - 1.0));
}

/* What the optimum is searched by. */
static void welfare_of_rational_workers_is_continuous(void **state)
{
    const struct economy_settings settings = default_economy_settings();
    struct rational_case with;

    (void)state;
    gb2_economy(&with.economy, 3000, &settings);
    us_federal_2024(&with.schedule);
    near_one(fast_welfare_is_close, &with);
    assert_close(fast_welfare(&with, 0.5 - 1e-9) / fast_welfare(&with, 0.5 + 1e-9), 1.0, 1e-8);
    assert_close(fast_welfare(&with, 1e-17) / fast_welfare(&with, 0.0), 1.0, 1e-13);
    economy_free(&with.economy);
}

static void incomes_at(double eta, double *incomes)
{
    struct economy_settings settings = default_economy_settings();
    struct economy economy;
    struct tax_schedule schedule;

    settings.utility.kind = &utility_isoelastic;
    settings.utility.income_curvature = eta;
    gb2_economy(&economy, 60, &settings);
    for (size_t i = 0; i < 60; i++) {
        random_schedule(&schedule, i, 7, -0.3, 0.9); /* rates that fall: brackets are compared */
        incomes[i] = income_effects_choose(&economy.income_effects, &schedule, i, 4000.0);
    }
    economy_free(&economy);
}

static void incomes_are_close(double eta, void *context)
{
    const double *const at_one = context;
    double incomes[60];

    incomes_at(eta, incomes);
    for (int i = 0; i < 60; i++)
        assert_close(incomes[i] / at_one[i], 1.0, 1e-11 + 20.0 * fabs(eta - 1.0));
}

static void choices_with_income_effects_are_continuous(void **state)
{
    double at_one[60];

    (void)state;
    incomes_at(1.0, at_one);
    near_one(incomes_are_close, at_one);
}

static void differences_are_close(double eta, void *context)
{
    struct utility utility = {.kind = &utility_isoelastic,
                              .labor_exponent = 3.5,
                              .income_curvature = eta,
                              .reference_income_usd_per_year = 40000.0};
    const double poor = utility.kind->comparable(&utility, 12000.0);
    const double rich = utility.kind->comparable(&utility, 90000.0);
    const double level = utility.kind->of_net_income(&utility, 90000.0);

    (void)context;
    assert_close((rich - poor) / (40000.0 * log(7.5)), 1.0, 1e-13 + 2.0 * fabs(eta - 1.0));
    assert_close(level / (40000.0 * log(2.25)), 1.0, 1e-13 + 2.0 * fabs(eta - 1.0));
}

static void differences_of_utility_are_continuous(void **state)
{
    (void)state;
    near_one(differences_are_close, NULL);
}

static void the_power_function_and_its_inverse_are_one_another(void **state)
{
    const double log_x[] = {-9.0, -1e-8, 0.0, 0.7, 12.0};

    (void)state;
    for (int exponent = -18; exponent <= 0; exponent++)
        for (int k = 0; k < 10; k++) {
            const double a = (k % 2 ? 0.4 : -0.4) * pow(10.0, exponent);
            const double x = log_x[k / 2];
            double array[1] = {exp(x)};

            assert_close(box_cox_log_inverse(box_cox(x, a), a), x, 1e-14 * (1.0 + fabs(x)) * 50.0);
            box_cox_array(array, array, a, 1);
            assert_close(array[0], box_cox(x, a), 1e-12 * (1.0 + fabs(array[0])));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(welfare_is_as_defined_at_and_near_every_curvature),
        cmocka_unit_test(the_worth_of_a_transfer_is_continuous),
        cmocka_unit_test(welfare_of_rational_workers_is_continuous),
        cmocka_unit_test(choices_with_income_effects_are_continuous),
        cmocka_unit_test(differences_of_utility_are_continuous),
        cmocka_unit_test(the_power_function_and_its_inverse_are_one_another),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
