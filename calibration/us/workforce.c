/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shipped distribution of U.S. workers, and the wage shock within a cell. */
#include "calibration/us/workforce.h"

#include "base/elementary.h"
#include "calibration/tables.h"

#include <math.h>
#include <string.h>

const char *const us_parameter_names[US_NUM_PARAMETERS] = {
    [US_SPREAD_BELOW] = "spread_below_median",
    [US_SPREAD_ABOVE] = "spread_above_median",
    [US_PARETO_SHARE] = "pareto_share",
    [US_PARETO_INDEX] = "pareto_index",
    [US_TOP_SHARE] = "top_share_of_pareto",
    [US_TOP_INDEX] = "top_pareto_index",
    [US_PART_TIME_PENALTY] = "part_time_log_wage_penalty",
    [US_PART_YEAR_16_19] = "part_year_share_16_19",
    [US_PART_YEAR_20_24] = "part_year_share_20_24",
    [US_PART_YEAR_25_PLUS] = "part_year_share_25_plus",
    [US_WEEKS_EXPONENT] = "weeks_exponent",
};

struct wage_shock wage_shock(const double parameter[US_NUM_PARAMETERS], double log_sd)
{
    const double share = parameter[US_PARETO_SHARE];
    struct wage_shock shock = {
        .scale_below = log_sd * parameter[US_SPREAD_BELOW],
        .scale_above = log_sd * parameter[US_SPREAD_ABOVE],
        .pareto_share = share,
        .pareto_index = parameter[US_PARETO_INDEX],
        .top_share = share * parameter[US_TOP_SHARE],
        .top_index = parameter[US_TOP_INDEX],
    };

    shock.pareto_start = -shock.scale_above * elementary_normal_quantile(share);
    shock.top_start =
        shock.pareto_start - elementary_log(parameter[US_TOP_SHARE]) / shock.pareto_index;
    return shock;
}

double wage_shock_quantile(const struct wage_shock *shock, double u)
{
    const double upper = fmax(1.0 - u, US_MIN_UPPER_SHARE);

    if (upper < shock->top_share)
        return shock->top_start + elementary_log(shock->top_share / upper) / shock->top_index;
    if (upper < shock->pareto_share)
        return shock->pareto_start +
               elementary_log(shock->pareto_share / upper) / shock->pareto_index;
    return (u < 0.5 ? shock->scale_below : shock->scale_above) * elementary_normal_quantile(u);
}

double wage_shock_cdf(const struct wage_shock *shock, double x)
{
    if (x > shock->top_start)
        return 1.0 - shock->top_share * elementary_exp(shock->top_index * (shock->top_start - x));
    if (x > shock->pareto_start)
        return 1.0 - shock->pareto_share *
                         elementary_exp(shock->pareto_index * (shock->pareto_start - x));
    return elementary_normal_cdf(x / (x < 0.0 ? shock->scale_below : shock->scale_above));
}

double wage_shock_density(const struct wage_shock *shock, double x)
{
    const double one_over_sqrt_two_pi = 0.39894228040143267794;

    if (x > shock->top_start)
        return shock->top_index * (1.0 - wage_shock_cdf(shock, x));
    if (x > shock->pareto_start)
        return shock->pareto_index * (1.0 - wage_shock_cdf(shock, x));
    const double scale = x < 0.0 ? shock->scale_below : shock->scale_above;
    const double t = x / scale;

    return one_over_sqrt_two_pi * elementary_exp(-0.5 * t * t) / scale;
}

double us_part_year_share(const double parameter[US_NUM_PARAMETERS], int age)
{
    return parameter[US_PART_YEAR_16_19 + (age < 2 ? age : 2)];
}

static enum status read_parameter(const struct csv *csv, const size_t *column, void *result,
                                  struct error *err)
{
    struct us_workforce *const workforce = result;
    int index = 0;

    TRY(csv_word(csv, column[0], us_parameter_names, US_NUM_PARAMETERS, &index, err));
    return csv_number(csv, column[1], 1e-6, 100.0, &workforce->parameter[index], err);
}

static enum status read_cell(const struct csv *csv, const size_t *column, void *result,
                             struct error *err)
{
    struct us_workforce *const workforce = result;
    int occupation = 0;
    int sex = 0;
    int age = 0;

    TRY(csv_word(csv, column[0], us_occupation_codes, US_NUM_OCCUPATIONS, &occupation, err));
    TRY(csv_word(csv, column[1], us_sex_codes, US_NUM_SEXES, &sex, err));
    TRY(csv_word(csv, column[2], us_age_codes, US_NUM_AGES, &age, err));
    const int cell = us_cell(occupation, sex, age);

    TRY(csv_number(csv, column[3], 0.0, 1.0, &workforce->cell_share[cell], err));
    TRY(csv_number(csv, column[4], 0.0, 1.0, &workforce->full_time_share[cell], err));
    TRY(csv_number(csv, column[5], -10.0, 20.0, &workforce->log_wage[cell], err));
    return csv_number(csv, column[6], 1e-3, 10.0, &workforce->log_sd[cell], err);
}

static enum status read_hours(const struct csv *csv, const size_t *column, void *result,
                              struct error *err)
{
    struct us_workforce *const workforce = result;
    int sex = 0;
    int age = 0;
    double hours = 0.0;

    TRY(csv_word(csv, column[0], us_sex_codes, US_NUM_SEXES, &sex, err));
    TRY(csv_word(csv, column[1], us_age_codes, US_NUM_AGES, &age, err));
    TRY(csv_number(csv, column[2], 1.0, US_MAX_HOURS, &hours, err));
    return csv_number(csv, column[3], 0.0, 1.0, &workforce->hours_share[sex][age][(int)hours], err);
}

/* Make `count` shares, which were printed with few digits, sum to 1. */
static enum status scale_shares(double *share, int count, const char *what, struct error *err)
{
    double sum = 0.0;

    for (int i = 0; i < count; i++)
        sum += share[i];
    if (!(fabs(sum - 1.0) < 1e-4))
        return error_set(err, STATUS_INVALID_INPUT, "shares of %s sum to %g, not 1", what, sum);
    for (int i = 0; i < count; i++)
        share[i] /= sum;
    return STATUS_OK;
}

static enum status check(struct us_workforce *workforce, struct error *err)
{
    for (int i = 0; i < US_NUM_PARAMETERS; i++)
        if (!(workforce->parameter[i] > 0.0))
            return error_set(err, STATUS_INVALID_INPUT, "us_workforce_fit: no parameter '%s'",
                             us_parameter_names[i]);
    for (int i = 0; i < US_NUM_CELLS; i++)
        if (!(workforce->log_sd[i] > 0.0))
            return error_set(err, STATUS_INVALID_INPUT, "us_workforce_cells: no cell %s %s %s",
                             us_occupation_codes[us_cell_occupation(i)],
                             us_sex_codes[us_cell_sex(i)], us_age_codes[us_cell_age(i)]);
    TRY(scale_shares(workforce->cell_share, US_NUM_CELLS, "us_workforce_cells", err));
    for (int sex = 0; sex < US_NUM_SEXES; sex++)
        for (int age = 0; age < US_NUM_AGES; age++)
            for (int full = US_PART_TIME; full <= US_FULL_TIME; full++)
                TRY(scale_shares(&workforce->hours_share[sex][age][us_first_hours(full)],
                                 us_last_hours(full) - us_first_hours(full) + 1,
                                 "us_workforce_hours", err));
    return STATUS_OK;
}

enum status us_workforce_load(struct us_workforce *workforce, struct error *err)
{
    static const char *const fit_columns[] = {"parameter", "value", NULL};
    static const char *const cell_columns[] = {"soc_major",       "sex",      "age_group", "share",
                                               "full_time_share", "log_wage", "log_sd",    NULL};
    static const char *const hours_columns[] = {"sex", "age_group", "hours", "share", NULL};

    *workforce = (struct us_workforce){0};
    TRY(table_read("us_workforce_fit", fit_columns, read_parameter, workforce, err));
    TRY(table_read("us_workforce_cells", cell_columns, read_cell, workforce, err));
    TRY(table_read("us_workforce_hours", hours_columns, read_hours, workforce, err));
    return check(workforce, err);
}
