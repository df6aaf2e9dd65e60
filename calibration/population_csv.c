/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading workers from a user's file. */
#include "calibration/population_csv.h"

#include "base/csv.h"
#include "calibration/us/cells.h"
#include "model/units.h"

#include <math.h>

#define MAX_WAGE_USD_PER_HOUR 1e9
#define MAX_WEIGHT 1e12
#define MAX_AGE_YEARS 130.0

enum field { WAGE, HOURS, WEEKS, WEIGHT, OCCUPATION, SEX, AGE, NUM_FIELDS };

#define NO_COLUMN SIZE_MAX

static enum status find_columns(size_t column[NUM_FIELDS], const struct csv *csv,
                                const struct population_csv *file, struct error *err)
{
    const char *const names[NUM_FIELDS] = {
        [WAGE] = file->wage_column,   [HOURS] = file->hours_column,
        [WEEKS] = file->weeks_column, [WEIGHT] = file->weight_column,
        [SEX] = file->sex_column,     [OCCUPATION] = file->occupation_column,
        [AGE] = file->age_column,
    };

    for (int i = 0; i < NUM_FIELDS; i++) {
        column[i] = NO_COLUMN;
        if (names[i])
            TRY(csv_find_column(csv, names[i], &column[i], err));
    }
    return STATUS_OK;
}

static enum status positive(const struct csv *csv, size_t column, double max, double *value,
                            struct error *err)
{
    TRY(csv_number(csv, column, -HUGE_VAL, max, value, err));
    if (!((float)*value > 0.0f)) /* hours and weeks are stored as floats */
        return csv_error(csv, column, err, "%s is not above 0", csv->field[column]);
    return STATUS_OK;
}

static enum status read_cell(const struct csv *csv, const size_t column[NUM_FIELDS], uint16_t *cell,
                             struct error *err)
{
    int occupation = 0;
    int sex = 0;
    double age = 0.0;

    *cell = POPULATION_NO_CELL;
    if (column[OCCUPATION] != NO_COLUMN)
        TRY(csv_word(csv, column[OCCUPATION], us_occupation_codes, US_NUM_OCCUPATIONS, &occupation,
                     err));
    if (column[SEX] != NO_COLUMN)
        TRY(csv_word(csv, column[SEX], us_sex_names, US_NUM_SEXES, &sex, err));
    if (column[AGE] != NO_COLUMN)
        TRY(csv_number(csv, column[AGE], 16.0, MAX_AGE_YEARS, &age, err));
    if (column[OCCUPATION] != NO_COLUMN && column[SEX] != NO_COLUMN && column[AGE] != NO_COLUMN)
        *cell = (uint16_t)us_cell(occupation, sex, us_age_group(age));
    return STATUS_OK;
}

static enum status read_worker(struct population *population, size_t i, const struct csv *csv,
                               const size_t column[NUM_FIELDS], struct error *err)
{
    double hours = 0.0;
    double weeks = WEEKS_PER_YEAR;

    population->id[i] = (uint32_t)i;
    TRY(positive(csv, column[WAGE], MAX_WAGE_USD_PER_HOUR, &population->wage_usd_per_hour[i], err));
    TRY(positive(csv, column[HOURS], MAX_HOURS_PER_WEEK, &hours, err));
    if (column[WEEKS] != NO_COLUMN)
        TRY(positive(csv, column[WEEKS], WEEKS_PER_YEAR, &weeks, err));
    if (population->sample_weight)
        TRY(positive(csv, column[WEIGHT], MAX_WEIGHT, &population->sample_weight[i], err));
    population->observed_hours_per_week[i] = (float)hours;
    population->weeks_per_year[i] = (float)weeks;
    return read_cell(csv, column, &population->cell[i], err);
}

static void scale_weights(struct population *population)
{
    double sum = 0.0;

    if (!population->sample_weight)
        return;
    for (size_t i = 0; i < population->num_workers; i++)
        sum += population->sample_weight[i];
    const double mean = sum / (double)population->num_workers;

    for (size_t i = 0; i < population->num_workers; i++)
        population->sample_weight[i] /= mean;
}

static enum status read_workers(struct population *population, struct csv *csv,
                                const struct population_csv *file, struct error *err)
{
    size_t column[NUM_FIELDS];
    bool has_row = true;

    TRY(find_columns(column, csv, file, err));
    for (size_t i = 0; i < population->num_workers; i++) {
        TRY(csv_next(csv, &has_row, err));
        if (!has_row)
            return error_set(err, STATUS_INVALID_INPUT,
                             "%s has %zu rows, fewer than the %zu workers asked for", csv->name, i,
                             population->num_workers);
        TRY(read_worker(population, i, csv, column, err));
    }
    scale_weights(population);
    return STATUS_OK;
}

enum status population_csv_count(size_t *num_rows, const struct population_csv *csv,
                                 struct error *err)
{
    struct csv reader;

    TRY(csv_open(&reader, csv->path, err));
    *num_rows = csv_count_rows(&reader);
    csv_close(&reader);
    return STATUS_OK;
}

static enum status create(struct population *population, const struct csv *reader,
                          const struct population_csv *csv, size_t num_workers, struct error *err)
{
    const size_t num_rows = csv_count_rows(reader);

    if (num_rows == 0)
        return error_set(err, STATUS_INVALID_INPUT, "%s has no rows after the header", csv->path);
    if (num_workers > num_rows)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s has %zu rows, fewer than the %zu workers asked for", csv->path,
                         num_rows, num_workers);
    if (num_workers == 0)
        num_workers = num_rows;
    if (num_workers > UINT32_MAX)
        return error_set(err, STATUS_INVALID_INPUT, "%s has %zu rows, at most %u are supported",
                         csv->path, num_workers, UINT32_MAX);
    return population_create(population, num_workers, csv->weight_column != NULL, err);
}

enum status population_csv_read(struct population *population, const struct population_csv *csv,
                                size_t num_workers, struct error *err)
{
    struct csv reader;

    *population = (struct population){0};
    TRY(csv_open(&reader, csv->path, err));
    enum status status = create(population, &reader, csv, num_workers, err);

    if (!status)
        status = read_workers(population, &reader, csv, err);
    if (status)
        population_free(population);
    csv_close(&reader);
    return status;
}
