/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/laffer.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_min.h>

#include <math.h>
#include <stdlib.h>

static const double MAX_RATE = 0.99;
enum { MAX_ITERATIONS = 100 };

struct curve_task {
    const struct policy_lab *lab;
    const struct tax_schedule *tax_system;
    int bracket;
    const volatile sig_atomic_t *stop;
};

static enum status point_at(struct laffer_point *point, const struct curve_task *task, double rate,
                            struct error *err)
{
    const struct tax_schedule *const tax_system = task->tax_system;
    const struct outcome *outcome = NULL;
    struct tax_schedule moved;
    struct step_summary summary;
    double rates[TAX_MAX_BRACKETS];

    if (task->stop && *task->stop)
        return error_set(err, STATUS_INTERRUPTED, "stopped");
    for (int j = 0; j < tax_system->num_brackets; j++)
        rates[j] = task->bracket == LAFFER_ALL_RATES ? tax_system->marginal_rate[j] + rate
                   : j == task->bracket              ? rate
                                                     : tax_system->marginal_rate[j];
    TRY(tax_schedule_init(&moved, tax_system->num_brackets, tax_system->start_usd_per_year, rates,
                          tax_system->tax_at_start_usd_per_year[0], err));
    TRY(policy_lab_respond(task->lab, &moved, &summary, &outcome, err));
    *point = (struct laffer_point){
        .rate = rate,
        .revenue = summary.revenue,
        .mean_income = summary.mean_income,
        .welfare = summary.welfare,
        .mean_hours_per_week = summary.mean_hours_per_week,
        .marginal_rate = summary.mean_effective_marginal_rate,
    };
    return STATUS_OK;
}

static double minus_revenue(double rate, void *context)
{
    struct laffer_point point;

    return point_at(&point, context, rate, NULL) ? NAN : -point.revenue;
}

static enum status refine(struct laffer *curve, struct curve_task *task, size_t best,
                          struct error *err)
{
    gsl_min_fminimizer *const search = gsl_min_fminimizer_alloc(gsl_min_fminimizer_brent);
    gsl_function function = {minus_revenue, task};
    double rate = curve->point[best].rate;

    if (!search)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a search");
    int code = gsl_min_fminimizer_set(search, &function, rate, curve->point[best - 1].rate,
                                      curve->point[best + 1].rate);

    for (int k = 0; code == GSL_SUCCESS && k < MAX_ITERATIONS; k++) {
        code = gsl_min_fminimizer_iterate(search);
        rate = gsl_min_fminimizer_x_minimum(search);
        if (gsl_min_test_interval(gsl_min_fminimizer_x_lower(search),
                                  gsl_min_fminimizer_x_upper(search), 1e-6, 0.0) == GSL_SUCCESS)
            break;
    }
    gsl_min_fminimizer_free(search);
    /* Where revenue is flat to the last digit there is nothing to refine: the point of the grid stands. */
    return point_at(&curve->peak, task, rate, err);
}

static enum status fill(struct laffer *curve, struct curve_task *task, double low, double high,
                        struct error *err)
{
    size_t best = 0;

    for (size_t k = 0; k < curve->num_points; k++) {
        const double share = (double)k / (double)(curve->num_points - 1);

        TRY(point_at(&curve->point[k], task, low + share * (high - low), err));
        if (curve->point[k].revenue > curve->point[best].revenue)
            best = k;
    }
    curve->peak = curve->point[best];
    curve->is_inside = best > 0 && best + 1 < curve->num_points;
    return curve->is_inside ? refine(curve, task, best, err) : STATUS_OK;
}

enum status laffer_curve(struct laffer *curve, const struct simulation *simulation,
                         const struct tax_schedule *tax_system, int bracket, size_t num_points,
                         const volatile sig_atomic_t *stop, struct error *err)
{
    struct curve_task task = {simulation_lab(simulation), tax_system, bracket, stop};
    double low = 0.0;
    double high = MAX_RATE;

    *curve = (struct laffer){.num_points = num_points};
    if (bracket != LAFFER_ALL_RATES && (bracket < 0 || bracket >= tax_system->num_brackets))
        return error_set(err, STATUS_USAGE, "bracket %d: the tax system has brackets 0 to %d",
                         bracket, tax_system->num_brackets - 1);
    if (bracket == LAFFER_ALL_RATES) {
        low = -INFINITY;
        high = INFINITY;
        for (int j = 0; j < tax_system->num_brackets; j++) {
            low = fmax(low, -tax_system->marginal_rate[j]);
            high = fmin(high, MAX_RATE - tax_system->marginal_rate[j]);
        }
    }
    curve->point = calloc(num_points, sizeof *curve->point);
    if (!curve->point)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a curve");
    const enum status status = fill(curve, &task, low, high, err);

    if (status)
        laffer_free(curve);
    return status;
}

void laffer_free(struct laffer *curve)
{
    free(curve->point);
    *curve = (struct laffer){0};
}
