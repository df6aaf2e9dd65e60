/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 * test: takes 40 s
 *
 * The planner 'optimum': nothing that was tried beats it, and it is as good as long independent
 * searches. */
#include "tests/optimum_support.h"

#include <omp.h>

/* On one thread: what other programs do meanwhile does not count. */
static double computing_seconds_of_optimum(struct optimum_rig *rig,
                                           struct planner_proposal *proposal)
{
    const int num_threads = omp_get_max_threads();

    omp_set_num_threads(1);
    const double start = computing_seconds();

    rig_propose(rig, &planner_optimum, proposal);
    const double seconds = computing_seconds() - start;

    omp_set_num_threads(num_threads);
    return seconds;
}

static void holds_against_long_evolutions(const struct welfare_kind *objective, double max_seconds)
{
    struct economy_settings settings = default_economy_settings();
    struct optimum_rig rig;
    struct planner_proposal proposal = {0};

    settings.welfare.kind = objective;
    optimum_rig_create(&rig, 2000, 0, &settings, NULL, 0);
    const double seconds = computing_seconds_of_optimum(&rig, &proposal);
    const double optimum = rig_welfare(&rig, &proposal.schedule);
    const double reference = best_long_evolution(&rig, is_small_scale() ? 1 : 24);

    assert_true(optimum >= reference * (1.0 - 1e-6));
    printf("# %.3f s of %g s\n", seconds, max_seconds);
    if (!is_small_scale()) /* three times the time it is to take: on a slower processor */
        assert_true(seconds < 3.0 * max_seconds);
    optimum_rig_free(&rig);
}

static void log_welfare_is_that_of_24_long_evolutions(void **state)
{
    (void)state;
    holds_against_long_evolutions(&welfare_isoelastic, 0.1);
}

static void linear_welfare_is_that_of_24_long_evolutions(void **state)
{
    (void)state;
    holds_against_long_evolutions(&welfare_inverse_income_baseline, 2.0); /* two searches */
}

static void the_lowest_utility_is_that_of_24_long_evolutions(void **state)
{
    (void)state;
    holds_against_long_evolutions(&welfare_rawlsian, 2.0);
}

/* A flat 50% reaches 97.5% of W* - W(US), in logs, and a flat 45% 99.3% (economics of the GB2). */
static void flat_rates_reach_their_published_shares_of_the_gain(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct optimum_rig rig;
    struct planner_proposal proposal = {0};

    (void)state;
    optimum_rig_create(&rig, 2000, 0, &settings, NULL, 0);
    rig_propose(&rig, &planner_optimum, &proposal);
    const double optimum = log(rig_welfare(&rig, &proposal.schedule));
    const double us = log(rig_welfare(&rig, baseline_of(&rig.economy)));

    assert_close(optimum, 10.576608, 2e-6);
    assert_close((log(flat_welfare(&rig, 0.50)) - us) / (optimum - us), 0.975, 0.001);
    assert_close((log(flat_welfare(&rig, 0.45)) - us) / (optimum - us), 0.993, 0.001);
    optimum_rig_free(&rig);
}

static void no_schedule_beats_the_optimum_of_its_population(void **state)
{
    struct economy_settings settings = default_economy_settings();

    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct optimum_rig rig;
        struct planner_proposal proposal = {0};
        struct planner_proposal saez = {0};

        settings.welfare.inequality_aversion = 0.5 * (double)seed;
        optimum_rig_create(&rig, 300, seed, &settings, NULL, 0);
        rig_propose(&rig, &planner_optimum, &proposal);
        rig_propose(&rig, &planner_saez, &saez);
        const double optimum = rig_welfare(&rig, &proposal.schedule);

        assert_true(rig_welfare(&rig, &saez.schedule) <= optimum);
        for (uint64_t draw = 0; draw < 2000; draw++) {
            double rate[7];

            for (int j = 0; j < 7; j++)
                rate[j] = 0.99 * random_uniforms(seed, RANDOM_TEST, draw, (uint64_t)j).u[1];
            assert_true(welfare_of_rates(&rig, rate) <= optimum);
        }
        optimum_rig_free(&rig);
    }
}

static void the_search_gives_the_same_bits_on_any_number_of_threads(void **state)
{
    struct economy_settings settings = default_economy_settings();
    const int threads[] = {1, 2, 7};
    struct planner_proposal proposal[3] = {{.note = ""}};

    (void)state;
    for (int k = 0; k < 3; k++) {
        struct optimum_rig rig;

        omp_set_num_threads(threads[k]);
        optimum_rig_create(&rig, 1000, 0, &settings, NULL, 0);
        rig_propose(&rig, &planner_optimum, &proposal[k]);
        optimum_rig_free(&rig);
        assert_true(tax_schedule_equal(&proposal[0].schedule, &proposal[k].schedule));
        assert_string_equal(proposal[0].note, proposal[k].note);
    }
}

/* What a sample of a large population finds is good for all of it.  (Four brackets: the long way takes half a
 * minute with seven.) */
static void a_sample_explores_well(void **state)
{
    static const char *const overrides[] = {
        "planner.bracket_starts_usd_per_year=[0, 15000, 50000, 120000]"};
    struct economy_settings settings = default_economy_settings();
    struct optimum_rig rig;
    struct planner_proposal proposal = {0};
    double best = -INFINITY;

    (void)state;
    if (is_small_scale())
        return;
    optimum_rig_create(&rig, 200000, 0, &settings, overrides, 1);
    assert_non_null(rig.lab.sample);
    rig_propose(&rig, &planner_optimum, &proposal);
    const double found = rig_welfare(&rig, &proposal.schedule);

    rig.lab.sample = NULL; /* the long way */
    rig_propose(&rig, &planner_optimum, &proposal);
    best = rig_welfare(&rig, &proposal.schedule);
    assert_true(found >= best * (1.0 - 1e-7));
    optimum_rig_free(&rig);
}

/* Twelve workers whose welfare no fast way knows; and a curved utility, which took 220 s once. */
static void small_and_dear_searches_take_seconds(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct optimum_rig rig;
    struct planner_proposal proposal = {0};

    (void)state;
    settings.welfare.kind = &welfare_equality_x_productivity;
    optimum_rig_create(&rig, 12, 0, &settings, NULL, 0);
    const double few = computing_seconds_of_optimum(&rig, &proposal);

    optimum_rig_free(&rig);
    settings = default_economy_settings();
    settings.utility.kind = &utility_isoelastic;
    optimum_rig_create(&rig, 2000, 0, &settings, NULL, 0);
    const double curved = computing_seconds_of_optimum(&rig, &proposal);

    optimum_rig_free(&rig);
    print_message("# %.2f and %.2f s\n", few, curved);
    if (!is_small_scale()) {
        assert_true(few < 2.0);
        assert_true(curved < 10.0); /* two searches, each of half of it, side by side */
    }
}

static void rates_stay_inside_the_bounds(void **state)
{
    static const char *const overrides[] = {"planner.min_rate=0.1", "planner.max_rate=0.3",
                                            "planner.bracket_starts_usd_per_year=[0, 50000]"};
    struct economy_settings settings = default_economy_settings();
    struct optimum_rig rig;
    struct planner_proposal proposal = {0};

    (void)state;
    optimum_rig_create(&rig, 500, 0, &settings, overrides, 3);
    rig_propose(&rig, &planner_optimum, &proposal);
    assert_int_equal(proposal.schedule.num_brackets, 2);
    for (int j = 0; j < 2; j++)
        assert_close(proposal.schedule.marginal_rate[j], 0.3, 1e-6); /* more would be better */
    optimum_rig_free(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(log_welfare_is_that_of_24_long_evolutions),
        cmocka_unit_test(linear_welfare_is_that_of_24_long_evolutions),
        cmocka_unit_test(the_lowest_utility_is_that_of_24_long_evolutions),
        cmocka_unit_test(flat_rates_reach_their_published_shares_of_the_gain),
        cmocka_unit_test(no_schedule_beats_the_optimum_of_its_population),
        cmocka_unit_test(the_search_gives_the_same_bits_on_any_number_of_threads),
        cmocka_unit_test(a_sample_explores_well),
        cmocka_unit_test(small_and_dear_searches_take_seconds),
        cmocka_unit_test(rates_stay_inside_the_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
