/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/welfare_weights.h"

#include "base/elementary.h"

static const double LOWEST_INCOME =
    1000.0; /* lower ones weigh no more; and the unit of the power */

static enum status check(const struct welfare_weights *weights, size_t num_incomes,
                         const struct settings *settings, struct error *err)
{
    static const char incomes[] = "welfare.weights_income_usd_per_year";
    const size_t count = settings_length(settings, "welfare.weights");
    double largest = 0.0;

    if (count > WELFARE_MAX_WEIGHTS)
        return error_set(err, STATUS_INVALID_INPUT, "%s: expected at most %d weights, got %zu",
                         settings_origin(settings, "welfare.weights"), WELFARE_MAX_WEIGHTS, count);
    if (num_incomes != count)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: expected an income for each of the %zu welfare.weights, got %zu",
                         settings_origin(settings, incomes), count, num_incomes);
    for (size_t k = 0; k < count; k++) {
        if (k > 0 && !(weights->income_usd_per_year[k] > weights->income_usd_per_year[k - 1]))
            return error_set(err, STATUS_INVALID_INPUT,
                             "%s: expected incomes that ascend, got %g after %g",
                             settings_origin(settings, incomes), weights->income_usd_per_year[k],
                             weights->income_usd_per_year[k - 1]);
        largest = weights->weight[k] > largest ? weights->weight[k] : largest;
    }
    if (count > 0 && !(largest > 0.0))
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: all are 0, so that nobody counts: expected one above 0",
                         settings_origin(settings, "welfare.weights"));
    return STATUS_OK;
}

enum status welfare_weights_read(struct welfare_weights *weights, const struct settings *settings,
                                 struct error *err)
{
    *weights = (struct welfare_weights){
        .exponent = settings_number(settings, "welfare.weights_exponent"),
    };
    const size_t num_incomes = settings_numbers(settings, "welfare.weights_income_usd_per_year",
                                                weights->income_usd_per_year, WELFARE_MAX_WEIGHTS);

    weights->count =
        (int)settings_numbers(settings, "welfare.weights", weights->weight, WELFARE_MAX_WEIGHTS);
    return check(weights, num_incomes, settings, err);
}

static double in_table(const struct welfare_weights *weights, double income)
{
    const double *const x = weights->income_usd_per_year;
    const double *const a = weights->weight;
    int k = 0;

    while (k < weights->count && income >= x[k])
        k++;
    if (k == 0 || k == weights->count)
        return a[k == 0 ? 0 : k - 1];
    return a[k - 1] + (a[k] - a[k - 1]) * ((income - x[k - 1]) / (x[k] - x[k - 1]));
}

double welfare_weights_at(const struct welfare_weights *weights,
                          double observed_income_usd_per_year)
{
    const double ratio = observed_income_usd_per_year / LOWEST_INCOME;
    double weight = weights->count > 0 ? in_table(weights, observed_income_usd_per_year) : 1.0;

    if (weights->exponent != 0.0 && ratio > 1.0)
        weight *= elementary_pow(ratio, -weights->exponent);
    return weight;
}
