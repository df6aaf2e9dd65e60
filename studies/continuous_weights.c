/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/continuous_weights.h"

#include "base/elementary.h"
#include "base/radix_sort.h"
#include "model/units.h"
#include "studies/mean_elasticity.h"
#include "studies/response_domain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Workers in order of x.  Where all are alike x = ln Z.  Where elasticities differ it is ln Z of somebody with the mean
 * elasticity e who would be where the worker is, x = ln z + e ln(1 + m): who is at a kink then answers by e, as many a
 * step of x as by his own a step of ln Z, and everybody else by his own. */
struct sorted {
    const struct tax_schedule *tax_system;
    size_t count;
    double *log_earnings; /* x, ascending */
    double *wedge;        /* m = T'/(1 - T') of the rate that keeps each where he is */
    double *elasticity;
    double *income, *weight;
    double *memory;
    double all, bandwidth;
};

enum { NUM_COLUMNS = 5 };

static double weight_at(const struct sorted *sorted, size_t i)
{
    return sorted->weight[i];
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
        sum += weight_at(sorted, k) * sorted->elasticity[k] * sorted->wedge[k] * (1.0 - d * d) *
               (1.0 - d * d);
    }
    return 15.0 / 16.0 * sum / (sorted->bandwidth * sorted->all);
}

static void add_group(struct continuous_weights *found, const struct sorted *sorted, size_t from,
                      size_t to)
{
    struct continuous_weight *const group = &found->group[found->num_groups++];
    double weight = 0.0;

    *group = (struct continuous_weight){.lowest_income = sorted->income[from]};
    for (size_t i = from; i < to; i++) {
        const double w = weight_at(sorted, i);
        const double wedge = sorted->wedge[i];

        weight += w;
        group->mean_income += w * sorted->income[i];
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
    const double *const income = sorted->income;
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

/* At 100 hours a week the schedule's: no rate keeps a worker there. */
static double wedge_of(const struct economy *economy, const struct tax_schedule *tax_system,
                       const struct outcome *outcome, size_t i)
{
    const double z = outcome->income_usd_per_year[i];
    const double rate = tax_schedule_marginal_rate(tax_system, z);

    if (outcome->hours_per_week[i] >= MAX_HOURS_PER_WEEK - 1e-9)
        return rate / (1.0 - rate);
    return elementary_expm1(
        (economy_labor_exponent(economy, i) - 1.0) *
        (elementary_log(economy->preferences.potential_earnings_usd_per_year[i]) -
         elementary_log(z)));
}

static bool is_at_kink(const struct tax_schedule *tax_system, double income)
{
    const int j = tax_schedule_bracket(tax_system, income);

    return j > 0 && income == tax_system->start_usd_per_year[j];
}

/* Columns by worker, in the order of memory. */
static void fill_columns(struct sorted *sorted, const struct economy *economy,
                         const struct outcome *outcome)
{
    const double *const weight = economy->population.sample_weight;
    const bool are_alike = !utility_has_groups(&economy->utility);
    const double mean = mean_elasticity(economy, outcome, -INFINITY, INFINITY);

    for (size_t i = 0; i < sorted->count; i++) {
        const double z = outcome->income_usd_per_year[i];
        const double wedge = wedge_of(economy, sorted->tax_system, outcome, i);

        sorted->income[i] = z;
        sorted->weight[i] = weight ? weight[i] : 1.0;
        sorted->wedge[i] = wedge;
        sorted->elasticity[i] =
            is_at_kink(sorted->tax_system, z) ? mean : economy_elasticity(economy, i);
        sorted->log_earnings[i] =
            are_alike ? elementary_log(economy->preferences.potential_earnings_usd_per_year[i])
                      : elementary_log(z) + mean * elementary_log(1.0 + wedge);
    }
}

static enum status sort(struct sorted *sorted, struct error *err)
{
    double *const columns[NUM_COLUMNS] = {sorted->log_earnings, sorted->wedge, sorted->elasticity,
                                          sorted->income, sorted->weight};
    uint32_t *const order = malloc(sorted->count * sizeof *order);

    if (!order)
        return error_set(err, STATUS_NO_MEMORY, "no memory for an order of workers");
    double *const scratch = malloc(sorted->count * sizeof *scratch);
    enum status status =
        scratch ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "no memory to sort workers");

    for (size_t i = 0; !status && i < sorted->count; i++)
        scratch[i] = elementary_exp(sorted->log_earnings[i]);
    if (!status)
        status = radix_sort_order(order, scratch, sorted->count, err);
    for (int c = 0; !status && c < NUM_COLUMNS; c++) {
        for (size_t i = 0; i < sorted->count; i++)
            scratch[i] = columns[c][order[i]];
        memcpy(columns[c], scratch, sorted->count * sizeof *scratch);
    }
    free(scratch);
    free(order);
    return status;
}

static enum status check_density(const struct sorted *sorted,
                                 const struct continuous_weights_settings *settings,
                                 struct error *err)
{
    const int num_different = count_different(sorted);

    if (num_different >= CONTINUOUS_WEIGHTS_FEWEST_WORKERS &&
        settings->num_groups * 2 <= num_different)
        return STATUS_OK;
    return error_set(err, STATUS_INVALID_INPUT,
                     "%d different workers for %d groups: expected %d at least, and two a "
                     "group, for a density",
                     num_different, settings->num_groups, CONTINUOUS_WEIGHTS_FEWEST_WORKERS);
}

static enum status prepare(struct sorted *sorted, const struct economy *economy,
                           const struct outcome *outcome,
                           const struct continuous_weights_settings *settings, struct error *err)
{
    sorted->memory = malloc(NUM_COLUMNS * sorted->count * sizeof *sorted->memory);
    if (!sorted->memory)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a density");
    sorted->log_earnings = sorted->memory;
    sorted->wedge = sorted->log_earnings + sorted->count;
    sorted->elasticity = sorted->wedge + sorted->count;
    sorted->income = sorted->elasticity + sorted->count;
    sorted->weight = sorted->income + sorted->count;
    fill_columns(sorted, economy, outcome);
    if (utility_has_groups(&economy->utility))
        TRY(sort(sorted, err));
    TRY(check_density(sorted, settings, err));
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
    const struct outcome *outcome = NULL;
    struct step_summary summary;
    struct sorted sorted = {
        .tax_system = tax_system,
        .count = economy->population.num_workers,
    };

    *found = (struct continuous_weights){.lowest = INFINITY};
    TRY(response_domain_check(&economy->utility, tax_system, "implied weights need",
                              "the formula has no income effects", err));
    if (economy->utility.fixed_cost_of_work_usd_per_year > 0.0)
        return error_set(err, STATUS_INVALID_INPUT,
                         "implied weights need utility.fixed_cost_of_work_usd_per_year 0, not %g: "
                         "the formula has nobody who stops working",
                         economy->utility.fixed_cost_of_work_usd_per_year);
    TRY(policy_lab_respond(simulation_lab(simulation), tax_system, &summary, &outcome, err));
    enum status status = prepare(&sorted, economy, outcome, settings, err);

    if (!status && !(found->group = calloc((size_t)settings->num_groups, sizeof *found->group)))
        status = error_set(err, STATUS_NO_MEMORY, "no memory for weights");
    if (!status) {
        found->bandwidth = sorted.bandwidth;
        fill_groups(found, &sorted, settings->num_groups);
        found->largest_gap = find_gap(&sorted);
    }
    free(sorted.memory);
    return status;
}

void continuous_weights_free(struct continuous_weights *found)
{
    free(found->group);
    *found = (struct continuous_weights){0};
}
