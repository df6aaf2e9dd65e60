/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * With income effects the search's own evaluation of W is what a step measures: for rates that rise and fall, curvatures,
 * a fixed cost of work, caps of hours that bind, and weights.  And it is quick. */
#include "tests/optimum_support.h"

enum { NUM_WORKERS = 300, NUM_SYSTEMS = 60 };

static void draw(struct population *population, size_t num_workers, bool has_weights)
{
    struct error err = {0};

    assert_ok(population_create(population, num_workers, has_weights, &err));
    for (size_t i = 0; i < num_workers; i++) {
        const struct random_uniforms u = random_uniforms(3, RANDOM_TEST, i, 7);

        population->id[i] = (uint32_t)i;
        population->cell[i] = POPULATION_NO_CELL;
        population->observed_hours_per_week[i] = (float)(10.0 + 85.0 * u.u[0]);
        population->weeks_per_year[i] = 52.0F;
        population->wage_usd_per_hour[i] = 8.0 * exp(2.5 * u.u[1]);
        if (has_weights)
            population->sample_weight[i] = 0.2 + u.u[2];
    }
}

static double measured_welfare(const struct optimum_rig *rig, const struct tax_schedule *schedule)
{
    struct step_summary summary;
    const struct outcome *outcome;
    struct error err = {0};

    assert_ok(policy_lab_respond(&rig->lab, schedule, &summary, &outcome, &err));
    /* Where rates fall, incomes can jump at the rebate that would balance: then there is no equilibrium. */
    return fabs(summary.rebate_residual) <= 1e-6 * fmax(1.0, fabs(summary.rebate)) ? summary.welfare
                                                                                   : NAN;
}

static void holds(const struct economy_settings *settings, bool has_weights)
{
    struct population population;
    struct optimum_rig rig;
    int count = 0;

    draw(&population, NUM_WORKERS, has_weights);
    optimum_rig_take(&rig, &population, settings, NULL, 0);
    assert_false(rig.lab.is_parallel); /* it is not the step that answers */
    for (uint64_t d = 0; d < NUM_SYSTEMS; d++) {
        struct tax_schedule schedule;

        random_schedule(&schedule, d, 9, d % 3 ? 0.0 : -0.2, 0.9);
        const double measured = measured_welfare(&rig, &schedule);

        if (isnan(measured))
            continue;
        assert_close(rig_welfare(&rig, &schedule), measured, 1e-8 * fabs(measured));
        count++;
    }
    print_message("# %d of %d systems have an equilibrium\n", count, NUM_SYSTEMS);
    assert_true(count > NUM_SYSTEMS / 2);
    optimum_rig_free(&rig);
}

static void welfare_is_what_a_step_measures(void **state)
{
    static const double curvatures[] = {0.3, 1.0, 2.0};
    static const struct welfare_kind *const kinds[] = {&welfare_isoelastic, &welfare_rawlsian,
                                                       &welfare_inverse_income_baseline};

    (void)state;
    for (int k = 0; k < 6; k++) {
        struct economy_settings settings = default_economy_settings();

        settings.utility.kind = &utility_isoelastic;
        settings.utility.income_curvature = curvatures[k % 3];
        settings.utility.fixed_cost_of_work_usd_per_year = k >= 3 ? 2000.0 : 0.0;
        settings.welfare.kind = kinds[k / 2];
        holds(&settings, k % 2);
    }
}

/* 1.7 ms once, with Newton's method for each worker. */
static void two_thousand_workers_take_a_fraction_of_a_millisecond(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct optimum_rig rig;
    struct tax_schedule schedule;

    (void)state;
    settings.utility.kind = &utility_isoelastic;
    optimum_rig_create(&rig, 2000, 0, &settings, NULL, 0);
    const double start = computing_seconds();

    for (uint64_t d = 0; d < 20; d++) {
        random_schedule(&schedule, d, 7, 0.0, 0.9);
        assert_true(rig_welfare(&rig, &schedule) > 0.0);
    }
    const double seconds = (computing_seconds() - start) / 20.0;

    print_message("# %.2f ms an evaluation\n", 1e3 * seconds);
    if (!is_small_scale())
        assert_true(seconds < 0.001);
    optimum_rig_free(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(welfare_is_what_a_step_measures),
        cmocka_unit_test(two_thousand_workers_take_a_fraction_of_a_millisecond),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
