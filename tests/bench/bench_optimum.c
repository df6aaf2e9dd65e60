/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/bench/bench_optimum.c: seconds that the search for the optimum takes, by the clock and of processors, which
 * hold on a busy machine, and how its welfare compares with the best of 24 long differential evolutions on the same
 * population.
 *     bench_optimum [LARGE_WORKERS]    default 1000000 */
#include "tests/optimum_support.h"

/* Of all threads. */
static double processor_seconds(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static void report_of(const char *name, size_t num_workers, struct economy_settings settings,
                      int num_evolutions)
{
    struct optimum_rig rig;
    struct planner_proposal proposal = {0};
    double seconds = INFINITY;
    double computing = INFINITY;
    double reference = NAN;

    optimum_rig_create(&rig, num_workers, 0, &settings, NULL, 0);
    for (int round = 0; round < (num_workers > 100000 ? 1 : 3); round++) {
        const double start = processor_seconds();

        seconds = fmin(seconds, rig_propose(&rig, &planner_optimum, &proposal));
        computing = fmin(computing, processor_seconds() - start);
    }
    const double optimum = rig_welfare(&rig, &proposal.schedule);

    if (num_evolutions > 0)
        reference = best_long_evolution(&rig, num_evolutions);
    printf("%-28s %9zu %9.3f %9.3f %17.9g %14.2e  ", name, num_workers, seconds, computing, optimum,
           optimum / reference - 1.0);
    for (int j = 0; j < proposal.schedule.num_brackets; j++)
        printf(" %.3f", proposal.schedule.marginal_rate[j]);
    printf("\n");
    optimum_rig_free(&rig);
}

static void report(const char *name, size_t num_workers, struct welfare_settings welfare,
                   int num_evolutions)
{
    struct economy_settings settings = default_economy_settings();

    settings.welfare = welfare;
    report_of(name, num_workers, settings, num_evolutions);
}

/* Beside the quasilinear line above it. */
static void report_income_effects(size_t num_workers)
{
    struct economy_settings settings = default_economy_settings();

    settings.utility.kind = &utility_isoelastic;
    report_of("log welfare, isoelastic u", num_workers, settings, 0);
}

/* A dozen workers, whose welfare only a step can measure. */
static void report_few(void)
{
    const struct welfare_settings measured = {&welfare_equality_x_productivity, 1.0, 1000.0, {0}};

    report("equality_x_productivity", 12, measured, 0);
}

/* The upper bound; the issue asks for a million workers in a second. */
static void report_bound(size_t num_workers)
{
    const struct economy_settings settings = default_economy_settings();
    struct optimum_rig rig;
    struct nonlinear_optimum bound;
    struct error err = {0};

    optimum_rig_create(&rig, num_workers, 0, &settings, NULL, 0);
    const double begun = processor_seconds();
    const double start = platform_seconds();

    assert_ok(rig.lab.bound(rig.lab.context, 0.0, &bound, &err));
    const double seconds = platform_seconds() - start;

    printf("%-28s %9zu %9.3f %9.3f %17.9g\n", "bound of log welfare", num_workers, seconds,
           processor_seconds() - begun, bound.welfare);
    nonlinear_optimum_free(&bound);
    optimum_rig_free(&rig);
}

int main(int argc, char **argv)
{
    const size_t large = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : 1000000;
    const struct welfare_settings log_welfare = {&welfare_isoelastic, 1.0, 1000.0, {0}};
    const struct welfare_settings gamma_5 = {&welfare_isoelastic, 5.0, 1000.0, {0}};
    const struct welfare_settings linear = {&welfare_inverse_income_baseline, 1.0, 1000.0, {0}};
    const struct welfare_settings rawlsian = {&welfare_rawlsian, 1.0, 1000.0, {0}};

    printf("%-28s %9s %9s %9s %17s %14s   rates\n", "optimum of", "workers", "seconds", "computing",
           "W*", "W*/24 DE - 1");
    report("log welfare", 2000, log_welfare, 24);
    report_income_effects(2000);
    report("log welfare", 120, log_welfare, 24);
    report_few();
    report("isoelastic, gamma 5", 2000, gamma_5, 24);
    report("inverse_income_baseline", 2000, linear, 24);
    report("rawlsian", 2000, rawlsian, 24);
    report("log welfare", large, log_welfare, 0);
    report("inverse_income_baseline", large, linear, 0);
    report_bound(large);
    return 0;
}
