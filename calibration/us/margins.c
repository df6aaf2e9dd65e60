/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cells, full time and hours from the published tables. */
#include "calibration/us/margins.h"

#include "base/elementary.h"

#include <math.h>

enum { SPLIT_BIN = 3, HOURS_IN_BIN = 10 }; /* 35 hours lie inside the bin 30-39 */

/* The table for 2024 scaled the part-time and the full-time hours of March 2021 by one factor each.
 * Both factors show in the bins that 35 hours do not cut; in the bin 30-39, with shares s before
 * and s' after, they say how much of s is part time: s_pt = (s factor_ft - s') / (factor_ft -
 * factor_pt).  Returns the part-time share of 2024 inside that bin. */
static double part_time_in_split_bin(const struct hours_bin bins[US_NUM_HOURS_BINS])
{
    double before[2] = {0.0, 0.0};
    double after[2] = {0.0, 0.0};

    for (int i = 0; i < US_NUM_HOURS_BINS; i++) {
        if (i == SPLIT_BIN)
            continue;
        before[i > SPLIT_BIN] += bins[i].share_march_2021;
        after[i > SPLIT_BIN] += bins[i].share_2024;
    }
    const double factor_part = after[0] / before[0];
    const double factor_full = after[1] / before[1];
    const double part =
        (bins[SPLIT_BIN].share_march_2021 * factor_full - bins[SPLIT_BIN].share_2024) /
        (factor_full - factor_part);

    return fmin(fmax(part * factor_part, 0.0), bins[SPLIT_BIN].share_2024);
}

double us_full_time_margin(const struct hours_bin bins[US_NUM_HOURS_BINS])
{
    double share = bins[SPLIT_BIN].share_2024 - part_time_in_split_bin(bins);

    for (int i = SPLIT_BIN + 1; i < US_NUM_HOURS_BINS; i++)
        share += bins[i].share_2024;
    return share;
}

/* How people round their hours (our assumption): halves and whole tens of hours most, then whole
 * working days and half days. */
static double heaping(int hours)
{
    if (hours % 10 == 0)
        return 12.0;
    if (hours % 5 == 0)
        return 8.0;
    return hours % 8 == 0 || hours % 12 == 0 || hours == 38 || hours == 42 ? 3.0 : 1.0;
}

/* The hours of one bin, in two stretches (the second is empty unless 35 hours cut the bin). */
struct bin_shape {
    int first;            /* hours of share[0] */
    double part_mass[2];  /* of the stretches */
    double share_at_mode; /* of the bin's whole mass; 0 if the mode is not one of the hours */
    int modal_hours;
    double share[HOURS_IN_BIN]; /* result; sums to part_mass[0] + part_mass[1] */
};

static int stretch_of(const struct bin_shape *shape, int i)
{
    return shape->part_mass[1] > 0.0 && shape->first + i >= US_FULL_TIME_HOURS;
}

/* The mode has its own share; the rest of each stretch is heaping tilted by exp(tilt h).  Returns
 * the mean, which rises with the tilt. */
static double shape_with_tilt(struct bin_shape *shape, double tilt)
{
    double rest[2] = {shape->part_mass[0], shape->part_mass[1]};
    double weight_sum[2] = {0.0, 0.0};
    double moment = 0.0;

    for (int i = 0; i < HOURS_IN_BIN; i++) {
        const int hours = shape->first + i;
        const int stretch = stretch_of(shape, i);

        shape->share[i] = 0.0;
        if (hours < 1)
            continue;
        if (hours == shape->modal_hours && shape->share_at_mode > 0.0)
            rest[stretch] -= shape->share_at_mode * (shape->part_mass[0] + shape->part_mass[1]);
        else
            shape->share[i] = heaping(hours) * elementary_exp(tilt * (i - 4.5));
        weight_sum[stretch] += shape->share[i];
    }
    for (int i = 0; i < HOURS_IN_BIN; i++) {
        const int hours = shape->first + i;
        const int stretch = stretch_of(shape, i);

        if (hours == shape->modal_hours && shape->share_at_mode > 0.0)
            shape->share[i] = shape->share_at_mode * (shape->part_mass[0] + shape->part_mass[1]);
        else
            shape->share[i] *= fmax(rest[stretch], 0.0) / weight_sum[stretch];
        moment += shape->share[i] * hours;
    }
    return moment / (shape->part_mass[0] + shape->part_mass[1]);
}

/* Shares of single hours in a bin, of the given masses and mean; means are met to 1e-9 hours
 * wherever the bin allows, else the tilt is at its limit. */
static void shape_bin(struct bin_shape *shape, double mean_hours)
{
    double low = -30.0;
    double high = 30.0;

    for (int round = 0; round < 80; round++) {
        const double middle = 0.5 * (low + high);

        if (shape_with_tilt(shape, middle) < mean_hours)
            low = middle;
        else
            high = middle;
    }
}

static double sum_of(const double *value, int first, int last)
{
    double sum = 0.0;

    for (int i = first; i <= last; i++)
        sum += value[i];
    return sum;
}

static enum status fill_hours(double share[US_MAX_HOURS + 1],
                              const struct hours_bin bins[US_NUM_HOURS_BINS], struct error *err)
{
    for (int b = 0; b < US_NUM_HOURS_BINS; b++) {
        struct bin_shape shape = {
            .first = HOURS_IN_BIN * b,
            .part_mass = {bins[b].share_2024, 0.0},
            .share_at_mode = bins[b].modal_hours >= 1.0 ? bins[b].share_at_mode : 0.0,
            .modal_hours = (int)bins[b].modal_hours,
        };

        if (!(bins[b].share_2024 > 0.0))
            continue;
        if (b == SPLIT_BIN) {
            shape.part_mass[0] = part_time_in_split_bin(bins);
            shape.part_mass[1] = bins[b].share_2024 - shape.part_mass[0];
        }
        shape_bin(&shape, bins[b].mean_hours);
        for (int i = 0; i < HOURS_IN_BIN; i++)
            share[shape.first + i] = shape.share[i];
    }
    const double sum = sum_of(share, 1, US_MAX_HOURS);

    if (!(fabs(sum - 1.0) < 1e-5))
        return error_set(err, STATUS_INVALID_INPUT, "usual_hours: shares sum to %g, not 1", sum);
    for (int full = US_PART_TIME; full <= US_FULL_TIME; full++) {
        const double whole = sum_of(share, us_first_hours(full), us_last_hours(full));

        for (int h = us_first_hours(full); h <= us_last_hours(full); h++)
            share[h] /= whole;
    }
    return STATUS_OK;
}

/* The one root of an increasing function of a shift in log odds: how far to move the cells of a
 * margin so that their full-time share is `target`. */
static double shift_to_margin(const double *log_odds, const double *weight, const int *cells,
                              int num_cells, double target)
{
    double low = -40.0;
    double high = 40.0;

    for (int round = 0; round < 60; round++) {
        const double middle = 0.5 * (low + high);
        double full = 0.0;
        double all = 0.0;

        for (int i = 0; i < num_cells; i++) {
            full += weight[cells[i]] / (1.0 + elementary_exp(-log_odds[cells[i]] - middle));
            all += weight[cells[i]];
        }
        if (full < target * all)
            low = middle;
        else
            high = middle;
    }
    return 0.5 * (low + high);
}

/* Move the cells with the given occupation, or the given sex and age, to a full-time share. */
static double move_margin(double *log_odds, const double *weight, int occupation, int sex, int age,
                          double target)
{
    int cells[US_NUM_CELLS];
    int num_cells = 0;

    for (int cell = 0; cell < US_NUM_CELLS; cell++)
        if (occupation >= 0 ? us_cell_occupation(cell) == occupation
                            : us_cell_sex(cell) == sex && us_cell_age(cell) == age)
            cells[num_cells++] = cell;
    const double shift = shift_to_margin(log_odds, weight, cells, num_cells, target);

    for (int i = 0; i < num_cells; i++)
        log_odds[cells[i]] += shift;
    return fabs(shift);
}

/* Log odds of full time = A[sex, age] + B[occupation]: raking in log odds.  The shares by sex and
 * age are met exactly; those by occupation are proportional to full-time over all wage and salary
 * workers, at the level that agrees with the former. */
static enum status fill_full_time(struct us_workforce *workforce, const struct us_tables *tables,
                                  struct error *err)
{
    enum { MAX_ROUNDS = 60 };
    double log_odds[US_NUM_CELLS] = {0.0};
    double full_time = 0.0;
    double unscaled = 0.0;
    double largest_shift = HUGE_VAL;

    for (int cell = 0; cell < US_NUM_CELLS; cell++) {
        const int o = us_cell_occupation(cell);

        full_time += workforce->cell_share[cell] *
                     us_full_time_margin(tables->hours[us_cell_sex(cell)][us_cell_age(cell)]);
        unscaled += workforce->cell_share[cell] * tables->full_time_thousands[o] /
                    tables->wage_salary_thousands[o];
    }
    for (int round = 0; round < MAX_ROUNDS && largest_shift > 1e-10; round++) {
        largest_shift = 0.0;
        for (int o = 0; o < US_NUM_OCCUPATIONS; o++)
            largest_shift = fmax(largest_shift,
                                 move_margin(log_odds, workforce->cell_share, o, 0, 0,
                                             full_time / unscaled * tables->full_time_thousands[o] /
                                                 tables->wage_salary_thousands[o]));
        for (int sex = 0; sex < US_NUM_SEXES; sex++)
            for (int age = 0; age < US_NUM_AGES; age++)
                largest_shift =
                    fmax(largest_shift, move_margin(log_odds, workforce->cell_share, -1, sex, age,
                                                    us_full_time_margin(tables->hours[sex][age])));
    }
    if (!(largest_shift <= 1e-10))
        return error_set(err, STATUS_NUMERICAL,
                         "full-time shares by occupation and by age do not "
                         "settle (last move %g)",
                         largest_shift);
    for (int cell = 0; cell < US_NUM_CELLS; cell++)
        workforce->full_time_share[cell] = 1.0 / (1.0 + elementary_exp(-log_odds[cell]));
    return STATUS_OK;
}

enum status us_margins_fill(struct us_workforce *workforce, const struct us_tables *tables,
                            struct error *err)
{
    double employed = 0.0;

    for (int cell = 0; cell < US_NUM_CELLS; cell++)
        employed += tables->employed_thousands[cell];
    for (int cell = 0; cell < US_NUM_CELLS; cell++) {
        workforce->cell_share[cell] = tables->employed_thousands[cell] / employed;
        workforce->log_sd[cell] = tables->log_sd[us_cell_occupation(cell)][us_cell_sex(cell)];
    }
    for (int sex = 0; sex < US_NUM_SEXES; sex++)
        for (int age = 0; age < US_NUM_AGES; age++)
            TRY(fill_hours(workforce->hours_share[sex][age], tables->hours[sex][age], err));
    return fill_full_time(workforce, tables, err);
}
