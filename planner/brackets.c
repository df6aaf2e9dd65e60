/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "planner/brackets.h"

#include <math.h>

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
        const double income = population_annual_pay_per_hour(population, i) *
                              (double)population->observed_hours_per_week[i];
        const double w = population->sample_weight ? population->sample_weight[i] : 1.0;

        if (income > start) {
            sum += w * income;
            weights += w;
        }
    }
    return weights > 0.0 ? sum / weights : start + 1.0;
}

enum status brackets_average_of(const struct brackets *brackets,
                                const struct tax_schedule *tax_system,
                                const struct population *population, struct tax_schedule *schedule,
                                struct error *err)
{
    const double top_start = brackets->start_usd_per_year[brackets->count - 1];

    return tax_schedule_rebracket(schedule, tax_system, brackets->count,
                                  brackets->start_usd_per_year,
                                  mean_observed_income_above(population, top_start), err);
}
