/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/us/workforce.h: the joint distribution of a U.S. worker's occupation, sex, age,
 * hours, wage and weeks.
 *   cell       with the shares of employment by occupation, sex and age
 *   full time  (35 hours or more) with a probability of the cell
 *   hours      h from a distribution by sex and age, within full or part time
 *   ln wage    ln w = m(cell) - penalty 1(h < 35) + shock(u; s)
 *              shock = s a Phi^-1(u), a = spread below or above the median, and beyond the upper
 *              share q of the cell a Pareto piece of index alpha, its own upper share q2 a second
 *   weeks      k = 52, or with a probability by age max(1, 52 U^(1/b))
 * Annual earnings are k w h.  The numbers come from calibration/us/tables/us_workforce_*.csv, which
 * `fisc calibrate` writes (calibration/us/fit.h). */
#ifndef FISC_CALIBRATION_US_WORKFORCE_H
#define FISC_CALIBRATION_US_WORKFORCE_H

#include "base/error.h"
#include "calibration/us/cells.h"

enum {
    US_FULL_TIME_HOURS = 35,
    US_MAX_HOURS = 99, /* as recorded by the survey */
    US_PART_TIME = 0,
    US_FULL_TIME = 1
};

#define US_MIN_WEEKS 1.0
#define US_MIN_UPPER_SHARE 1e-7 /* u is capped at 1 - this: else one draw in 1e8 owns the mean */

enum us_parameter {
    US_SPREAD_BELOW,      /* a below the median: multiplies the tables' log standard deviation */
    US_SPREAD_ABOVE,      /* a above the median */
    US_PARETO_SHARE,      /* q: upper share of each cell in the first Pareto piece */
    US_PARETO_INDEX,      /* alpha of the first piece */
    US_TOP_SHARE,         /* q2: share of the first piece that is in the second */
    US_TOP_INDEX,         /* alpha of the second piece */
    US_PART_TIME_PENALTY, /* log points of the hourly wage */
    US_PART_YEAR_16_19,   /* probabilities of part-year work by age */
    US_PART_YEAR_20_24,
    US_PART_YEAR_25_PLUS,
    US_WEEKS_EXPONENT, /* b */
    US_NUM_PARAMETERS
};

extern const char *const us_parameter_names[US_NUM_PARAMETERS]; /* as in us_workforce_fit.csv */

struct us_workforce {
    double parameter[US_NUM_PARAMETERS];
    double cell_share[US_NUM_CELLS];      /* sum 1 */
    double full_time_share[US_NUM_CELLS]; /* in (0, 1) */
    double log_wage[US_NUM_CELLS];        /* m, of USD per hour: the cell's full-time median */
    double log_sd[US_NUM_CELLS];          /* s */
    /* hours_share[sex][age][h]: given part time (h < 35) and given full time, each sums to 1 */
    double hours_share[US_NUM_SEXES][US_NUM_AGES][US_MAX_HOURS + 1];
};

/* The shipped fit. */
enum status us_workforce_load(struct us_workforce *workforce, struct error *err) MUST_CHECK;

/* The wage shock of a cell with log standard deviation `log_sd`: its splice points, once. */
struct wage_shock {
    double scale_below, scale_above; /* s a */
    double pareto_start;             /* shock at 1 - q */
    double top_start;                /* shock at 1 - q q2 */
    double pareto_share, pareto_index, top_share, top_index;
};

struct wage_shock wage_shock(const double parameter[US_NUM_PARAMETERS], double log_sd);
double wage_shock_quantile(const struct wage_shock *shock, double u);
double wage_shock_cdf(const struct wage_shock *shock, double x);
double wage_shock_density(const struct wage_shock *shock, double x);

/* Probability of part-year work at an age group. */
double us_part_year_share(const double parameter[US_NUM_PARAMETERS], int age);

/* First and last hours of part and full time. */
static inline int us_first_hours(int full_time)
{
    return full_time ? US_FULL_TIME_HOURS : 1;
}

static inline int us_last_hours(int full_time)
{
    return full_time ? US_MAX_HOURS : US_FULL_TIME_HOURS - 1;
}

#endif
