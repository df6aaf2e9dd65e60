/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "planner/brackets.h"

#include <math.h>

const struct setting brackets_settings[] = {
    NUMBERS_SETTING("planner.bracket_starts_usd_per_year", "USD/year", 0, 1e12,
                    "[0, 11600, 47150, 100525, 191950, 243725, 609350]",
                    "saez, optimum, reference: where the brackets start, ascending from 0."),
    NUMBER_SETTING("planner.min_rate", "fraction", -1, 0.999999, "0",
                   "saez, optimum: lowest rate allowed."),
    NUMBER_SETTING("planner.max_rate", "fraction", -1, 0.999999, "0.99",
                   "saez, optimum: highest rate allowed."),
    {0},
};

enum status brackets_read(struct brackets *brackets, const struct settings *settings,
                          struct error *err)
{
    static const char path[] = "planner.bracket_starts_usd_per_year";
    const size_t count =
        settings_numbers(settings, path, brackets->start_usd_per_year, TAX_MAX_BRACKETS);
    struct tax_schedule probe;
    const double rates[TAX_MAX_BRACKETS] = {0.0};

    if (count < 1 || count > TAX_MAX_BRACKETS)
        return error_set(err, STATUS_INVALID_INPUT, "%s: expected 1 to %d starts, got %zu",
                         settings_origin(settings, path), TAX_MAX_BRACKETS, count);
    brackets->count = (int)count;
    brackets->min_rate = settings_number(settings, "planner.min_rate");
    brackets->max_rate = settings_number(settings, "planner.max_rate");
    if (tax_schedule_init(&probe, brackets->count, brackets->start_usd_per_year, rates, 0.0, err))
        return error_add_context(err, "%s", settings_origin(settings, path));
    if (brackets->min_rate > brackets->max_rate)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: expected at most planner.max_rate = %g, got %g",
                         settings_origin(settings, "planner.min_rate"), brackets->max_rate,
                         brackets->min_rate);
    return STATUS_OK;
}

double brackets_end(const struct brackets *brackets, int j)
{
    return j + 1 < brackets->count ? brackets->start_usd_per_year[j + 1] : INFINITY;
}

/* In order, on one thread: once a tax year at most. */
static double mean_observed_income_above(const struct population *population, double start)
{
    double sum = 0.0;
    double weights = 0.0;

    for (size_t i = 0; i < population->num_workers; i++) {
        const double income = population_observed_income(population, i);
        const double w = population_sample_weight(population, i);

        if (income > start) {
            sum += w * income;
            weights += w;
        }
    }
    return weights > 0.0 ? sum / weights : start + 1.0;
}

/* Share of workers of each class. */
static void measure_classes(double share[TAX_MAX_CLASSES], const struct population *population)
{
    double total = 0.0;

    for (int c = 0; c < population->num_classes; c++)
        share[c] = 0.0;
    for (size_t i = 0; i < population->num_workers; i++) {
        const double w = population_sample_weight(population, i);

        share[population_class(population, i)] += w;
        total += w;
    }
    for (int c = 0; c < population->num_classes; c++)
        share[c] /= total;
}

/* What workers of all classes owe on average at the start of each bracket. */
static enum status average_classes(const struct brackets *brackets, const struct tax_system *law,
                                   const struct population *population, double top_income,
                                   struct tax_schedule *schedule, struct error *err)
{
    double share[TAX_MAX_CLASSES];
    double rate[TAX_MAX_BRACKETS] = {0.0};
    double tax_at_zero = 0.0;

    measure_classes(share, population);
    for (int c = 0; c < law->num_classes; c++) {
        struct tax_schedule own;

        TRY(tax_schedule_rebracket(&own, &law->class_schedule[c], brackets->count,
                                   brackets->start_usd_per_year, top_income, err));
        tax_at_zero += share[c] * own.tax_at_start_usd_per_year[0];
        for (int j = 0; j < brackets->count; j++)
            rate[j] += share[c] * own.marginal_rate[j];
    }
    return tax_schedule_init(schedule, brackets->count, brackets->start_usd_per_year, rate,
                             tax_at_zero, err);
}

enum status brackets_average_of(const struct brackets *brackets,
                                const struct tax_system *tax_system,
                                const struct population *population, struct tax_schedule *schedule,
                                struct error *err)
{
    const double top_income =
        mean_observed_income_above(population, brackets->start_usd_per_year[brackets->count - 1]);
    struct tax_system composed;

    TRY(tax_system_compose(&composed, tax_system, err));
    const enum status status =
        composed.num_classes == 1
            ? tax_schedule_rebracket(schedule, &composed.class_schedule[0], brackets->count,
                                     brackets->start_usd_per_year, top_income, err)
            : average_classes(brackets, &composed, population, top_income, schedule, err);

    tax_system_free(&composed);
    return status;
}
