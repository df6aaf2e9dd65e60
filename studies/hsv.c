/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/hsv.h"

#include "base/elementary.h"
#include "base/memory.h"
#include "model/units.h"
#include "model/utility_kinds.h"
#include "model/welfare_kinds.h"
#include "model/welfare_sums.h"

#include <gsl/gsl_min.h>
#include <math.h>
#include <stdlib.h>

const double hsv_lowest_progressivity = -1.5, hsv_highest_progressivity = 0.97;

enum { SCAN = 40, MOST_ITERATIONS = 200 };
static const double TOLERANCE = 1e-8; /* of p */

static double curvature_of(const struct utility *utility)
{
    return utility_has_income_effects(utility) ? utility->income_curvature : 0.0;
}

static enum status check_kinds(const struct economy *economy, const struct hsv_settings *settings,
                               struct error *err)
{
    const struct utility *const utility = &economy->utility;
    const struct welfare_kind *const kind = economy->welfare.kind;

    if (utility->fixed_cost_of_work_usd_per_year > 0.0)
        return error_set(err, STATUS_INVALID_INPUT,
                         "utility.fixed_cost_of_work_usd_per_year is %g: expected 0, for a closed "
                         "form",
                         utility->fixed_cost_of_work_usd_per_year);
    if (utility_has_income_effects(utility) && utility->kind != &utility_isoelastic)
        return error_set(err, STATUS_INVALID_INPUT,
                         "utility.form \"%s\": expected quasilinear or isoelastic, which have a "
                         "closed form",
                         utility->kind->kind.name);
    if (utility_has_groups(utility))
        return error_set(err, STATUS_INVALID_INPUT,
                         "utility.elasticities differ: expected one for all, for a closed form");
    if (kind != &welfare_utilitarian && kind != &welfare_isoelastic)
        return error_set(err, STATUS_INVALID_INPUT,
                         "welfare.objective \"%s\": expected utilitarian or isoelastic",
                         kind->kind.name);
    if (settings->public_taste > 0.0 && kind != &welfare_utilitarian)
        return error_set(err, STATUS_INVALID_INPUT,
                         "public goods add to utilities: expected welfare.objective utilitarian, "
                         "not \"%s\"",
                         kind->kind.name);
    return STATUS_OK;
}

static enum status check(const struct economy *economy, const struct hsv_settings *settings,
                         double progressivity, struct error *err)
{
    const struct utility *const utility = &economy->utility;

    TRY(check_kinds(economy, settings, err));
    if (!(progressivity < 1.0))
        return error_set(err, STATUS_INVALID_INPUT,
                         "a progressivity of %g: expected below 1, where all incomes are levelled "
                         "and nobody works",
                         progressivity);
    if (!(utility->labor_exponent - 1.0 + progressivity +
              (1.0 - progressivity) * curvature_of(utility) >
          0.0))
        return error_set(err, STATUS_INVALID_INPUT,
                         "a progressivity of %g at utility.labor_exponent %g: expected more, for "
                         "there is no end to what people would work",
                         progressivity, utility->labor_exponent);
    if (!(settings->public_share >= 0.0 && settings->public_share < 1.0))
        return error_set(err, STATUS_INVALID_INPUT,
                         "a public share of %g: expected 0 to below 1, or nothing is left",
                         settings->public_share);
    return STATUS_OK;
}

/* ln z of worker i where L is 1. */
static double log_income(const struct economy *economy, size_t i, double p)
{
    const struct utility *const utility = &economy->utility;
    const double eta = curvature_of(utility);
    const double power = utility->labor_exponent - 1.0 + p + (1.0 - p) * eta;
    const double scale =
        eta > 0.0 ? eta * elementary_log(utility->reference_income_usd_per_year) : 0.0;

    return (elementary_log(1.0 - p) + scale -
            elementary_log(economy->preferences.threshold_effort[i])) /
           power;
}

/* L that leaves (1 - g) of income: incomes move with L^a, and L^(1 - a p) = (1 - g) sum z / sum z^(1-p). */
static void close_budget(double *log_level, double *log_moved, const struct economy *economy,
                         double public_share, double p)
{
    const struct utility *const utility = &economy->utility;
    const double eta = curvature_of(utility);
    const double a = (1.0 - eta) / (utility->labor_exponent - 1.0 + p + (1.0 - p) * eta);
    double income = 0.0;
    double kept = 0.0;

    for (size_t i = 0; i < economy->population.num_workers; i++) {
        const double w = population_sample_weight(&economy->population, i);
        const double log_z = log_income(economy, i, p);

        income += w * elementary_exp(log_z);
        kept += w * elementary_exp((1.0 - p) * log_z);
    }
    *log_level = elementary_log((1.0 - public_share) * income / kept) / (1.0 - a * p);
    *log_moved = a * *log_level;
}

/* Columns of all workers, for W as the model measures it. */
struct workers {
    double *utility, *income, *observed_income, *weight; /* [num_workers] each, in one piece */
};

static enum status workers_create(struct workers *workers, size_t n, struct error *err)
{
    void *memory = NULL;

    TRY(memory_allocate(&memory, n, 4 * sizeof(double), "workers under a log-linear tax", err));
    double *const column = memory;

    *workers = (struct workers){column, column + n, column + 2 * n, column + 3 * n};
    return STATUS_OK;
}

static double welfare_of(const struct workers *workers, const struct economy *economy)
{
    const struct welfare_chunk all = {workers->utility, workers->income, workers->observed_income,
                                      workers->weight, economy->population.welfare_weight};
    struct welfare_figures figures;

    welfare_measure(&figures, &economy->welfare, &all, economy->population.num_workers);
    return figures.by_kind[welfare_index(economy->welfare.kind)];
}

/* Choices at p; sums of weights, incomes, and weights of who wants more hours than there are. */
static void fill(struct workers *workers, struct hsv_point *point, const struct economy *economy,
                 double log_level, double log_moved)
{
    const struct utility *const utility = &economy->utility;
    const struct population *const population = &economy->population;
    const double p = point->progressivity;
    double all = 0.0;
    double income = 0.0;
    double above = 0.0;

    for (size_t i = 0; i < population->num_workers; i++) {
        const double w = population_sample_weight(population, i);
        const double log_z = log_income(economy, i, p) + log_moved;
        const double z = elementary_exp(log_z);
        const double y = elementary_exp(log_level + (1.0 - p) * log_z);
        const double effort = elementary_exp(utility->labor_exponent * log_z) *
                              economy->preferences.threshold_effort[i] / utility->labor_exponent;

        workers->utility[i] = utility_of_net_income(utility, y) - effort;
        workers->income[i] = z;
        workers->observed_income[i] = population_observed_income(population, i);
        workers->weight[i] = w;
        all += w;
        income += w * z;
        if (z > population_annual_pay_per_hour(population, i) * MAX_HOURS_PER_WEEK)
            above += w;
    }
    point->mean_income = income / all;
    point->share_above_cap = above / all;
}

enum status hsv_at(struct hsv_point *point, const struct economy *economy,
                   const struct hsv_settings *settings, double progressivity, struct error *err)
{
    struct workers workers;
    double log_level = 0.0;
    double log_moved = 0.0;

    TRY(check(economy, settings, progressivity, err));
    TRY(workers_create(&workers, economy->population.num_workers, err));
    close_budget(&log_level, &log_moved, economy, settings->public_share, progressivity);
    *point = (struct hsv_point){.progressivity = progressivity, .level = elementary_exp(log_level)};
    fill(&workers, point, economy, log_level, log_moved);
    point->welfare = welfare_of(&workers, economy);
    free(workers.utility);
    if (settings->public_taste > 0.0)
        point->welfare += settings->public_taste * economy->utility.reference_income_usd_per_year *
                          elementary_log(settings->public_share * point->mean_income);
    if (!isfinite(point->welfare) || !isfinite(point->level))
        return error_set(err, STATUS_NUMERICAL,
                         "a progressivity of %g: incomes leave the range of numbers",
                         progressivity);
    return STATUS_OK;
}

struct question {
    const struct economy *economy;
    const struct hsv_settings *settings;
};

static double loss(double p, void *context)
{
    const struct question *const question = context;
    struct hsv_point point;

    return hsv_at(&point, question->economy, question->settings, p, NULL) ? INFINITY
                                                                          : -point.welfare;
}

/* Within a bracket of the scan: Brent's method. */
static enum status refine(double *p, double low, double high, struct question *question,
                          struct error *err)
{
    gsl_function function = {loss, question};
    gsl_min_fminimizer *const search = gsl_min_fminimizer_alloc(gsl_min_fminimizer_brent);
    int failed = 0;

    if (!search)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a search");
    failed = gsl_min_fminimizer_set(search, &function, *p, low, high);
    for (int k = 0; !failed && k < MOST_ITERATIONS; k++) {
        if (gsl_min_fminimizer_x_upper(search) - gsl_min_fminimizer_x_lower(search) < TOLERANCE)
            break;
        if (gsl_min_fminimizer_iterate(search))
            break;
        *p = gsl_min_fminimizer_x_minimum(search);
    }
    gsl_min_fminimizer_free(search);
    return STATUS_OK;
}

enum status hsv_best(struct hsv_point *best, const struct economy *economy,
                     const struct hsv_settings *settings, struct error *err)
{
    struct question question = {economy, settings};
    const double step = (hsv_highest_progressivity - hsv_lowest_progressivity) / SCAN;
    double p = 0.0;
    double least = INFINITY;

    TRY(check(economy, settings, 0.0, err));
    for (int k = 0; k <= SCAN; k++) {
        const double at = hsv_lowest_progressivity + step * k;
        const double value = loss(at, &question);

        if (value < least) {
            least = value;
            p = at;
        }
    }
    TRY(refine(&p, p - step, p + step, &question, err));
    return hsv_at(best, economy, settings, p, err);
}

void hsv_fit(struct hsv_fit *fit, const struct population *population,
             const struct tax_schedule *tax_system)
{
    double n = 0.0;
    double all = 0.0;
    double x = 0.0;
    double y = 0.0;
    double xx = 0.0;
    double xy = 0.0;
    double yy = 0.0;

    for (size_t i = 0; i < population->num_workers; i++) {
        const double w = population_sample_weight(population, i);
        const double z = population_observed_income(population, i);
        const double kept = z - tax_schedule_tax(tax_system, z);

        all += w;
        if (!(kept > 0.0))
            continue;
        const double u = elementary_log(z) - 10.0; /* near 0, where squares keep their digits */
        const double v = elementary_log(kept) - 10.0;

        n += w;
        x += w * u;
        y += w * v;
        xx += w * u * u;
        xy += w * u * v;
        yy += w * v * v;
    }
    const double spread = xx - x * x / n;

    *fit = (struct hsv_fit){NAN, NAN, NAN, n / all};
    if (!(n > 0.0) || !(spread > 1e-12 * n))
        return;
    const double slope = (xy - x * y / n) / spread;
    const double of_total = yy - y * y / n;

    *fit = (struct hsv_fit){
        .progressivity = 1.0 - slope,
        .level = elementary_exp(10.0 + y / n - slope * (10.0 + x / n)),
        .r_squared = of_total > 0.0 ? slope * slope * spread / of_total : 1.0,
        .share_fitted = n / all,
    };
}
