/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/bench/bench_logit.c: a step of logit workers, who weigh 101 options each, beside the exponentials alone of as
 * many options, in whole lanes, and beside the taxes and utilities that follow any choice, one thread, in turn in one process.
 *     bench_logit [WORKERS]     default 20000 */
#include "agents/decision_rules.h"
#include "base/elementary.h"
#include "base/platform.h"
#include "simulation/run_settings.h"
#include "tests/economy_support.h"

#include <omp.h>
#include <stdlib.h>

enum { NUM_OPTIONS = 101, WHOLE_LANES = 104, ROUNDS = 25, STEPS_PER_ROUND = 3 };

struct rig {
    struct economy economy;
    struct settings *settings;
    struct decision_rule rule;
    struct outcome outcome;
    struct step_summary last;
    struct tax_schedule schedule;
};

static void rig_create(struct rig *rig, size_t num_workers)
{
    const char *const overrides[] = {"rule.kind=logit"};
    struct economy_settings settings = default_economy_settings();
    struct error err = {0};

    gb2_economy(&rig->economy, num_workers, &settings);
    us_federal_2024(&rig->schedule);
    assert_ok(settings_load(&rig->settings, &run_setting_table, NULL, overrides, 1, &err));
    assert_ok(outcome_create(&rig->outcome, num_workers, &err));
    assert_ok(decision_rules_create(&rig->rule, rig->settings, &rig->economy, 5, &err));
    rig->last = (struct step_summary){.rebate = rig->economy.baseline.rebate_usd_per_year};
}

static void rig_free(struct rig *rig)
{
    decision_rule_destroy(&rig->rule);
    outcome_free(&rig->outcome);
    economy_free(&rig->economy);
    settings_free(rig->settings);
}

static double choice_seconds(struct rig *rig, int64_t step)
{
    const struct decision_context context = {.economy = &rig->economy,
                                             .tax_system = EVERYBODY(&rig->schedule),
                                             .last = &rig->last,
                                             .seed = 5,
                                             .step = step};
    struct error err = {0};
    const double start = platform_seconds();

    assert_ok(
        rig->rule.kind->choose_hours(rig->rule.state, &context, rig->outcome.hours_per_week, &err));
    return platform_seconds() - start;
}

static double settlement_seconds(struct rig *rig)
{
    struct settlement settlement;
    struct error err = {0};
    const double start = platform_seconds();

    assert_ok(
        economy_settle(&rig->economy, EVERYBODY(&rig->schedule), &rig->outcome, &settlement, &err));
    return platform_seconds() - start;
}

static double exp_seconds(size_t num_workers)
{
    double value[WHOLE_LANES];
    double result[WHOLE_LANES];
    volatile double sink = 0.0;

    for (int k = 0; k < WHOLE_LANES; k++)
        value[k] = -0.3 * k;
    const double start = platform_seconds();

    for (size_t i = 0; i < num_workers; i++) {
        elementary_exp_array(result, value, WHOLE_LANES);
        sink = result[i % NUM_OPTIONS];
    }
    (void)sink;
    return platform_seconds() - start;
}

static void smallest(double *best, double seconds)
{
    *best = seconds < *best ? seconds : *best;
}

int main(int argc, char **argv)
{
    const size_t n = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : 20000;
    double choice = INFINITY;
    double settlement = INFINITY;
    double exps = INFINITY;
    struct rig rig;

    omp_set_num_threads(1);
    rig_create(&rig, n);
    for (int round = 0; round < ROUNDS; round++) {
        smallest(&exps, exp_seconds(n));
        for (int s = 0; s < STEPS_PER_ROUND; s++)
            smallest(&choice, choice_seconds(&rig, STEPS_PER_ROUND * round + s));
        smallest(&settlement, settlement_seconds(&rig));
    }
    const double per_option = 1e9 / ((double)n * NUM_OPTIONS);

    printf("logit workers, one thread: %zu workers, %d options each\n", n, NUM_OPTIONS);
    printf("%-28s %9s %12s %14s\n", "", "ns/worker", "ns/option", "of exponentials");
    printf("%-28s %9.1f %12.2f %14.2f\n", "their choice", 1e9 * choice / (double)n,
           choice * per_option, choice / exps);
    printf("%-28s %9.1f %12.2f %14.2f\n", "exponentials alone", 1e9 * exps / (double)n,
           exps * per_option, 1.0);
    printf("%-28s %9.1f %12.2f %14.2f\n", "taxes and utilities", 1e9 * settlement / (double)n,
           settlement * per_option, settlement / exps);
    rig_free(&rig);
    return 0;
}
