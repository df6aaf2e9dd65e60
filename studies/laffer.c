/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/laffer.h"

#include <math.h>
#include <stdlib.h>

static const double MAX_RATE = 0.99;
static const double RATE_TOLERANCE = 1e-6;   /* of the peak */
static const double LEAST_PROMINENCE = 1e-2; /* of a lower peak, over all that revenue moves by */
enum {
    MIN_INTERVALS = 512, /* of the scan */
    MAX_HUMPS = 32,      /* that are looked at closely */
    ZOOM = 8,            /* points on each side, each time closer */
};

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
    TRY(tax_schedule_init_sum(&moved, tax_system->num_brackets, tax_system->start_usd_per_year,
                              rates, tax_system->tax_at_start_usd_per_year[0], err));
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

/* Revenue over a grid that holds the points of the curve, each `stride`-th. */
struct scan {
    struct laffer_point *point; /* [count] */
    size_t count, stride;
};

static enum status scan_range(struct scan *scan, const struct curve_task *task, double low,
                              double high, size_t num_points, struct error *err)
{
    scan->stride = (MIN_INTERVALS + num_points - 2) / (num_points - 1);
    scan->count = (num_points - 1) * scan->stride + 1;
    scan->point = calloc(scan->count, sizeof *scan->point);
    if (!scan->point)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a curve");
    for (size_t k = 0; k < scan->count; k++) {
        const double share = (double)k / (double)(scan->count - 1);

        TRY(point_at(&scan->point[k], task, low + share * (high - low), err));
    }
    return STATUS_OK;
}

/* How far revenue at k is from that at its neighbours, at most: so much more may lie between. */
static double room_at(const struct scan *scan, size_t k)
{
    const double here = scan->point[k].revenue;
    double room = 0.0;

    if (k > 0)
        room = fmax(room, fabs(here - scan->point[k - 1].revenue));
    if (k + 1 < scan->count)
        room = fmax(room, fabs(here - scan->point[k + 1].revenue));
    return room;
}

static bool is_hump(const struct scan *scan, size_t k)
{
    const double here = scan->point[k].revenue;

    return (k == 0 || here > scan->point[k - 1].revenue) &&
           (k + 1 == scan->count || here >= scan->point[k + 1].revenue);
}

/* The best rate near point k: a grid around the best so far, each time finer.  It needs no smoothness. */
static enum status look_closely(struct laffer_point *best, const struct scan *scan, size_t k,
                                const struct curve_task *task, struct error *err)
{
    const double low = scan->point[k > 0 ? k - 1 : 0].rate;
    const double high = scan->point[k + 1 < scan->count ? k + 1 : k].rate;
    double step = (high - low) / (2 * ZOOM);

    *best = scan->point[k];
    for (; step > 0.5 * RATE_TOLERANCE; step /= ZOOM) {
        const double middle = best->rate;

        for (int side = -ZOOM; side <= ZOOM; side++) {
            struct laffer_point point;

            if (side == 0 || middle + side * step < low || middle + side * step > high)
                continue;
            TRY(point_at(&point, task, middle + side * step, err));
            if (point.revenue > best->revenue)
                *best = point;
        }
    }
    return STATUS_OK;
}

/* The hump that is highest of those not yet `seen`; count if there is none. */
static size_t highest_hump(const struct scan *scan, const bool *seen)
{
    size_t best = scan->count;

    for (size_t k = 0; k < scan->count; k++)
        if (!seen[k] && is_hump(scan, k) &&
            (best == scan->count || scan->point[k].revenue > scan->point[best].revenue))
            best = k;
    return best;
}

static enum status find_peak(struct laffer *curve, const struct scan *scan,
                             const struct curve_task *task, bool *seen, struct error *err)
{
    size_t k = highest_hump(scan, seen);

    curve->peak = scan->point[k];
    for (int n = 0; n < MAX_HUMPS && k < scan->count; n++) {
        struct laffer_point best;

        if (scan->point[k].revenue + room_at(scan, k) >= curve->peak.revenue) {
            TRY(look_closely(&best, scan, k, task, err));
            if (best.revenue > curve->peak.revenue)
                curve->peak = best;
        }
        seen[k] = true;
        k = highest_hump(scan, seen);
    }
    return STATUS_OK;
}

/* How deep one must go down from k, on the way to higher revenue or, if there is none, to the end of the range. */
static double prominence(const struct scan *scan, size_t k)
{
    const double here = scan->point[k].revenue;
    double deepest[2] = {here, here};
    bool ends_higher[2] = {false, false};

    for (size_t i = k; i-- > 0 && !ends_higher[0];) {
        deepest[0] = fmin(deepest[0], scan->point[i].revenue);
        ends_higher[0] = scan->point[i].revenue > here;
    }
    for (size_t i = k + 1; i < scan->count && !ends_higher[1]; i++) {
        deepest[1] = fmin(deepest[1], scan->point[i].revenue);
        ends_higher[1] = scan->point[i].revenue > here;
    }
    if (ends_higher[0] && ends_higher[1])
        return here - fmax(deepest[0], deepest[1]);
    return here - deepest[ends_higher[0] ? 0 : 1];
}

static enum status find_lower_peak(struct laffer *curve, const struct scan *scan,
                                   const struct curve_task *task, struct error *err)
{
    const double least = LEAST_PROMINENCE * (curve->peak.revenue - curve->lowest_revenue);
    const double interval = scan->point[1].rate - scan->point[0].rate;
    size_t best = scan->count;

    for (size_t k = 0; k < scan->count; k++)
        if (is_hump(scan, k) && fabs(scan->point[k].rate - curve->peak.rate) > interval &&
            prominence(scan, k) > least &&
            (best == scan->count || scan->point[k].revenue > scan->point[best].revenue))
            best = k;
    curve->has_lower_peak = best < scan->count;
    if (!curve->has_lower_peak)
        return STATUS_OK;
    TRY(look_closely(&curve->lower_peak, scan, best, task, err));
    if (curve->lower_peak.revenue > curve->peak.revenue) {
        const struct laffer_point higher = curve->lower_peak;

        curve->lower_peak = curve->peak;
        curve->peak = higher;
    }
    return STATUS_OK;
}

static enum status find_peaks(struct laffer *curve, const struct scan *scan,
                              const struct curve_task *task, struct error *err)
{
    bool *const seen = calloc(scan->count, sizeof *seen);

    if (!seen)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a search");
    curve->lowest_revenue = INFINITY;
    for (size_t k = 0; k < scan->count; k++)
        curve->lowest_revenue = fmin(curve->lowest_revenue, scan->point[k].revenue);
    enum status status = find_peak(curve, scan, task, seen, err);

    free(seen);
    if (!status)
        status = find_lower_peak(curve, scan, task, err);
    curve->is_inside = curve->peak.rate > scan->point[0].rate &&
                       curve->peak.rate < scan->point[scan->count - 1].rate;
    return status;
}

static enum status fill(struct laffer *curve, const struct curve_task *task, double low,
                        double high, struct error *err)
{
    struct scan scan = {0};
    enum status status = scan_range(&scan, task, low, high, curve->num_points, err);

    if (!status)
        status = find_peaks(curve, &scan, task, err);
    for (size_t k = 0; !status && k < curve->num_points; k++)
        curve->point[k] = scan.point[k * scan.stride];
    free(scan.point);
    return status;
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
