/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/economy_support.h: small economies for tests: workers at GB2 quantiles (Karten et al. 2025:
 * parameters) with 40 observed hours, and the U.S. federal rates of 2024 without deduction. */
#ifndef FISC_TESTS_ECONOMY_SUPPORT_H
#define FISC_TESTS_ECONOMY_SUPPORT_H

#include "base/elementary.h"
#include "base/random.h"
#include "model/economy.h"
#include "tests/support.h"

static inline double gb2_quantile(double p)
{
    return 72402.78177917618 *
           elementary_exp(
               elementary_beta_quantile_log_odds(p, 0.48651871959386955, 1.1410398548220329) /
               2.0721070746154746);
}

static inline void us_federal_2024(struct tax_schedule *schedule)
{
    struct error err = {0};

    assert_ok(tax_schedule_init(schedule, 7,
                                (const double[]){0, 11600, 47150, 100525, 191950, 243725, 609350},
                                (const double[]){.10, .12, .22, .24, .32, .35, .37}, 0.0, &err));
}

/* Workers at the midpoint quantiles of the GB2, or at draws of it when seed > 0. */
static inline void gb2_population(struct population *population, size_t num_workers, uint64_t seed)
{
    struct error err = {0};

    assert_ok(population_create(population, num_workers, 0, &err));
    for (size_t i = 0; i < num_workers; i++) {
        const double p = seed ? random_uniforms(seed, RANDOM_TEST, i, 0).u[0]
                              : ((double)i + 0.5) / (double)num_workers;

        population->id[i] = (uint32_t)i;
        population->cell[i] = POPULATION_NO_CELL;
        population->observed_hours_per_week[i] = 40.0F;
        population->weeks_per_year[i] = 52.0F;
        population->wage_usd_per_hour[i] = gb2_quantile(p) / (52.0 * 40.0);
    }
}

/* One schedule for everybody, as the tax system that functions want; it lasts as long as its block. */
#define EVERYBODY(schedule)                                                                        \
    (&(const struct tax_system){.num_classes = 1, .class_schedule = (schedule)})

/* The schedule of an economy whose baseline has one. */
static inline const struct tax_schedule *baseline_of(const struct economy *economy)
{
    return tax_system_schedule(&economy->baseline.tax_system, 0);
}

static inline struct economy_settings default_economy_settings(void)
{
    struct economy_settings settings = {
        .utility = {.kind = &utility_quasilinear, .labor_exponent = 3.5, .income_curvature = 1.0},
        .disutility = DISUTILITY_CALIBRATED,
        .paper_coefficient = 0.0005,
        .welfare = {&welfare_isoelastic, 1.0, 1000.0},
    };

    static struct tax_schedule us; /* the settings borrow it */

    us_federal_2024(&us);
    settings.baseline = tax_system_of_schedule(&us);
    return settings;
}

static inline void gb2_economy(struct economy *economy, size_t num_workers,
                               const struct economy_settings *settings)
{
    struct error err = {0};
    struct population population;

    gb2_population(&population, num_workers, 0);
    assert_ok(economy_init_take(economy, &population, settings, &err));
}

/* Random schedules: up to `max_brackets` brackets, rates in [low, high] that rise or fall. */
static inline void random_schedule(struct tax_schedule *schedule, uint64_t draw, int max_brackets,
                                   double low, double high)
{
    struct error err = {0};
    double start[TAX_MAX_BRACKETS] = {0.0};
    double rate[TAX_MAX_BRACKETS];
    const int count =
        1 + (int)(random_uniforms(7, RANDOM_TEST, draw, 99).u[0] * (double)max_brackets);

    for (int j = 0; j < count; j++) {
        const struct random_uniforms u = random_uniforms(7, RANDOM_TEST, draw, (uint64_t)j);

        if (j > 0)
            start[j] = start[j - 1] + 500.0 + 60000.0 * u.u[0];
        rate[j] = low + (high - low) * u.u[1];
    }
    assert_ok(tax_schedule_init(schedule, count, start, rate, 0.0, &err));
}

static inline double mean_of(const double *x, size_t count)
{
    double sum = 0.0;

    for (size_t i = 0; i < count; i++)
        sum += x[i];
    return sum / (double)count;
}

#endif
