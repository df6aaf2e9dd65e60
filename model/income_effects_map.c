/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/income_effects_map.h"

#include "base/elementary.h"
#include "base/platform.h"

#include <math.h>

enum { MOST_NEWTON_STEPS = 60 };
static const double LOG_INCOME_TOLERANCE = 1e-7; /* of the last step: its square is what is left */

/* One income inside a bracket, and the ln P of whoever chooses it. */
struct point {
    double log_income, income, net_income;
    double log_effort;    /* ln P */
    double log_gain;      /* ln of what is gained at the margin, (1 - tau) v'(y) */
    double slope, shrink; /* d ln P / d ln z; the part of it that income effects make */
};

/* ---- thresholds -------------------------------------------------------------------------------- */

/* ln P of who is just content with income z under rate j. */
static double log_effort_at(const struct income_effects_map *map, int j, double z,
                            double log_income)
{
    const double y = (1.0 - map->schedule->marginal_rate[j]) * z + map->virtual_income[j];

    if (!(y > 0.0))
        return INFINITY;
    return map->log_kept[j] + map->utility->kind->log_marginal(map->utility, y) -
           (map->utility->labor_exponent - 1.0) * log_income;
}

bool income_effects_map_draw(struct income_effects_map *map, const struct utility *utility,
                             const struct tax_schedule *schedule, double rebate)
{
    const int n = schedule->num_brackets;

    map->schedule = schedule;
    map->utility = utility;
    map->log_start[0] = -INFINITY;
    map->log_start[n] = INFINITY;
    for (int j = 0; j < n; j++) {
        const double rate = schedule->marginal_rate[j];

        if (!(rate < 1.0))
            return false;
        map->log_kept[j] = elementary_log(1.0 - rate);
        map->virtual_income[j] = rate * schedule->start_usd_per_year[j] -
                                 schedule->tax_at_start_usd_per_year[j] + rebate;
        if (j > 0)
            map->log_start[j] = elementary_log(schedule->start_usd_per_year[j]);
    }
    for (int j = 0; j < n; j++) {
        map->enter[j] =
            j == 0 ? INFINITY
                   : log_effort_at(map, j, schedule->start_usd_per_year[j], map->log_start[j]);
        map->leave[j] = j + 1 == n ? -INFINITY
                                   : log_effort_at(map, j, schedule->start_usd_per_year[j + 1],
                                                   map->log_start[j + 1]);
    }
    return true;
}

/* ---- inside a bracket -------------------------------------------------------------------------- */

/* The point at an income; false if nothing is left of it. */
static bool point_at(struct point *point, const struct income_effects_map *map, int j,
                     double log_income)
{
    const struct utility *const utility = map->utility;
    const double steepness = utility->labor_exponent - 1.0;
    const double kept = 1.0 - map->schedule->marginal_rate[j];

    point->log_income = log_income;
    point->income = elementary_exp(log_income);
    point->net_income = kept * point->income + map->virtual_income[j];
    if (!(point->net_income > 0.0))
        return false;
    point->log_gain = map->log_kept[j] + utility->kind->log_marginal(utility, point->net_income);
    point->log_effort = point->log_gain - steepness * log_income;
    point->shrink = utility->kind->curvature(utility, point->net_income) / point->net_income;
    point->slope = -point->shrink * kept * point->income - steepness;
    point->shrink /= point->slope;
    return true;
}

static double between(double low, double high)
{
    if (isinf(low))
        return isinf(high) ? 0.0 : high - 1.0;
    return isinf(high) ? low + 1.0 : 0.5 * (low + high);
}

static double first_guess(const struct income_effects_map *map, int j, double log_effort)
{
    const double steepness = map->utility->labor_exponent - 1.0;

    if (isfinite(map->enter[j]))
        return map->log_start[j] + (map->enter[j] - log_effort) / (steepness + 1.0);
    if (isfinite(map->leave[j]))
        return map->log_start[j + 1] + (map->leave[j] - log_effort) / (steepness + 1.0);
    return -log_effort / steepness;
}

/* The best income inside bracket j, which is there; `near` is where to begin, or NULL. */
static struct point solve_inside(const struct income_effects_map *map, int j, double log_effort,
                                 const struct point *near)
{
    double low = map->log_start[j];
    double high = map->log_start[j + 1];
    double x = near ? near->log_income + (log_effort - near->log_effort) / near->slope
                    : first_guess(map, j, log_effort);
    struct point point = {0};

    for (int k = 0; k < MOST_NEWTON_STEPS; k++) {
        x = x > low && x < high ? x : between(low, high);
        if (!point_at(&point, map, j, x)) {
            low = x;
            x = between(low, high);
            continue;
        }
        const double next = x - (point.log_effort - log_effort) / point.slope;

        *(point.log_effort > log_effort ? &low : &high) = x;
        if (fabs(next - x) <= LOG_INCOME_TOLERANCE) {
            point.income *= 1.0 + (next - x);
            point.net_income =
                (1.0 - map->schedule->marginal_rate[j]) * point.income + map->virtual_income[j];
            point.log_gain += (point.slope + map->utility->labor_exponent - 1.0) * (next - x);
            point.log_income = next;
            point.log_effort = log_effort;
            break;
        }
        x = next;
    }
    return point;
}

static double beside_of(const struct income_effects_map *map, const struct point *point,
                        enum income_effects_beside what)
{
    const struct utility *const utility = map->utility;

    switch (what) {
    case INCOME_EFFECTS_UTILITY: /* effort: z^delta P/delta, where z^(delta-1) P is the gain */
        return utility_of_net_income(utility, point->net_income) -
               point->income * elementary_exp(point->log_gain) / utility->labor_exponent -
               utility->fixed_cost_of_work_usd_per_year;
    case INCOME_EFFECTS_REBATE_SLOPE:
        return point->income * point->shrink;
    }
    return 0.0;
}

/* ---- at an edge -------------------------------------------------------------------------------- */

static double utility_at_start(const struct income_effects_map *map, int j, double log_effort)
{
    const double delta = map->utility->labor_exponent;
    const double z = map->schedule->start_usd_per_year[j];
    const double y = (1.0 - map->schedule->marginal_rate[j]) * z + map->virtual_income[j];

    return utility_of_net_income(map->utility, y) -
           elementary_exp(log_effort + delta * map->log_start[j]) / delta -
           map->utility->fixed_cost_of_work_usd_per_year;
}

/* ---- the best piece ---------------------------------------------------------------------------- */

/* There somebody can be: inside bracket j, or at its start. */
static int piece_in_bracket(const struct income_effects_map *map, int j, double log_effort)
{
    if (map->leave[j] < log_effort && log_effort < map->enter[j])
        return 2 * j + 1;
    return j > 0 && map->enter[j] <= log_effort && log_effort <= map->leave[j - 1]
               ? 2 * j
               : INCOME_EFFECTS_NOWHERE;
}

static double utility_in(const struct income_effects_map *map, int piece, double log_effort)
{
    if (piece == INCOME_EFFECTS_NOT_WORKING)
        return utility_of_net_income(map->utility, map->virtual_income[0]);
    if (piece % 2 == 0)
        return utility_at_start(map, piece / 2, log_effort);
    const struct point point = solve_inside(map, piece / 2, log_effort, NULL);

    return beside_of(map, &point, INCOME_EFFECTS_UTILITY);
}

int income_effects_map_piece(const struct income_effects_map *map, double log_effort)
{
    int piece[TAX_MAX_BRACKETS + 1];
    int count = 0;

    if (map->utility->fixed_cost_of_work_usd_per_year > 0.0)
        piece[count++] = INCOME_EFFECTS_NOT_WORKING;
    for (int j = 0; j < map->schedule->num_brackets; j++) {
        piece[count] = piece_in_bracket(map, j, log_effort);
        count += piece[count] != INCOME_EFFECTS_NOWHERE;
    }
    if (count == 1) /* nothing to compare */
        return piece[0];
    int best = INCOME_EFFECTS_NOWHERE;
    double best_utility = -INFINITY;

    for (int k = 0; k < count; k++) {
        const double utility = utility_in(map, piece[k], log_effort);

        if (utility > best_utility) {
            best = piece[k];
            best_utility = utility;
        }
    }
    return best;
}

/* ---- polynomials ------------------------------------------------------------------------------- */

enum { NODES = 10 };
/* Of one polynomial, which then holds 1e-10 of z and u: ln z, and ln y where y nears 0. */
static const double LONGEST = 1.2;
static const double LONGEST_TO_ZERO = 0.4;
static const double NARROW = 1e-6; /* ln z: too close for differences */

/* (1 - cos((2 k + 1) pi/(2 NODES)))/2, where Chebyshev's polynomial is 0. */
static const double NODE[NODES] = {0.0061558297024311, 0.0544967379058160, 0.1464466094067263,
                                   0.2730047501302265, 0.4217827674798846, 0.5782172325201154,
                                   0.7269952498697735, 0.8535533905932737, 0.9455032620941840,
                                   0.9938441702975689};

/* Newton's form, in ln P. */
struct curve {
    double node[NODES], income[NODES], beside[NODES];
};

/* Divided differences. */
static void divide_differences(struct curve *curve)
{
    for (int order = 1; order < NODES; order++)
        for (int k = NODES; k-- > order;) {
            const double inverse = 1.0 / (curve->node[k] - curve->node[k - order]);

            curve->income[k] = (curve->income[k] - curve->income[k - 1]) * inverse;
            curve->beside[k] = (curve->beside[k] - curve->beside[k - 1]) * inverse;
        }
}

/* From ln z = `from` to `to`. */
static bool draw_curve(struct curve *curve, const struct income_effects_map *map, int j,
                       enum income_effects_beside what, double from, double to)
{
    for (int k = 0; k < NODES; k++) {
        struct point point;

        if (!point_at(&point, map, j, from + NODE[k] * (to - from)))
            return false;
        curve->node[k] = point.log_effort;
        curve->income[k] = point.income;
        curve->beside[k] = beside_of(map, &point, what);
    }
    divide_differences(curve);
    return true;
}

TARGET_CLONES
static void follow_curve(const struct curve *curve, const double *log_effort, size_t count,
                         double *income, double *beside)
{
    for (size_t i = 0; i < count; i++) {
        double z = curve->income[NODES - 1];
        double b = curve->beside[NODES - 1];

        for (int k = NODES - 1; k-- > 0;) {
            const double way = log_effort[i] - curve->node[k];

            z = z * way + curve->income[k];
            b = b * way + curve->beside[k];
        }
        income[i] = z;
        beside[i] = b;
    }
}

/* How far a polynomial that begins at a point goes. */
static double end_of_curve(const struct income_effects_map *map, int j, const struct point *from,
                           double end)
{
    const double kept = 1.0 - map->schedule->marginal_rate[j];
    double to = from->log_income + LONGEST;

    if (map->virtual_income[j] < 0.0)
        to = fmin(to, elementary_log((from->net_income * elementary_exp(LONGEST_TO_ZERO) -
                                      map->virtual_income[j]) /
                                     kept));
    return to < end ? to : end;
}

static size_t count_until(const double *log_effort, size_t count, double last)
{
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (log_effort[middle] >= last)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* One after the other, each from where the last one is. */
static void fill_singly(const struct income_effects_map *map, int j,
                        enum income_effects_beside what, const double *log_effort, size_t count,
                        double *income, double *beside, struct point near)
{
    for (size_t i = 0; i < count; i++) {
        near = solve_inside(map, j, log_effort[i], &near);
        income[i] = near.income;
        beside[i] = beside_of(map, &near, what);
    }
}

static bool fill_inside(const struct income_effects_map *map, int j,
                        enum income_effects_beside what, const double *log_effort, size_t count,
                        double *income, double *beside)
{
    struct point from = solve_inside(map, j, log_effort[0], NULL);
    const struct point last = solve_inside(map, j, log_effort[count - 1], &from);

    if (!(from.net_income > 0.0) || !(last.net_income > 0.0))
        return false;
    for (size_t i = 0; i < count;) {
        const double end = end_of_curve(map, j, &from, last.log_income);
        struct point to = last;
        struct curve curve;

        if (end < last.log_income && !point_at(&to, map, j, end))
            return false;
        const size_t part = end < last.log_income
                                ? count_until(log_effort + i, count - i, to.log_effort)
                                : count - i;

        if (part <= NODES || end - from.log_income < NARROW) {
            fill_singly(map, j, what, log_effort + i, part, income + i, beside + i, from);
        } else {
            if (!draw_curve(&curve, map, j, what, from.log_income, end))
                return false;
            follow_curve(&curve, log_effort + i, part, income + i, beside + i);
        }
        i += part;
        from = to;
    }
    return true;
}

bool income_effects_map_fill(const struct income_effects_map *map, int piece,
                             enum income_effects_beside what, const double *log_effort,
                             size_t count, double *income, double *beside)
{
    const int j = income_effects_map_bracket(piece);
    const double z =
        piece == INCOME_EFFECTS_NOT_WORKING ? 0.0 : map->schedule->start_usd_per_year[j];

    if (piece % 2)
        return fill_inside(map, j, what, log_effort, count, income, beside);
    for (size_t i = 0; i < count; i++) {
        income[i] = z;
        beside[i] =
            what == INCOME_EFFECTS_REBATE_SLOPE ? 0.0 : utility_in(map, piece, log_effort[i]);
    }
    return (1.0 - map->schedule->marginal_rate[j]) * z + map->virtual_income[j] > 0.0;
}
