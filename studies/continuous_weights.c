/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/continuous_weights.h"

#include "base/elementary.h"
#include "model/units.h"
#include "studies/response_domain.h"

#include <math.h>
#include <stdlib.h>

/* Workers in order of Z. */
struct sorted {
    const struct population *population;
    const struct outcome *outcome;
    const struct tax_schedule *tax_system;
    size_t count;
    double exponent, elasticity; /* delta - 1 and 1 over it */
    double *log_earnings;        /* x = ln Z, ascending */
    double *wedge;               /* m = T'/(1 - T') of the rate that keeps each where he is */
    double all, bandwidth;
};

static double weight_at(const struct sorted *sorted, size_t i)
{
    const double *const weight = sorted->population->sample_weight;

    return weight ? weight[i] : 1.0;
}

static double standard_deviation(const struct sorted *sorted)
{
    double mean = 0.0;
    double square = 0.0;

    for (size_t i = 0; i < sorted->count; i++)
        mean += weight_at(sorted, i) / sorted->all * sorted->log_earnings[i];
    for (size_t i = 0; i < sorted->count; i++) {
        const double off = sorted->log_earnings[i] - mean;

        square += weight_at(sorted, i) / sorted->all * off * off;
    }
    return sqrt(square);
}

/* First of those whose x is at least that. */
static size_t first_from(const struct sorted *sorted, double x)
{
    size_t low = 0;
    size_t high = sorted->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (sorted->log_earnings[middle] < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* At 100 hours a week the schedule's: no rate keeps a worker there. */
static void fill_wedges(struct sorted *sorted)
{
    const double *const income = sorted->outcome->income_usd_per_year;

    for (size_t i = 0; i < sorted->count; i++) {
        const double rate = tax_schedule_marginal_rate(sorted->tax_system, income[i]);

        sorted->wedge[i] = rate / (1.0 - rate);
        if (sorted->outcome->hours_per_week[i] < MAX_HOURS_PER_WEEK - 1e-9)
            sorted->wedge[i] = elementary_expm1(
                sorted->exponent * (sorted->log_earnings[i] - elementary_log(income[i])));
    }
}

/* What is missing from the weights of all from worker i on, halfway to the one before: eps phi m, of a biweight kernel, 15/16
 * (1 - d^2)^2, which smooths the steps of m as well as the density. */
static double missing_from(const struct sorted *sorted, size_t i)
{
    double sum = 0.0;

    if (i == 0 || i >= sorted->count)
        return 0.0;
    const double x = 0.5 * (sorted->log_earnings[i - 1] + sorted->log_earnings[i]);

    for (size_t k = first_from(sorted, x - sorted->bandwidth); k < sorted->count; k++) {
        const double d = (sorted->log_earnings[k] - x) / sorted->bandwidth;

        if (d > 1.0)
            break;
        sum += weight_at(sorted, k) * sorted->wedge[k] * (1.0 - d * d) * (1.0 - d * d);
    }
    return sorted->elasticity * 15.0 / 16.0 * sum / (sorted->bandwidth * sorted->all);
}

static void add_group(struct continuous_weights *found, const struct sorted *sorted, size_t from,
                      size_t to)
{
    struct continuous_weight *const group = &found->group[found->num_groups++];
    double weight = 0.0;

    *group =
        (struct continuous_weight){.lowest_income = sorted->outcome->income_usd_per_year[from]};
    for (size_t i = from; i < to; i++) {
        const double w = weight_at(sorted, i);
        const double wedge = sorted->wedge[i];

        weight += w;
        group->mean_income += w * sorted->outcome->income_usd_per_year[i];
        group->marginal_rate += w * wedge / (1.0 + wedge);
    }
    group->mean_income /= weight;
    group->marginal_rate /= weight;
    group->share_of_workers = weight / sorted->all;
    group->weight =
        1.0 - (missing_from(sorted, from) - missing_from(sorted, to)) / group->share_of_workers;
    found->lowest = fmin(found->lowest, group->weight);
    found->share_below_0 += group->weight < 0.0 ? group->share_of_workers : 0.0;
}

static void fill_groups(struct continuous_weights *found, const struct sorted *sorted,
                        int num_groups)
{
    size_t from = 0;
    double sum = 0.0;

    for (size_t i = 0; i < sorted->count; i++) {
        sum += weight_at(sorted, i);
        if (i + 1 < sorted->count && sum < sorted->all * (found->num_groups + 1) / num_groups)
            continue;
        add_group(found, sorted, from, i + 1);
        from = i + 1;
    }
}

/* Where rates fall, neighbours part: nobody earns what is between. */
static double find_gap(const struct sorted *sorted)
{
    const double *const income = sorted->outcome->income_usd_per_year;
    double largest = 1.0;

    for (size_t i = 1; i < sorted->count; i++) {
        const int low = tax_schedule_bracket(sorted->tax_system, income[i - 1]);
        const int high = tax_schedule_bracket(sorted->tax_system, income[i]);

        if (high > low &&
            sorted->tax_system->marginal_rate[high] < sorted->tax_system->marginal_rate[low])
            largest = fmax(largest, income[i] / income[i - 1]);
    }
    return largest;
}

/* By more than rounding; up to what matters. */
static int count_different(const struct sorted *sorted)
{
    int count = 1;

    for (size_t i = 1; i < sorted->count && count < 2 * CONTINUOUS_WEIGHTS_MAX_GROUPS; i++)
        count += sorted->log_earnings[i] > sorted->log_earnings[i - 1] + 1e-9;
    return count;
}

static enum status prepare(struct sorted *sorted, const struct economy *economy,
                           const struct continuous_weights_settings *settings, struct error *err)
{
    const double *const earnings = economy->preferences.potential_earnings_usd_per_year;

    sorted->log_earnings = malloc(2 * sorted->count * sizeof *sorted->log_earnings);
    if (!sorted->log_earnings)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a density");
    sorted->wedge = sorted->log_earnings + sorted->count;
    elementary_log_array(sorted->log_earnings, earnings, sorted->count);
    const int num_different = count_different(sorted);

    if (num_different < CONTINUOUS_WEIGHTS_FEWEST_WORKERS ||
        settings->num_groups * 2 > num_different)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%d different workers for %d groups: expected %d at least, and two a "
                         "group, for a density",
                         num_different, settings->num_groups, CONTINUOUS_WEIGHTS_FEWEST_WORKERS);
    fill_wedges(sorted);
    for (size_t i = 0; i < sorted->count; i++)
        sorted->all += weight_at(sorted, i);
    sorted->bandwidth = settings->bandwidth;
    if (isnan(sorted->bandwidth))
        sorted->bandwidth =
            2.78 * standard_deviation(sorted) * elementary_pow((double)sorted->count, -0.2);
    return STATUS_OK;
}

enum status continuous_weights_find(struct continuous_weights *found,
                                    const struct continuous_weights_settings *settings,
                                    struct simulation *simulation,
                                    const struct tax_schedule *tax_system, struct error *err)
{
    const struct economy *const economy = simulation_economy(simulation);
    struct step_summary summary;
    struct sorted sorted = {
        .population = &economy->population,
        .tax_system = tax_system,
        .count = economy->population.num_workers,
        .exponent = economy->utility.labor_exponent - 1.0,
        .elasticity = 1.0 / (economy->utility.labor_exponent - 1.0),
    };

    *found = (struct continuous_weights){.lowest = INFINITY};
    TRY(response_domain_check(&economy->utility, tax_system, "implied weights need",
                              "the formula has no income effects", err));
    if (economy->utility.fixed_cost_of_work_usd_per_year > 0.0)
        return error_set(err, STATUS_INVALID_INPUT,
                         "implied weights need utility.fixed_cost_of_work_usd_per_year 0, not %g: "
                         "the formula has nobody who stops working",
                         economy->utility.fixed_cost_of_work_usd_per_year);
    TRY(policy_lab_respond(simulation_lab(simulation), tax_system, &summary, &sorted.outcome, err));
    enum status status = prepare(&sorted, economy, settings, err);

    if (!status && !(found->group = calloc((size_t)settings->num_groups, sizeof *found->group)))
        status = error_set(err, STATUS_NO_MEMORY, "no memory for weights");
    if (!status) {
        found->bandwidth = sorted.bandwidth;
        fill_groups(found, &sorted, settings->num_groups);
        found->largest_gap = find_gap(&sorted);
    }
    free(sorted.log_earnings);
    return status;
}

void continuous_weights_free(struct continuous_weights *found)
{
    free(found->group);
    *found = (struct continuous_weights){0};
}
