/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tax_schedule.h"

#include <string.h>

static void fill_tax_at_start(struct tax_schedule *schedule)
{
    for (int j = 1; j < schedule->num_brackets; j++) {
        const double width = schedule->start_usd_per_year[j] - schedule->start_usd_per_year[j - 1];

        schedule->tax_at_start_usd_per_year[j] =
            schedule->tax_at_start_usd_per_year[j - 1] + schedule->marginal_rate[j - 1] * width;
    }
}

static enum status init_within(struct tax_schedule *schedule, double limit, int num_brackets,
                               const double *start_usd_per_year, const double *marginal_rate,
                               double tax_at_zero_usd_per_year, struct error *err)
{
    if (num_brackets < 1 || num_brackets > TAX_MAX_BRACKETS)
        return error_set(err, STATUS_INVALID_INPUT,
                         "a tax schedule has 1 to %d brackets, this one has %d", TAX_MAX_BRACKETS,
                         num_brackets);
    if (start_usd_per_year[0] != 0.0)
        return error_set(err, STATUS_INVALID_INPUT, "the first bracket must start at 0, not %g",
                         start_usd_per_year[0]);
    if (!(tax_at_zero_usd_per_year >= -1e12 && tax_at_zero_usd_per_year <= 1e12))
        return error_set(err, STATUS_INVALID_INPUT, "the tax at zero income, %g, is out of range",
                         tax_at_zero_usd_per_year);
    for (int j = 0; j < num_brackets; j++) {
        if (j > 0 &&
            !(start_usd_per_year[j] > start_usd_per_year[j - 1] && start_usd_per_year[j] <= 1e15))
            return error_set(err, STATUS_INVALID_INPUT,
                             "bracket %d starts at %g, which is not above the one before it, %g", j,
                             start_usd_per_year[j], start_usd_per_year[j - 1]);
        if (!(marginal_rate[j] >= -limit && marginal_rate[j] <= limit))
            return error_set(err, STATUS_INVALID_INPUT,
                             "the rate of bracket %d, %g, is not a fraction in [-%g, %g]", j,
                             marginal_rate[j], limit, limit);
    }
    *schedule = (struct tax_schedule){.num_brackets = num_brackets};
    memcpy(schedule->start_usd_per_year, start_usd_per_year, (size_t)num_brackets * sizeof(double));
    memcpy(schedule->marginal_rate, marginal_rate, (size_t)num_brackets * sizeof(double));
    schedule->tax_at_start_usd_per_year[0] = tax_at_zero_usd_per_year;
    fill_tax_at_start(schedule);
    return STATUS_OK;
}

enum status tax_schedule_init(struct tax_schedule *schedule, int num_brackets,
                              const double *start_usd_per_year, const double *marginal_rate,
                              double tax_at_zero_usd_per_year, struct error *err)
{
    return init_within(schedule, 1.0, num_brackets, start_usd_per_year, marginal_rate,
                       tax_at_zero_usd_per_year, err);
}

enum status tax_schedule_init_sum(struct tax_schedule *schedule, int num_brackets,
                                  const double *start_usd_per_year, const double *marginal_rate,
                                  double tax_at_zero_usd_per_year, struct error *err)
{
    return init_within(schedule, TAX_MAX_SUMMED_RATE, num_brackets, start_usd_per_year,
                       marginal_rate, tax_at_zero_usd_per_year, err);
}

enum status tax_schedule_init_flat(struct tax_schedule *schedule, double marginal_rate,
                                   struct error *err)
{
    return tax_schedule_init(schedule, 1, (const double[]){0.0}, &marginal_rate, 0.0, err);
}

enum status tax_schedule_add(struct tax_schedule *sum, const struct tax_schedule *a,
                             const struct tax_schedule *b, struct error *err)
{
    double start[2 * TAX_MAX_BRACKETS];
    double rate[2 * TAX_MAX_BRACKETS];
    int num_brackets = 0;

    for (int i = 0, j = 0; i < a->num_brackets || j < b->num_brackets;) {
        const int take_a =
            j >= b->num_brackets ||
            (i < a->num_brackets && a->start_usd_per_year[i] <= b->start_usd_per_year[j]);
        const double at = take_a ? a->start_usd_per_year[i] : b->start_usd_per_year[j];
        const double summed = tax_schedule_marginal_rate(a, at) + tax_schedule_marginal_rate(b, at);

        if (num_brackets == 0 || summed != rate[num_brackets - 1]) {
            start[num_brackets] = at;
            rate[num_brackets++] = summed;
        }
        i += i < a->num_brackets && a->start_usd_per_year[i] == at;
        j += j < b->num_brackets && b->start_usd_per_year[j] == at;
    }
    const double tax_at_zero = a->tax_at_start_usd_per_year[0] + b->tax_at_start_usd_per_year[0];

    return tax_schedule_init_sum(sum, num_brackets, start, rate, tax_at_zero, err);
}

int tax_schedule_bracket(const struct tax_schedule *schedule, double income_usd_per_year)
{
    int bracket = schedule->num_brackets - 1;

    while (bracket > 0 && !(schedule->start_usd_per_year[bracket] <= income_usd_per_year))
        bracket--;
    return bracket;
}

double tax_schedule_tax(const struct tax_schedule *schedule, double income_usd_per_year)
{
    const double income = income_usd_per_year > 0.0 ? income_usd_per_year : 0.0;
    const int j = tax_schedule_bracket(schedule, income);

    return schedule->tax_at_start_usd_per_year[j] +
           schedule->marginal_rate[j] * (income - schedule->start_usd_per_year[j]);
}

double tax_schedule_marginal_rate(const struct tax_schedule *schedule, double income_usd_per_year)
{
    return schedule->marginal_rate[tax_schedule_bracket(schedule, income_usd_per_year)];
}

bool tax_schedule_is_convex(const struct tax_schedule *schedule)
{
    for (int j = 1; j < schedule->num_brackets; j++)
        if (schedule->marginal_rate[j] < schedule->marginal_rate[j - 1])
            return false;
    return true;
}

bool tax_schedule_equal(const struct tax_schedule *a, const struct tax_schedule *b)
{
    bool equal = a->num_brackets == b->num_brackets &&
                 a->tax_at_start_usd_per_year[0] == b->tax_at_start_usd_per_year[0];

    for (int j = 0; equal && j < a->num_brackets; j++)
        equal = a->start_usd_per_year[j] == b->start_usd_per_year[j] &&
                a->marginal_rate[j] == b->marginal_rate[j];
    return equal;
}

enum status tax_schedule_rebracket(struct tax_schedule *coarse, const struct tax_schedule *schedule,
                                   int num_brackets, const double *start_usd_per_year,
                                   double top_income_usd_per_year, struct error *err)
{
    double rate[TAX_MAX_BRACKETS];

    if (num_brackets < 1 || num_brackets > TAX_MAX_BRACKETS)
        return error_set(err, STATUS_INVALID_INPUT, "%d brackets asked for, 1 to %d are possible",
                         num_brackets, TAX_MAX_BRACKETS);
    if (!(top_income_usd_per_year > start_usd_per_year[num_brackets - 1]))
        return error_set(err, STATUS_INVALID_INPUT,
                         "the mean income of the top bracket, %g, is not above its start, %g",
                         top_income_usd_per_year, start_usd_per_year[num_brackets - 1]);
    for (int j = 0; j < num_brackets; j++) {
        const double from = start_usd_per_year[j];
        const double to =
            j + 1 < num_brackets ? start_usd_per_year[j + 1] : top_income_usd_per_year;

        rate[j] = (tax_schedule_tax(schedule, to) - tax_schedule_tax(schedule, from)) / (to - from);
    }
    return tax_schedule_init(coarse, num_brackets, start_usd_per_year, rate,
                             schedule->tax_at_start_usd_per_year[0], err);
}
