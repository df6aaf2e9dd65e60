/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One reader of rows per published table. */
#include "calibration/us/tables.h"

#include "calibration/tables.h"

#include <string.h>

#define LARGE 1e15

static enum status read_employment(const struct csv *csv, const size_t *column, void *result,
                                   struct error *err)
{
    struct us_tables *const tables = result;
    int occupation = 0;
    int sex = 0;
    int age = 0;

    TRY(csv_word(csv, column[0], us_occupation_codes, US_NUM_OCCUPATIONS, &occupation, err));
    TRY(csv_word(csv, column[1], us_sex_codes, US_NUM_SEXES, &sex, err));
    TRY(csv_word(csv, column[2], us_age_codes, US_NUM_AGES, &age, err));
    return csv_number(csv, column[3], 0.0, LARGE,
                      &tables->employed_thousands[us_cell(occupation, sex, age)], err);
}

static enum status read_occupation(const struct csv *csv, const size_t *column, void *result,
                                   struct error *err)
{
    struct us_tables *const tables = result;
    int o = 0;
    int sex = 0;

    TRY(csv_word(csv, column[0], us_occupation_codes, US_NUM_OCCUPATIONS, &o, err));
    if (strcmp(csv->field[column[1]], "both") == 0) {
        TRY(csv_number(csv, column[4], 1.0, LARGE, &tables->full_time_thousands[o], err));
        return csv_number(csv, column[5], 1.0, LARGE, &tables->wage_salary_thousands[o], err);
    }
    TRY(csv_word(csv, column[1], us_sex_codes, US_NUM_SEXES, &sex, err));
    TRY(csv_number(csv, column[2], 1.0, LARGE, &tables->median_by_occupation[o][sex], err));
    return csv_number(csv, column[3], 0.01, 10.0, &tables->log_sd[o][sex], err);
}

static enum status read_age(const struct csv *csv, const size_t *column, void *result,
                            struct error *err)
{
    struct us_tables *const tables = result;
    int sex = 0;
    int age = 0;

    TRY(csv_word(csv, column[0], us_sex_codes, US_NUM_SEXES, &sex, err));
    TRY(csv_word(csv, column[1], us_age_codes, US_NUM_AGES, &age, err));
    return csv_number(csv, column[2], 1.0, LARGE, &tables->median_by_age[sex][age], err);
}

static enum status read_hours_bin(const struct csv *csv, const size_t *column, void *result,
                                  struct error *err)
{
    struct us_tables *const tables = result;
    int sex = 0;
    int age = 0;
    double lowest = 0.0;

    TRY(csv_word(csv, column[0], us_sex_codes, US_NUM_SEXES, &sex, err));
    TRY(csv_word(csv, column[1], us_age_codes, US_NUM_AGES, &age, err));
    TRY(csv_number(csv, column[2], 0.0, 90.0, &lowest, err));
    struct hours_bin *const bin = &tables->hours[sex][age][(int)(lowest / 10.0)];

    TRY(csv_number(csv, column[3], 0.0, 1.0, &bin->share_march_2021, err));
    TRY(csv_number(csv, column[4], 0.0, 1.0, &bin->share_2024, err));
    if (bin->share_2024 == 0.0)
        return STATUS_OK;
    TRY(csv_number(csv, column[5], 0.0, 99.0, &bin->mean_hours, err));
    TRY(csv_number(csv, column[6], 0.0, 99.0, &bin->modal_hours, err));
    return csv_number(csv, column[7], 0.0, 1.0, &bin->share_at_mode, err);
}

/* share_below is a running count here and becomes a share when all rows are known. */
static enum status read_earnings_bin(const struct csv *csv, const size_t *column, void *result,
                                     struct error *err)
{
    struct us_tables *const tables = result;
    double year = 0.0;
    double earners = 0.0;
    const int i = tables->num_thresholds;

    TRY(csv_number(csv, column[0], 1900.0, 2100.0, &year, err));
    if (year != tables->earnings_year)
        return STATUS_OK;
    TRY(csv_number(csv, column[2], 0.0, LARGE, &earners, err));
    tables->num_earners += earners;
    if (!*csv->field[column[1]])
        return STATUS_OK; /* the open bin on top */
    if (i == US_MAX_THRESHOLDS)
        return csv_error(csv, column[1], err, "more than %d thresholds", US_MAX_THRESHOLDS);
    tables->share_below[i] = tables->num_earners;
    tables->num_thresholds++;
    return csv_number(csv, column[1], 1.0, LARGE, &tables->threshold_usd[i], err);
}

static enum status read_quantile(const struct csv *csv, const size_t *column, void *result,
                                 struct error *err)
{
    struct us_tables *const tables = result;
    double year = 0.0;
    double value = 0.0;
    const int i = tables->num_quantiles;

    TRY(csv_number(csv, column[0], 1900.0, 2100.0, &year, err));
    TRY(csv_number(csv, column[3], 0.0, LARGE, &value, err));
    if (year != tables->earnings_year)
        return STATUS_OK;
    if (strcmp(csv->field[column[1]], "mean") == 0) {
        tables->mean_earnings_usd = value;
        return STATUS_OK;
    }
    if (strcmp(csv->field[column[4]], "interpolated") != 0)
        return STATUS_OK; /* the published median repeats an interpolated one */
    if (i == US_MAX_QUANTILES)
        return csv_error(csv, column[2], err, "more than %d quantiles", US_MAX_QUANTILES);
    tables->quantile_usd[i] = value;
    tables->num_quantiles++;
    return csv_number(csv, column[2], 0.0, 1.0, &tables->probability[i], err);
}

static enum status read_young(const struct csv *csv, const size_t *column, void *result,
                              struct error *err)
{
    struct us_tables *const tables = result;
    double probability = 0.0;
    int age = 0;

    TRY(csv_word(csv, column[0], us_age_codes, US_NUM_YOUNG_AGES, &age, err));
    TRY(csv_number(csv, column[1], 0.25, 0.75, &probability, err));
    return csv_number(csv, column[2], 1.0, LARGE,
                      &tables->young_quartile_usd[age][(int)(4.0 * probability) - 1], err);
}

enum status us_tables_read(struct us_tables *tables, int earnings_year, struct error *err)
{
    static const struct {
        const char *name;
        const char *columns[TABLE_MAX_COLUMNS];
        table_row_reader *read_row;
    } all[] = {
        {"employment_2024",
         {"soc_major", "sex", "age_group", "employed_thousands"},
         read_employment},
        {"occupation_earnings_2024",
         {"soc_major", "sex", "median_weekly_usd", "log_sd", "full_time_thousands",
          "wage_salary_thousands"},
         read_occupation},
        {"age_earnings_2024", {"sex", "age_group", "median_weekly_usd"}, read_age},
        {"usual_hours",
         {"sex", "age_group", "hours_lo", "share_march_2021", "share_2024", "mean_hours",
          "modal_hours", "share_at_mode"},
         read_hours_bin},
        {"ssa_wages", {"year", "to_usd", "wage_earners"}, read_earnings_bin},
        {"ssa_quantiles",
         {"year", "statistic", "probability", "earnings_usd", "basis"},
         read_quantile},
        {"asec_young_incomes", {"age_group", "probability", "income_usd"}, read_young},
    };

    *tables = (struct us_tables){.earnings_year = earnings_year};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        TRY(table_read(all[i].name, all[i].columns, all[i].read_row, tables, err));
    if (tables->num_thresholds == 0)
        return error_set(err, STATUS_INVALID_INPUT,
                         "no table of annual earnings in %d; there are "
                         "2022 and 2023",
                         earnings_year);
    for (int i = 0; i < tables->num_thresholds; i++)
        tables->share_below[i] /= tables->num_earners;
    return STATUS_OK;
}
