/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quadrature: wage shocks are tabulated once per occupation and sex, shifted to every cell, added
 * over occupations, then spread over hours and at last over weeks. */
#include "calibration/us/earnings_curve.h"

#include "base/elementary.h"
#include "model/units.h"

#include <math.h>
#include <stdlib.h>

#define STEP 0.01
#define SHOCK_LOW (-8.0) /* log points around a cell's median wage */
#define LOG_PAY_LOW (-5.0)

enum {
    SHOCK_POINTS = 2801, /* to +20 */
    PAY_POINTS = 2401,   /* to +19: 178 million USD a week */
    WEEK_POINTS = 396    /* ln 52 / STEP */
};

struct earnings_curve {
    double shock_below[US_NUM_OCCUPATIONS][US_NUM_SEXES][SHOCK_POINTS];
    double pay_below[EARNINGS_NUM_GROUPS][PAY_POINTS]; /* of weekly pay; the group's mass on top */
    double by_age[US_NUM_SEXES * US_NUM_AGES][PAY_POINTS];
    double mass[EARNINGS_NUM_GROUPS];
    double part_year[EARNINGS_NUM_GROUPS];
    double week_share[WEEK_POINTS + 1]; /* of part-year work: in bins of ln(52/k); last: k = 1 */
};

enum status earnings_curve_create(struct earnings_curve **curve, struct error *err)
{
    *curve = calloc(1, sizeof **curve);
    return *curve ? STATUS_OK
                  : error_set(err, STATUS_NO_MEMORY, "no memory for the earnings curve");
}

void earnings_curve_destroy(struct earnings_curve *curve)
{
    free(curve);
}

static int group_of(int age)
{
    return age < EARNINGS_NUM_GROUPS ? age : EARNINGS_NUM_GROUPS - 1;
}

/* Weights of four neighbouring points for the cubic through them, at `fraction` of the way from the
 * second to the third (Lagrange). */
static void cubic_weights(double weight[4], double fraction)
{
    const double t = fraction;

    weight[0] = -t * (t - 1.0) * (t - 2.0) / 6.0;
    weight[1] = (t + 1.0) * (t - 1.0) * (t - 2.0) / 2.0;
    weight[2] = -(t + 1.0) * t * (t - 2.0) / 2.0;
    weight[3] = (t + 1.0) * t * (t - 1.0) / 6.0;
}

/* out[i] += factor table(x_i), x_i = LOG_PAY_LOW + i STEP - shift.  All x_i lie at the same
 * fraction between points of the table, so four weights serve all.  The table is 0 below its first
 * point and keeps its last value above. */
static void add_shifted(double *out, const double *table, int num_points, double table_low,
                        double shift, double factor)
{
    const double position = (LOG_PAY_LOW - shift - table_low) / STEP;
    const long offset = (long)floor(position);
    double weight[4];

    cubic_weights(weight, position - floor(position));
    for (int k = 0; k < 4; k++)
        weight[k] *= factor;
    for (long i = 0; i < PAY_POINTS; i++) {
        const long j = i + offset;

        if (j >= 1 && j + 2 < num_points)
            out[i] += weight[0] * table[j - 1] + weight[1] * table[j] + weight[2] * table[j + 1] +
                      weight[3] * table[j + 2];
        else if (j + 2 >= num_points)
            out[i] += factor * table[num_points - 1];
    }
}

/* Weekly pay of one sex and age: over occupations, full and part time, and hours. */
static void tabulate_pay(struct earnings_curve *curve, const struct us_workforce *workforce,
                         int sex, int age)
{
    double *const pay = curve->by_age[sex * US_NUM_AGES + age];

    for (int i = 0; i < PAY_POINTS; i++)
        pay[i] = 0.0;
    for (int full = US_PART_TIME; full <= US_FULL_TIME; full++) {
        double wage[PAY_POINTS] = {0.0};

        for (int o = 0; o < US_NUM_OCCUPATIONS; o++) {
            const int cell = us_cell(o, sex, age);
            const double share = workforce->full_time_share[cell];

            add_shifted(wage, curve->shock_below[o][sex], SHOCK_POINTS, SHOCK_LOW,
                        workforce->log_wage[cell] -
                            (full ? 0.0 : workforce->parameter[US_PART_TIME_PENALTY]),
                        workforce->cell_share[cell] * (full ? share : 1.0 - share));
        }
        for (int h = us_first_hours(full); h <= us_last_hours(full); h++)
            if (workforce->hours_share[sex][age][h] > 0.0)
                add_shifted(pay, wage, PAY_POINTS, LOG_PAY_LOW, elementary_log((double)h),
                            workforce->hours_share[sex][age][h]);
    }
}

/* Weeks of part-year work: s = ln(52/k) has the density b exp(-b s), cut at ln 52. */
static void tabulate_weeks(struct earnings_curve *curve, const double *parameter)
{
    const double longest = elementary_log(WEEKS_PER_YEAR / US_MIN_WEEKS);
    double beyond = 1.0;

    for (int i = 0; i < WEEK_POINTS; i++) {
        const double next =
            elementary_exp(-parameter[US_WEEKS_EXPONENT] * fmin((i + 1) * STEP, longest));

        curve->week_share[i] = beyond - next;
        beyond = next;
    }
    curve->week_share[WEEK_POINTS] = beyond;
}

void earnings_curve_update(struct earnings_curve *curve, const struct us_workforce *workforce)
{
#pragma omp parallel for collapse(2) schedule(static)
    for (int o = 0; o < US_NUM_OCCUPATIONS; o++)
        for (int sex = 0; sex < US_NUM_SEXES; sex++) {
            const struct wage_shock shock =
                wage_shock(workforce->parameter, workforce->log_sd[us_cell(o, sex, 0)]);

            for (int i = 0; i < SHOCK_POINTS; i++)
                curve->shock_below[o][sex][i] = wage_shock_cdf(&shock, SHOCK_LOW + i * STEP);
        }
#pragma omp parallel for schedule(dynamic)
    for (int i = 0; i < US_NUM_SEXES * US_NUM_AGES; i++)
        tabulate_pay(curve, workforce, i / US_NUM_AGES, i % US_NUM_AGES);
    for (int group = 0; group < EARNINGS_NUM_GROUPS; group++) {
        curve->mass[group] = 0.0;
        curve->part_year[group] = us_part_year_share(workforce->parameter, group);
        for (int i = 0; i < PAY_POINTS; i++)
            curve->pay_below[group][i] = 0.0;
    }
    for (int cell = 0; cell < US_NUM_CELLS; cell++)
        curve->mass[group_of(us_cell_age(cell))] += workforce->cell_share[cell];
    for (int i = 0; i < US_NUM_SEXES * US_NUM_AGES; i++)
        add_shifted(curve->pay_below[group_of(i % US_NUM_AGES)], curve->by_age[i], PAY_POINTS,
                    LOG_PAY_LOW, 0.0, 1.0);
    tabulate_weeks(curve, workforce->parameter);
}

static double pay_share_below(const double *below, double log_pay)
{
    const double position = (log_pay - LOG_PAY_LOW) / STEP;
    double weight[4];

    if (!(position >= 1.0))
        return 0.0;
    if (position >= PAY_POINTS - 2)
        return below[PAY_POINTS - 1];
    const int i = (int)position;

    cubic_weights(weight, position - i);
    return weight[0] * below[i - 1] + weight[1] * below[i] + weight[2] * below[i + 1] +
           weight[3] * below[i + 2];
}

static double mass_below(const struct earnings_curve *curve, int group, double usd)
{
    const double *const below = curve->pay_below[group];
    const double full_year = elementary_log(usd / WEEKS_PER_YEAR);
    const double longest = elementary_log(WEEKS_PER_YEAR / US_MIN_WEEKS);
    double part_year = curve->week_share[WEEK_POINTS] * pay_share_below(below, full_year + longest);

    for (int i = 0; i < WEEK_POINTS; i++)
        part_year += curve->week_share[i] *
                     pay_share_below(below, full_year + fmin((i + 0.5) * STEP, longest));
    return (1.0 - curve->part_year[group]) * pay_share_below(below, full_year) +
           curve->part_year[group] * part_year;
}

double earnings_share_below(const struct earnings_curve *curve, int group, double usd)
{
    double below = 0.0;
    double mass = 0.0;

    for (int g = 0; g < EARNINGS_NUM_GROUPS; g++)
        if (group < 0 || g == group) {
            below += mass_below(curve, g, usd);
            mass += curve->mass[g];
        }
    return below / mass;
}

double earnings_quantile(const struct earnings_curve *curve, int group, double probability)
{
    double low = 0.0;
    double high = 22.0;

    while (high - low > 1e-7) {
        const double middle = 0.5 * (low + high);

        if (earnings_share_below(curve, group, elementary_exp(middle)) < probability)
            low = middle;
        else
            high = middle;
    }
    return elementary_exp(0.5 * (low + high));
}

double earnings_mean_share_of_year(const struct us_workforce *workforce)
{
    /* E max(1/52, U^(1/b)) = b/(b+1) + c^(b+1)/(b+1), c = 1/52. */
    const double b = workforce->parameter[US_WEEKS_EXPONENT];
    const double floor_share = US_MIN_WEEKS / WEEKS_PER_YEAR;
    const double part = (b + elementary_pow(floor_share, b + 1.0)) / (b + 1.0);
    double mean = 0.0;

    for (int cell = 0; cell < US_NUM_CELLS; cell++) {
        const double p = us_part_year_share(workforce->parameter, us_cell_age(cell));

        mean += workforce->cell_share[cell] * (1.0 - p + p * part);
    }
    return mean;
}
