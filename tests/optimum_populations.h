/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/optimum_populations.h: 200 small economies on which a search for the optimum can fail: workers drawn from
 * a lognormal, a few types, a Pareto tail, two wages, survey weights, each with 2, 3, 7, 10 and 20 brackets, for all
 * objectives, some with a fixed cost of work, some with rates below 0.  Nothing but the number says which. */
#ifndef FISC_TESTS_OPTIMUM_POPULATIONS_H
#define FISC_TESTS_OPTIMUM_POPULATIONS_H

#include "tests/optimum_support.h"

enum { NUM_ECONOMIES = 200, MOST_RATES = 20 };

struct searched_economy {
    struct optimum_rig rig;
    struct tax_schedule brackets; /* their rates mean nothing */
    double min_rate, max_rate;
};

/* What is drawn for an economy; workers count from WORKERS. */
enum { OF_GAMMA, OF_DELTA, OF_COST, OF_MIN_RATE, OF_START, WORKERS = 100 };

static inline double economy_draw(int number, uint64_t what, int which)
{
    return random_uniforms(18, RANDOM_TEST, (uint64_t)number, what).u[which];
}

static inline int economy_num_brackets(int number)
{
    static const int counts[] = {2, 3, 7, 10, 20};

    return counts[number / 5 % 5];
}

static inline double wage_of_worker(int number, size_t i)
{
    const double u = economy_draw(number, WORKERS + i, 0);
    const double ratio = 3.0 + 10.0 * economy_draw(number, WORKERS, 2);

    switch (number % 5) {
    case 0: /* lognormal */
    case 4: /* the same, with weights */
        return 18.0 * elementary_exp(0.7 * elementary_normal_quantile(u));
    case 1: /* six types */
        return 8.0 * elementary_exp(3.0 * economy_draw(number, WORKERS + i % 6, 1));
    case 2: /* Pareto */
        return 9.0 * elementary_pow(1.0 - u, -1.0 / 1.8);
    case 3: /* two wages */
        return i % 2 ? 9.0 * ratio : 9.0;
    }
    return 0.0;
}

static inline void searched_population(struct population *population, int number)
{
    static const float hours[] = {20.0F, 40.0F, 40.0F, 40.0F, 60.0F};
    static const size_t counts[] = {120, 90, 120, 40, 120};
    struct error err = {0};
    const size_t num_workers = counts[number % 5];

    assert_ok(population_create(population, num_workers, number % 5 == 4, &err));
    for (size_t i = 0; i < num_workers; i++) {
        population->id[i] = (uint32_t)i;
        population->cell[i] = POPULATION_NO_CELL;
        population->observed_hours_per_week[i] = hours[i / 2 % 5];
        population->weeks_per_year[i] = 52.0F;
        population->wage_usd_per_hour[i] = wage_of_worker(number, i);
        if (population->sample_weight)
            population->sample_weight[i] =
                elementary_exp(2.0 * economy_draw(number, WORKERS + i, 3) - 1.0);
    }
}

/* From 4,000 to 400,000 USD, evenly drawn in logs, at least 500 USD from each other. */
static inline void draw_brackets(struct tax_schedule *brackets, int number)
{
    const int count = economy_num_brackets(number);
    double start[MOST_RATES] = {0.0};
    const double rates[MOST_RATES] = {0.0};
    struct error err = {0};

    if (count == 7) {
        us_federal_2024(brackets);
        return;
    }
    for (int j = 1; j < count; j++) {
        const double place =
            (j - 1 +
             economy_draw(number, OF_START, 0) * economy_draw(number, OF_START + (uint64_t)j, 1)) /
            (count - 1);

        start[j] = fmax(4000.0 * elementary_pow(100.0, place), start[j - 1] + 500.0);
    }
    assert_ok(tax_schedule_init(brackets, count, start, rates, 0.0, &err));
}

static inline struct economy_settings settings_of_economy(int number)
{
    static const struct welfare_kind *const kinds[] = {&welfare_isoelastic,
                                                       &welfare_utilitarian,
                                                       &welfare_rawlsian,
                                                       &welfare_inverse_income_baseline,
                                                       &welfare_inverse_income,
                                                       &welfare_equality_x_productivity};
    static const double gammas[] = {0.5, 1.0, 2.0, 5.0};
    static const double deltas[] = {2.5, 3.5, 5.0};
    struct economy_settings settings = default_economy_settings();

    settings.welfare.kind = kinds[number / 25 % 6];
    settings.welfare.inequality_aversion = gammas[(int)(4.0 * economy_draw(number, OF_GAMMA, 0))];
    settings.utility.labor_exponent = deltas[(int)(3.0 * economy_draw(number, OF_DELTA, 0))];
    if (economy_draw(number, OF_COST, 0) < 0.35)
        settings.utility.fixed_cost_of_work_usd_per_year =
            1000.0 + 6000.0 * economy_draw(number, OF_COST, 1);
    return settings;
}

static inline void searched_economy_create(struct searched_economy *economy, int number)
{
    static const char path[] = "planner.bracket_starts_usd_per_year=[0";
    const struct economy_settings settings = settings_of_economy(number);
    struct population population;
    char starts[64 * MOST_RATES];
    char min_rate[64];
    const char *const overrides[] = {starts, min_rate};
    size_t length = (size_t)snprintf(starts, sizeof starts, "%s", path);

    draw_brackets(&economy->brackets, number);
    economy->min_rate = economy_draw(number, OF_MIN_RATE, 0) < 0.35 ? -0.5 : 0.0;
    economy->max_rate = 0.99;
    for (int j = 1; j < economy->brackets.num_brackets; j++)
        length += (size_t)snprintf(starts + length, sizeof starts - length, ", %.17g",
                                   economy->brackets.start_usd_per_year[j]);
    snprintf(starts + length, sizeof starts - length, "]");
    snprintf(min_rate, sizeof min_rate, "planner.min_rate=%g", economy->min_rate);
    searched_population(&population, number);
    optimum_rig_take(&economy->rig, &population, &settings, overrides, 2);
}

static inline void searched_economy_free(struct searched_economy *economy)
{
    optimum_rig_free(&economy->rig);
}

/* W of rates on the economy's brackets. */
static inline double searched_welfare(const struct searched_economy *economy, const double *rate)
{
    struct tax_schedule schedule;

    if (tax_schedule_init(&schedule, economy->brackets.num_brackets,
                          economy->brackets.start_usd_per_year, rate, 0.0, NULL))
        return -INFINITY;
    return rig_welfare(&economy->rig, &schedule);
}

#endif
