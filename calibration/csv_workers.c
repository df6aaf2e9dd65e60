/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/csv_workers.c: row by row, going on after a broken one, so that all are counted. */
#include "calibration/csv_workers.h"

#include "base/csv.h"
#include "base/text.h"
#include "model/cells.h"
#include "model/units.h"

#include <math.h>

#define MAX_WAGE_USD_PER_HOUR 1e9
#define MAX_AGE_YEARS 130.0

enum field { WAGE, HOURS, WEEKS, WEIGHT, WELFARE_WEIGHT, OCCUPATION, SEX, AGE, NUM_FIELDS };
enum { MOST_SHOWN = 5 };

#define NO_COLUMN SIZE_MAX

struct reading {
    const struct csv_workers_file *file;
    struct csv csv;
    size_t column[NUM_FIELDS];
    struct csv_workers *workers;
    size_t num_bad;
    struct text bad; /* the first of them, a line each */
};

static enum status find_columns(struct reading *reading, struct error *err)
{
    const struct csv_workers_file *const file = reading->file;
    const char *const names[NUM_FIELDS] = {
        [WAGE] = file->wage_column,   [HOURS] = file->hours_column,
        [WEEKS] = file->weeks_column, [WEIGHT] = file->weight_column,
        [SEX] = file->sex_column,     [OCCUPATION] = file->occupation_column,
        [AGE] = file->age_column,     [WELFARE_WEIGHT] = file->welfare_weight_column,
    };

    for (int i = 0; i < NUM_FIELDS; i++) {
        reading->column[i] = NO_COLUMN;
        if (names[i])
            TRY(csv_find_column(&reading->csv, names[i], &reading->column[i], err));
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

/* What is not known of a worker is -1; what there is of him is kept. */
static enum status read_cell(const struct reading *reading, uint16_t *cell, struct error *err)
{
    const struct csv *const csv = &reading->csv;
    const size_t *const column = reading->column;
    const struct cells *const cells = reading->file->cells;
    int occupation = -1;
    int sex = -1;
    double age = NAN;

    if (column[OCCUPATION] != NO_COLUMN)
        TRY(csv_word(csv, column[OCCUPATION], cells->occupation.codes, cells->occupation.count,
                     &occupation, err));
    if (column[SEX] != NO_COLUMN)
        TRY(csv_word(csv, column[SEX], cells->sex.codes, cells->sex.count, &sex, err));
    if (column[AGE] != NO_COLUMN)
        TRY(csv_number(csv, column[AGE], cells->age_from_years[0], MAX_AGE_YEARS, &age, err));
    *cell = column[OCCUPATION] == NO_COLUMN && column[SEX] == NO_COLUMN && column[AGE] == NO_COLUMN
                ? POPULATION_NO_CELL
                : (uint16_t)cells_pack(cells, occupation, sex,
                                       column[AGE] == NO_COLUMN ? -1 : cells_age_group(cells, age));
    return STATUS_OK;
}

/* Empty or 0, as surveys write it of who does not work. */
static bool says_no_work(const struct csv *csv, size_t column)
{
    double value = 0.0;

    if (column == NO_COLUMN)
        return false;
    const char *const field = csv->field[column];

    return !*field || (csv_parse_number(field, &value) && value == 0.0);
}

static bool is_without_work(const struct reading *reading)
{
    return says_no_work(&reading->csv, reading->column[WAGE]) ||
           says_no_work(&reading->csv, reading->column[HOURS]) ||
           says_no_work(&reading->csv, reading->column[WEEKS]);
}

/* The row becomes rows[num_kept] unless it is left out. */
static enum status read_row(struct reading *reading, struct error *err)
{
    struct csv_workers *const workers = reading->workers;
    struct population *const rows = &workers->rows;
    const struct csv *const csv = &reading->csv;
    const size_t i = workers->num_kept;
    double weight = 1.0;
    double hours = 0.0;
    double weeks = WEEKS_PER_YEAR;

    if (reading->column[WEIGHT] != NO_COLUMN)
        TRY(csv_number(csv, reading->column[WEIGHT], 0.0, HUGE_VAL, &weight, err));
    if (weight == 0.0) {
        workers->num_of_weight_0++;
        return STATUS_OK;
    }
    if (reading->file->skips_without_work && is_without_work(reading)) {
        workers->num_without_work++;
        return STATUS_OK;
    }
    TRY(positive(csv, reading->column[WAGE], MAX_WAGE_USD_PER_HOUR, &rows->wage_usd_per_hour[i],
                 err));
    TRY(positive(csv, reading->column[HOURS], MAX_HOURS_PER_WEEK, &hours, err));
    if (reading->column[WEEKS] != NO_COLUMN)
        TRY(positive(csv, reading->column[WEEKS], WEEKS_PER_YEAR, &weeks, err));
    TRY(read_cell(reading, &rows->cell[i], err));
    rows->observed_hours_per_week[i] = (float)hours;
    rows->weeks_per_year[i] = (float)weeks;
    if (rows->sample_weight)
        rows->sample_weight[i] = weight;
    if (rows->welfare_weight)
        TRY(csv_number(csv, reading->column[WELFARE_WEIGHT], 0.0, 1e12, &rows->welfare_weight[i],
                       err));
    workers->num_kept++;
    return STATUS_OK;
}

static void note_bad(struct reading *reading, const struct error *why)
{
    if (reading->num_bad++ < MOST_SHOWN)
        text_append(&reading->bad, "%s%s", reading->num_bad > 1 ? "\n" : "", why->message);
}

static enum status read_rows(struct reading *reading, struct error *err)
{
    bool has_row = true;

    while (has_row) {
        struct error why = {0};
        enum status status = csv_next(&reading->csv, &has_row, &why);

        if (!status && has_row) {
            reading->workers->num_rows++;
            status = read_row(reading, &why);
        }
        if (status == STATUS_NO_MEMORY)
            return error_set(err, status, "%s", why.message);
        if (status)
            note_bad(reading, &why);
    }
    if (reading->num_bad > 0)
        return error_set_lines(err, STATUS_INVALID_INPUT,
                               reading->bad.bytes ? reading->bad.bytes : "", reading->num_bad);
    if (reading->workers->num_kept == 0)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: expected workers, and there are none: %zu rows, of which %zu have a "
                         "weight of 0 and %zu no work",
                         reading->file->path, reading->workers->num_rows,
                         reading->workers->num_of_weight_0, reading->workers->num_without_work);
    return STATUS_OK;
}

static enum status read_file(struct reading *reading, struct error *err)
{
    const size_t num_rows = csv_count_rows(&reading->csv);

    TRY(find_columns(reading, err)); /* first: it says what a file of another notation looks like */
    if (num_rows == 0)
        return error_set(err, STATUS_INVALID_INPUT, "%s has no rows after the header%s",
                         reading->file->path, csv_hint(&reading->csv));
    if (num_rows > UINT32_MAX)
        return error_set(err, STATUS_INVALID_INPUT, "%s has %zu rows, at most %u are supported",
                         reading->file->path, num_rows, UINT32_MAX);
    TRY(population_create(&reading->workers->rows, num_rows, reading->file->weight_column != NULL,
                          err));
    if (reading->file->welfare_weight_column)
        TRY(population_add_welfare_weights(&reading->workers->rows, err));
    return read_rows(reading, err);
}

enum status csv_workers_read(struct csv_workers *workers, const struct csv_workers_file *file,
                             struct error *err)
{
    struct reading reading = {.file = file, .workers = workers};

    *workers = (struct csv_workers){0};
    TRY(csv_open(&reading.csv, file->path, err));
    const enum status status = read_file(&reading, err);

    csv_close(&reading.csv);
    text_free(&reading.bad);
    if (status)
        csv_workers_free(workers);
    return status;
}

void csv_workers_free(struct csv_workers *workers)
{
    population_free(&workers->rows);
    *workers = (struct csv_workers){0};
}

enum status csv_workers_count_rows(size_t *num_rows, const struct csv_workers_file *file,
                                   struct error *err)
{
    struct csv csv;

    TRY(csv_open(&csv, file->path, err));
    *num_rows = csv_count_rows(&csv);
    csv_close(&csv);
    return STATUS_OK;
}
