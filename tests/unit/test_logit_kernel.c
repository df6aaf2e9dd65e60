/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/unit/test_logit_kernel.c: the inner loops of logit workers against plain ones, over random workers, grids,
 * schedules and uniforms of fixed seeds. */
#include "agents/logit_kernel.h"
#include "base/elementary.h"
#include "base/random.h"
#include "tests/support.h"

#include <math.h>

enum { TRIALS = 2000 };

static double uniform(uint64_t trial, uint64_t k)
{
    return random_uniforms(11, RANDOM_CHOICE, trial, k).u[0];
}

static void random_grid(struct logit_grid *grid, uint64_t trial)
{
    static const double steps[] = {0.25, 0.7, 1.0, 2.5, 10.0, 33.0, 50.0};

    *grid = (struct logit_grid){.step = steps[trial % 7]};
    for (int k = 0; k * grid->step <= 100.0 && k < LOGIT_MAX_OPTIONS; k++) {
        grid->hours[k] = k * grid->step;
        grid->hours_power[k] = k > 0 ? elementary_pow(k * grid->step, 3.5) : 0.0;
        grid->num_options = k + 1;
    }
}

static void random_schedule(struct tax_schedule *schedule, uint64_t trial)
{
    const int num_brackets = 1 + (int)(9.0 * uniform(trial, 1));
    double start[10] = {0.0};
    double rate[10];
    struct error err = {0};

    for (int j = 0; j < num_brackets; j++) {
        start[j] = j == 0 ? 0.0 : start[j - 1] + 1.0 + 60000.0 * uniform(trial, (uint64_t)(10 + j));
        rate[j] = 1.6 * uniform(trial, (uint64_t)(30 + j)) - 0.6;
    }
    assert_ok(tax_schedule_init(schedule, num_brackets, start, rate, -500.0, &err));
}

static void plain_values(double *value, const struct logit_grid *grid,
                         const struct tax_schedule *schedule, double pay, double effort,
                         double fixed_cost, double scale)
{
    for (int k = 0; k < grid->num_options; k++) {
        const double z = pay * grid->hours[k];

        value[k] = scale * (z - tax_schedule_tax(schedule, z) - effort * grid->hours_power[k] -
                            (k > 0 ? fixed_cost : 0.0));
    }
}

static int plain_draw(const double *value, int num_options, double u)
{
    double best = -INFINITY;
    double total = 0.0;
    double sum = 0.0;
    int k = 0;

    for (int o = 0; o < num_options; o++)
        best = fmax(best, value[o]);
    for (int o = 0; o < num_options; o++)
        total += elementary_exp(value[o] - best);
    for (; k + 1 < num_options; k++) {
        sum += elementary_exp(value[k] - best);
        if (sum > u * total)
            break;
    }
    return k;
}

static void values_and_draws_are_those_of_plain_loops(void **state)
{
    int differ = 0;

    (void)state;
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        struct logit_grid grid;
        struct tax_schedule schedule;
        double plain[LOGIT_ROOM];
        _Alignas(64) double value[LOGIT_ROOM];
        const double pay = 52.0 * elementary_exp(7.0 * uniform(trial, 2) - 1.0);
        const double effort = 0.001 * pay * uniform(trial, 3);
        const double fixed_cost = trial % 2 ? 4000.0 * uniform(trial, 4) : 0.0;
        const double scale = 1.0 / (pay * elementary_exp(8.0 * uniform(trial, 5) - 5.0));

        random_grid(&grid, trial);
        random_schedule(&schedule, trial);
        plain_values(plain, &grid, &schedule, pay, effort, fixed_cost, scale);
        logit_kernel_values(value, &grid, &schedule, pay, effort, fixed_cost, scale);
        double largest =
            0.0; /* of what is added up; the constant that the kernel leaves out is none of it */

        for (int k = 0; k < grid.num_options; k++)
            largest = fmax(largest, fabs(plain[k]));
        const double constant = value[0] - plain[0];

        for (int k = 0; k < grid.num_options; k++)
            assert_close(value[k] - constant, plain[k], 1e-12 * (largest + 1.0));
        const double best = logit_kernel_best(value, grid.num_options);

        assert_true(best >= value[0] && best <= largest + fabs(constant) + 1e-9);
        const double u = uniform(trial, 6);

        differ += logit_kernel_draw(value, grid.num_options, best, u) !=
                  plain_draw(plain, grid.num_options, u);
    }
    assert_int_equal(differ, 0); /* a target within rounding of a border: once in 1e12 draws */
}

static void extreme_uniforms_draw_an_option_that_somebody_takes(void **state)
{
    static const double uniforms[] = {0x1p-53, 0.5, 1.0 - 0x1p-53};

    (void)state;
    for (int n = 1; n <= 41; n++)
        for (int k = 0; k < n; k++)
            for (int t = 0; t < 3; t++) {
                _Alignas(64) double value[LOGIT_ROOM];

                for (int o = 0; o < n; o++)
                    value[o] = o == k ? 7.0 : -1e5;
                const double best = logit_kernel_best(value, n);

                assert_close(best, 7.0, 0.0);
                assert_int_equal(logit_kernel_draw(value, n, best, uniforms[t]), k);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_and_draws_are_those_of_plain_loops),
        cmocka_unit_test(extreme_uniforms_draw_an_option_that_somebody_takes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
