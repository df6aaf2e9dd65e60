/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Drawing U.S. workers. */
#include "calibration/us/sampler.h"

#include "base/elementary.h"
#include "model/units.h"

#include <math.h>

/* Running sums of shares, and for each of the guides the first entry above its value. */
static void build_inverse(const double *share, int count, double *below, uint16_t *guide,
                          int num_guides)
{
    double sum = 0.0;
    int entry = 0;

    for (int i = 0; i < count; i++)
        below[i] = sum += share[i];
    for (int g = 0; g < num_guides; g++) {
        while (entry + 1 < count && below[entry] <= (double)g / num_guides)
            entry++;
        guide[g] = (uint16_t)entry;
    }
}

/* The smallest entry whose running sum exceeds u. */
static int invert(const double *below, int count, const uint16_t *guide, int num_guides, double u)
{
    int entry = guide[(int)(u * num_guides)];

    while (entry + 1 < count && below[entry] <= u)
        entry++;
    return entry;
}

void us_sampler_init(struct us_sampler *sampler, const struct us_workforce *workforce)
{
    sampler->workforce = *workforce;
    build_inverse(workforce->cell_share, US_NUM_CELLS, sampler->cell_below, sampler->cell_guide,
                  CELL_GUIDES);
    for (int cell = 0; cell < US_NUM_CELLS; cell++)
        sampler->shock[cell] = wage_shock(workforce->parameter, workforce->log_sd[cell]);
    for (int full = US_PART_TIME; full <= US_FULL_TIME; full++)
        for (int sex = 0; sex < US_NUM_SEXES; sex++)
            for (int age = 0; age < US_NUM_AGES; age++)
                build_inverse(&workforce->hours_share[sex][age][us_first_hours(full)],
                              us_last_hours(full) - us_first_hours(full) + 1,
                              sampler->hours_below[full][sex][age],
                              sampler->hours_guide[full][sex][age], HOURS_GUIDES);
}

static int draw_hours(const struct us_sampler *sampler, int cell, double u)
{
    const int sex = us_cell_sex(cell);
    const int age = us_cell_age(cell);
    const double full_time_share = sampler->workforce.full_time_share[cell];
    const int full = u < full_time_share;
    /* Given full (or part) time, u is uniform on the rest of its range: stretch and reuse it. */
    const double rest =
        full ? u / full_time_share : (u - full_time_share) / (1.0 - full_time_share);

    return us_first_hours(full) + invert(sampler->hours_below[full][sex][age],
                                         us_last_hours(full) - us_first_hours(full) + 1,
                                         sampler->hours_guide[full][sex][age], HOURS_GUIDES,
                                         fmin(rest, 0x1.fffffffffffffp-1));
}

static double draw_weeks(const double *parameter, int age, double u)
{
    const double part_year = us_part_year_share(parameter, age);

    if (u >= part_year)
        return WEEKS_PER_YEAR;
    return fmax(US_MIN_WEEKS, WEEKS_PER_YEAR * elementary_exp(elementary_log(u / part_year) /
                                                              parameter[US_WEEKS_EXPONENT]));
}

struct us_worker us_sampler_draw(const struct us_sampler *sampler, const double u[4])
{
    const double *const parameter = sampler->workforce.parameter;
    const int cell =
        invert(sampler->cell_below, US_NUM_CELLS, sampler->cell_guide, CELL_GUIDES, u[0]);
    const int hours = draw_hours(sampler, cell, u[1]);
    const double penalty = hours < US_FULL_TIME_HOURS ? parameter[US_PART_TIME_PENALTY] : 0.0;

    return (struct us_worker){
        .cell = cell,
        .hours_per_week = hours,
        .weeks_per_year = draw_weeks(parameter, us_cell_age(cell), u[3]),
        .wage_usd_per_hour = elementary_exp(sampler->workforce.log_wage[cell] - penalty +
                                            wage_shock_quantile(&sampler->shock[cell], u[2])),
    };
}
