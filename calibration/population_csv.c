/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/population_csv.c: workers from a user's file, one a row.  A broken row is named with its
 * column; more workers than rows are refused. */
#include "calibration/population_source.h"

#include "base/csv.h"
#include "config/setting.h"
#include "model/units.h"

#include <math.h>
#include <stdlib.h>

#define MAX_WAGE_USD_PER_HOUR 1e9
#define MAX_WEIGHT 1e12
#define MAX_AGE_YEARS 130.0

static const struct setting own_settings[] = {
    FILE_SETTING("population.csv.path", "The file, relative to the config."),
    WORDS_SETTING("population.csv.wage_column", "\"wage_usd_per_hour\"", "Column of the wage."),
    WORDS_SETTING("population.csv.hours_column", "\"hours_per_week\"", "Column of usual hours."),
    WORDS_SETTING("population.csv.weeks_column", "null", "Column of weeks worked; null: 52."),
    WORDS_SETTING("population.csv.weight_column", "null", "Column of sample weights; null: equal."),
    WORDS_SETTING("population.csv.occupation_column", "null",
                  "Column of the occupation, in the country's codes (us: 11-0000 ... 53-0000)."),
    WORDS_SETTING("population.csv.sex_column", "null", "Column of the sex (male, female)."),
    WORDS_SETTING("population.csv.age_column", "null", "Column of the age in years."),
    {0},
};

static const struct setting *const settings_read[] = {own_settings, NULL};

/* Names of columns; NULL where the file has none (wage and hours must be there). */
struct file {
    const char *path;
    const char *wage_column;       /* USD per hour, above 0 */
    const char *hours_column;      /* usual hours a week, above 0, at most 100 */
    const char *weeks_column;      /* above 0, at most 52; else 52 */
    const char *weight_column;     /* above 0; scaled to mean 1 */
    const char *occupation_column; /* code of the country; a cell needs all three */
    const char *sex_column;        /* likewise */
    const char *age_column;        /* years, from the first age group on */
    const struct cells *cells;     /* of the country */
};

enum field { WAGE, HOURS, WEEKS, WEIGHT, OCCUPATION, SEX, AGE, NUM_FIELDS };

#define NO_COLUMN SIZE_MAX

static enum status find_columns(size_t column[NUM_FIELDS], const struct csv *csv,
                                const struct file *file, struct error *err)
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

static enum status read_cell(const struct csv *csv, const size_t column[NUM_FIELDS],
                             const struct cells *cells, uint16_t *cell, struct error *err)
{
    int occupation = 0;
    int sex = 0;
    double age = 0.0;

    *cell = POPULATION_NO_CELL;
    if (column[OCCUPATION] != NO_COLUMN)
        TRY(csv_word(csv, column[OCCUPATION], cells->occupation.codes, cells->occupation.count,
                     &occupation, err));
    if (column[SEX] != NO_COLUMN)
        TRY(csv_word(csv, column[SEX], cells->sex.codes, cells->sex.count, &sex, err));
    if (column[AGE] != NO_COLUMN)
        TRY(csv_number(csv, column[AGE], cells->age_from_years[0], MAX_AGE_YEARS, &age, err));
    if (column[OCCUPATION] != NO_COLUMN && column[SEX] != NO_COLUMN && column[AGE] != NO_COLUMN)
        *cell = (uint16_t)cells_pack(cells, occupation, sex, cells_age_group(cells, age));
    return STATUS_OK;
}

static enum status read_worker(struct population *population, size_t i, const struct csv *csv,
                               const size_t column[NUM_FIELDS], const struct cells *cells,
                               struct error *err)
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
    return read_cell(csv, column, cells, &population->cell[i], err);
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
                                const struct file *file, struct error *err)
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
        TRY(read_worker(population, i, csv, column, file->cells, err));
    }
    scale_weights(population);
    return STATUS_OK;
}

static enum status count(const void *state, size_t *num_workers, struct error *err)
{
    const struct file *const file = state;
    struct csv reader;

    TRY(csv_open(&reader, file->path, err));
    *num_workers = csv_count_rows(&reader);
    csv_close(&reader);
    return STATUS_OK;
}

static bool has_weights(const void *state)
{
    return ((const struct file *)state)->weight_column != NULL;
}

static enum status make_room(struct population *population, const struct csv *reader,
                             const struct file *file, size_t num_workers, struct error *err)
{
    const size_t num_rows = csv_count_rows(reader);

    if (num_rows == 0)
        return error_set(err, STATUS_INVALID_INPUT, "%s has no rows after the header", file->path);
    if (num_workers > num_rows)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s has %zu rows, fewer than the %zu workers asked for", file->path,
                         num_rows, num_workers);
    if (num_workers == 0)
        num_workers = num_rows;
    if (num_workers > UINT32_MAX)
        return error_set(err, STATUS_INVALID_INPUT, "%s has %zu rows, at most %u are supported",
                         file->path, num_workers, UINT32_MAX);
    return population_create(population, num_workers, file->weight_column != NULL, err);
}

static enum status read_file(const void *state, struct population *population, size_t num_workers,
                             struct error *err)
{
    const struct file *const file = state;
    struct csv reader;

    TRY(csv_open(&reader, file->path, err));
    enum status status = make_room(population, &reader, file, num_workers, err);

    if (!status) {
        status = read_workers(population, &reader, file, err);
        if (status)
            population_free(population);
    }
    csv_close(&reader);
    return status;
}

static enum status check(const struct file *file, const struct settings *settings,
                         struct error *err)
{
    if (!file->path)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: the source 'csv' needs population.csv.path, which is not set",
                         settings_origin(settings, "population.source"));
    if (!file->wage_column || !file->hours_column)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: the source 'csv' needs a wage_column and an hours_column",
                         settings_origin(settings, "population.source"));
    return STATUS_OK;
}

static enum status create(void **state, const struct settings *settings,
                          const struct country *country, struct error *err)
{
    struct file *const file = malloc(sizeof *file);

    if (!file)
        return error_set(err, STATUS_NO_MEMORY, "no memory to read workers");
    *file = (struct file){
        .path = settings_string(settings, "population.csv.path"),
        .wage_column = settings_string(settings, "population.csv.wage_column"),
        .hours_column = settings_string(settings, "population.csv.hours_column"),
        .weeks_column = settings_string(settings, "population.csv.weeks_column"),
        .weight_column = settings_string(settings, "population.csv.weight_column"),
        .occupation_column = settings_string(settings, "population.csv.occupation_column"),
        .sex_column = settings_string(settings, "population.csv.sex_column"),
        .age_column = settings_string(settings, "population.csv.age_column"),
        .cells = country->cells,
    };
    const enum status status = check(file, settings, err);

    if (status) {
        free(file);
        return status;
    }
    *state = file;
    return STATUS_OK;
}

const struct population_source_kind population_source_csv = {
    .kind = {.name = "csv",
             .summary = "a file of microdata, one worker a row",
             .settings = settings_read},
    .create = create,
    .destroy = free,
    .read = read_file,
    .count = count,
    .has_weights = has_weights,
};
