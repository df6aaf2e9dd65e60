/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/optimum_support.h: the planner 'optimum' on a test economy, and an independent search to
 * hold it against: long differential evolutions (rand/1/bin) over the whole range of rates. */
#ifndef FISC_TESTS_OPTIMUM_SUPPORT_H
#define FISC_TESTS_OPTIMUM_SUPPORT_H

#include "base/platform.h"
#include "model/step_summary_measure.h"
#include "planner/planner.h"
#include "simulation/electorate.h"
#include "simulation/policy_lab.h"
#include "simulation/run_settings.h"
#include "tests/economy_support.h"

#include <stdlib.h>
#include <time.h>

/* Of this thread. */
static inline double computing_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

struct optimum_rig {
    struct economy economy;
    struct step_summary_scratch *scratch;
    struct policy_lab lab;
    struct settings *settings;
};

/* Takes the population over. */
static inline void optimum_rig_take(struct optimum_rig *rig, struct population *population,
                                    const struct economy_settings *economy,
                                    const char *const *overrides, size_t num_overrides)
{
    struct error err = {0};
    const size_t num_workers = population->num_workers;

    assert_ok(economy_init_take(&rig->economy, population, economy, &err));
    assert_ok(step_summary_scratch_create(&rig->scratch, num_workers, &err));
    assert_ok(policy_lab_create(&rig->lab, &rig->economy, rig->scratch, &err));
    assert_ok(
        settings_load(&rig->settings, &run_setting_table, NULL, overrides, num_overrides, &err));
}

static inline void optimum_rig_create(struct optimum_rig *rig, size_t num_workers, uint64_t seed,
                                      const struct economy_settings *economy,
                                      const char *const *overrides, size_t num_overrides)
{
    struct population population;

    gb2_population(&population, num_workers, seed);
    optimum_rig_take(rig, &population, economy, overrides, num_overrides);
}

static inline void optimum_rig_free(struct optimum_rig *rig)
{
    settings_free(rig->settings);
    policy_lab_free(&rig->lab);
    step_summary_scratch_destroy(rig->scratch);
    economy_free(&rig->economy);
}

static inline double rig_welfare(const struct optimum_rig *rig, const struct tax_schedule *schedule)
{
    return policy_lab_welfare(&rig->lab, schedule);
}

static inline double flat_welfare(const struct optimum_rig *rig, double rate)
{
    struct error err = {0};
    struct tax_schedule flat;

    assert_ok(tax_schedule_init_flat(&flat, rate, &err));
    return rig_welfare(rig, &flat);
}

/* Let a kind of planner act among rational workers who vote; returns seconds. */
static inline double rig_propose(struct optimum_rig *rig, const struct planner_kind *kind,
                                 struct planner_proposal *proposal)
{
    struct error err = {0};
    struct planner planner = {.kind = kind};
    const struct tax_system *const baseline = &rig->economy.baseline.tax_system;
    const struct decision_rule rational = {.kind = &decision_rule_rational};
    const struct decision_context known = {.economy = &rig->economy, .tax_system = baseline};
    struct electorate_context voting = {.rule = &rational, .known = &known};
    const struct electorate electorate = electorate_of(&voting);
    struct voters *voters = NULL;
    const struct planner_view view = {
        .tax_system = baseline,
        .baseline = baseline,
        .configured = baseline,
        .reference = baseline_of(&rig->economy),
        .population = &rig->economy.population,
        .lab = &rig->lab,
        .electorate = &electorate,
    };
    const double start = platform_seconds();

    assert_ok(voters_create(&voters, rig->settings, &err));
    voting.voters = voters;
    if (kind->create)
        assert_ok(kind->create(&planner.state, rig->settings, &err));
    assert_ok(planner_propose(&planner, &view, proposal, &err));
    planner_destroy(&planner);
    voters_destroy(voters);
    return platform_seconds() - start;
}

/* W of seven rates on the U.S. brackets. */
static inline double welfare_of_rates(const struct optimum_rig *rig, const double *rate)
{
    struct tax_schedule us;
    struct tax_schedule schedule;

    us_federal_2024(&us);
    if (tax_schedule_init(&schedule, 7, us.start_usd_per_year, rate, 0.0, NULL))
        return -INFINITY;
    return rig_welfare(rig, &schedule);
}

enum { LONG_POINTS = 100, LONG_GENERATIONS = 500 };

/* Best W of one long evolution over [0, 0.99]^7. */
static inline double long_evolution(const struct optimum_rig *rig, uint64_t seed)
{
    double x[LONG_POINTS][7];
    double value[LONG_POINTS];
    double best = -INFINITY;

    for (int p = 0; p < LONG_POINTS; p++) {
        for (int j = 0; j < 7; j++)
            x[p][j] = 0.99 * random_uniforms(seed, RANDOM_TEST, (uint64_t)p, (uint64_t)j).u[0];
        value[p] = welfare_of_rates(rig, x[p]);
    }
    for (int g = 1; g <= LONG_GENERATIONS; g++)
        for (int p = 0; p < LONG_POINTS; p++) {
            const uint64_t step = (uint64_t)g * 1000;
            const struct random_uniforms who =
                random_uniforms(seed, RANDOM_TEST, (uint64_t)p, step);
            const int a = (int)(who.u[0] * LONG_POINTS);
            const int b = (int)(who.u[1] * LONG_POINTS);
            const int c = (int)(who.u[2] * LONG_POINTS);
            double trial[7];

            for (int j = 0; j < 7; j++) {
                const double u =
                    random_uniforms(seed, RANDOM_TEST, (uint64_t)p, step + 1 + (uint64_t)j).u[0];
                const double v = x[a][j] + 0.6 * (x[b][j] - x[c][j]);

                trial[j] = u < 0.9 ? fmin(fmax(v, 0.0), 0.99) : x[p][j];
            }
            const double w = welfare_of_rates(rig, trial);

            if (w >= value[p]) {
                value[p] = w;
                memcpy(x[p], trial, sizeof trial);
            }
        }
    for (int p = 0; p < LONG_POINTS; p++)
        best = fmax(best, value[p]);
    return best;
}

/* Best of evolutions 1..count. */
static inline double best_long_evolution(const struct optimum_rig *rig, int count)
{
    double best = -INFINITY;

#pragma omp parallel for schedule(dynamic, 1) reduction(max : best)
    for (int e = 1; e <= count; e++)
        best = fmax(best, long_evolution(rig, (uint64_t)e));
    return best;
}

#endif
