/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 * test: takes 15 s
 *
 * tests/property/test_best_response.c: nothing beats the rational worker. */
#include "model/response.h"
#include "model/units.h"
#include "tests/economy_support.h"

enum { NUM_CASES = 10000, GRID_POINTS = 20001 };

struct worker {
    double potential_earnings, threshold_effort, cap;
};

static struct worker random_worker(uint64_t draw)
{
    const struct random_uniforms u = random_uniforms(11, RANDOM_TEST, draw, 0);
    const double z = gb2_quantile(u.u[0]);
    const double cap = z * (1.0 + 2.0 * u.u[1]) * (u.u[2] < 0.3 ? 0.7 : 1.0);

    return (struct worker){z, elementary_pow(z, -2.5), cap};
}

static double utility_at(const struct tax_schedule *schedule, const struct worker *worker,
                         double income)
{
    return income - tax_schedule_tax(schedule, income) -
           elementary_pow(income, 3.5) * worker->threshold_effort / 3.5;
}

static void no_point_of_a_fine_grid_beats_the_best_reply(void **state)
{
    const struct utility utility = {.kind = &utility_quasilinear,
                                    .labor_exponent = 3.5,
                                    .fixed_cost_of_work_usd_per_year = 0.0};
    double worst = -INFINITY;

    (void)state;
#pragma omp parallel for schedule(static) reduction(max : worst)
    for (int k = 0; k < (is_small_scale() ? NUM_CASES / 50 : NUM_CASES); k++) {
        struct tax_schedule schedule;
        struct response response;
        const struct worker worker = random_worker((uint64_t)k);

        random_schedule(&schedule, (uint64_t)k, 9, -0.3, 0.99);
        response_init(&response, &schedule, &utility, utility.labor_exponent);
        const struct response_choice choice = response_choose(&response, worker.potential_earnings,
                                                              worker.threshold_effort, worker.cap);
        const double best =
            choice.income_usd_per_year - choice.tax_usd_per_year - choice.effort_usd_per_year;
        double powers[64];

        /* The grid in chunks: powers are the cost, so take them 64 at a time. */
        for (int from = 0; from < GRID_POINTS; from += 64) {
            const int count = GRID_POINTS - from < 64 ? GRID_POINTS - from : 64;

            for (int g = 0; g < count; g++)
                powers[g] = worker.cap * (from + g) / (GRID_POINTS - 1);
            elementary_pow_array(powers, powers, 3.5, (size_t)count);
            for (int g = 0; g < count; g++) {
                const double z = worker.cap * (from + g) / (GRID_POINTS - 1);
                const double u =
                    z - tax_schedule_tax(&schedule, z) - powers[g] * worker.threshold_effort / 3.5;
                const double gain = (u - best) / (1.0 + fabs(best));

                worst = gain > worst ? gain : worst;
            }
        }
        const double again = utility_at(&schedule, &worker, choice.income_usd_per_year);
        const double slip = fabs(again - best) / (1.0 + fabs(best));

        worst = slip > 1e-9 ? INFINITY : worst; /* tax and effort are those of the income */
    }
    assert_true(worst <= 1e-10);
}

static void the_chosen_income_never_falls_in_potential_earnings(void **state)
{
    const struct utility utility = {.kind = &utility_quasilinear,
                                    .labor_exponent = 3.5,
                                    .fixed_cost_of_work_usd_per_year = 400.0};

    (void)state;
    for (uint64_t k = 0; k < 200; k++) {
        struct tax_schedule schedule;
        struct response response;
        double last = 0.0;

        random_schedule(&schedule, k, 9, -0.3, 0.99);
        response_init(&response, &schedule, &utility, utility.labor_exponent);
        for (int i = 1; i < 3000; i++) {
            const double z = 60.0 * i;
            const double income = response_choose(&response, z, elementary_pow(z, -2.5), INFINITY)
                                      .income_usd_per_year;

            assert_true(income >= last);
            last = income;
        }
    }
}

static void a_fixed_cost_keeps_out_those_whom_work_does_not_pay(void **state)
{
    const struct utility utility = {.kind = &utility_quasilinear,
                                    .labor_exponent = 3.5,
                                    .fixed_cost_of_work_usd_per_year = 3000.0};
    struct tax_schedule schedule;
    struct response response;
    struct error err = {0};

    (void)state;
    assert_ok(tax_schedule_init_flat(&schedule, 0.0, &err));
    response_init(&response, &schedule, &utility, utility.labor_exponent);
    /* Gain of working at no tax: Z (1 - 1/3.5) = Z / 1.4; worth 3000 from Z = 4200. */
    assert_int_equal(response_choose(&response, 4199.0, pow(4199.0, -2.5), INFINITY).piece,
                     RESPONSE_NOT_WORKING);
    assert_close(
        response_choose(&response, 4201.0, pow(4201.0, -2.5), INFINITY).income_usd_per_year, 4201.0,
        1e-6);
}

static void pieces_agree_with_every_single_worker(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 60; k++) {
        struct economy_settings settings = default_economy_settings();
        struct economy economy;
        struct tax_schedule schedule;
        struct response response;
        struct response_pieces pieces;
        size_t first = 0;

        settings.utility.fixed_cost_of_work_usd_per_year = k % 3 == 0 ? 2000.0 : 0.0;
        gb2_economy(&economy, 997, &settings);
        random_schedule(&schedule, k, 12, -0.2, 1.0);
        response_init(&response, &schedule, &economy.utility, economy.utility.labor_exponent);
        response_locate(&response, economy.preferences.potential_earnings_usd_per_year,
                        economy.preferences.threshold_effort, 997, &pieces);
        for (int p = 0; p < pieces.count; first = pieces.end[p++])
            for (size_t i = first; i < pieces.end[p]; i++)
                assert_int_equal(
                    response_choose(&response,
                                    economy.preferences.potential_earnings_usd_per_year[i],
                                    economy.preferences.threshold_effort[i], INFINITY)
                        .piece,
                    pieces.piece[p]);
        assert_int_equal(first, 997);
        economy_free(&economy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_point_of_a_fine_grid_beats_the_best_reply),
        cmocka_unit_test(the_chosen_income_never_falls_in_potential_earnings),
        cmocka_unit_test(a_fixed_cost_keeps_out_those_whom_work_does_not_pay),
        cmocka_unit_test(pieces_agree_with_every_single_worker),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
