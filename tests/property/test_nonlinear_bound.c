/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * No tax system beats the nonlinear optimum of the same workers: random ones and flat ones, among workers with survey
 * weights, few types, public spending and caps of hours that bind, for every objective that has a bound. */
#include "model/nonlinear_optimum.h"
#include "tests/economy_support.h"

enum { NUM_WORKERS = 90, NUM_POPULATIONS = 12, NUM_SCHEDULES = 200 };

static double uniform(int population, size_t i, uint64_t what)
{
    return random_uniforms(11, RANDOM_TEST, (uint64_t)population * NUM_WORKERS + i, what).u[0];
}

/* Of few wages or many, with hours from 10 to 99 of the 100 that there are, weights in every third. */
static void draw(struct population *population, int which)
{
    struct error err = {0};
    const int num_types = which % 2 == 0 ? NUM_WORKERS : 3 + which / 2;
    const double longest = which % 4 < 2 ? 60.0 : 99.0;

    assert_ok(population_create(population, NUM_WORKERS, which % 3 == 0, &err));
    for (size_t i = 0; i < NUM_WORKERS; i++) {
        const size_t type = i % (size_t)num_types;

        population->id[i] = (uint32_t)i;
        population->cell[i] = POPULATION_NO_CELL;
        population->observed_hours_per_week[i] =
            (float)(10.0 + (longest - 10.0) * uniform(which, type, 1));
        population->weeks_per_year[i] = uniform(which, type, 2) < 0.2 ? 20.0F : 52.0F;
        population->wage_usd_per_hour[i] = 8.0 * exp(2.5 * uniform(which, type, 3));
        if (population->sample_weight)
            population->sample_weight[i] = 0.2 + 1.6 * (double)i / (NUM_WORKERS - 1);
    }
}

static size_t num_bounds, num_unable;

static void nothing_beats(const struct economy *economy, double min_rate, int which)
{
    struct nonlinear_optimum bound;
    struct error err = {0};
    double best = -INFINITY;

    assert_ok(nonlinear_optimum_of_economy(&bound, economy, min_rate, &err));
    for (int k = 0; k < NUM_SCHEDULES; k++) {
        struct tax_schedule schedule;

        if (k < 50)
            assert_ok(
                tax_schedule_init_flat(&schedule, min_rate + 0.02 * k * (0.95 - min_rate), &err));
        else
            random_schedule(&schedule, (uint64_t)(which * NUM_SCHEDULES + k), 9, min_rate, 0.95);
        best = fmax(best, rational_welfare(&economy->rational, EVERYBODY(&schedule),
                                           &economy->welfare, 0));
    }
    if (*bound.reason == '\0') {
        num_bounds++;
        num_unable += bound.num_unable;
        if (!(best <= bound.welfare * (1.0 + 1e-12))) {
            print_message("population %d, %s, lowest rate %g: %.12g beats %.12g\n", which,
                          economy->welfare.kind->kind.name, min_rate, best, bound.welfare);
            fail();
        }
        assert_true(best > 0.5 * bound.welfare); /* and the bound is no empty one */
    }
    nonlinear_optimum_free(&bound);
}

static void no_tax_system_beats_the_bound(void **state)
{
    static const struct welfare_settings objectives[] = {
        {&welfare_isoelastic, 0.5, 100.0, {0}},
        {&welfare_isoelastic, 1.0, 100.0, {0}},
        {&welfare_isoelastic, 5.0, 100.0, {0}},
        {&welfare_utilitarian, 1.0, 100.0, {0}},
        {&welfare_rawlsian, 1.0, 100.0, {0}},
        {&welfare_inverse_income_baseline, 1.0, 100.0, {0}}};

    (void)state;
    for (int which = 0; which < NUM_POPULATIONS; which++)
        for (size_t k = 0; k < sizeof objectives / sizeof *objectives; k++) {
            struct economy_settings settings = default_economy_settings();
            struct population population;
            struct economy economy;
            struct error err = {0};

            settings.welfare = objectives[k];
            settings.public_spending_usd_per_worker = which % 5 == 4 ? 3000.0 : 0.0;
            draw(&population, which);
            assert_ok(economy_init_take(&economy, &population, &settings, &err));
            nothing_beats(&economy, 0.0, which);
            nothing_beats(&economy, -0.2, which);
            economy_free(&economy);
        }
    print_message("# %zu bounds, %zu workers beside a chain\n", num_bounds, num_unable);
    assert_true(num_bounds > 60 && num_unable > 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_tax_system_beats_the_bound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
