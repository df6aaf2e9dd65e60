/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/tax_component_file.c: a schedule from a file. */
#include "model/tax_component.h"

#include "base/csv.h"
#include "config/setting.h"

#include <string.h>

static const struct setting settings[] = {
    FILE_SETTING(
        "path",
        "file: a CSV with the columns start_usd_per_year and rate (or marginal_rate), or what "
        "'fisc export -t schedules' writes, whose last tax system counts; relative to the config."),
    {0},
};
static const struct setting *const groups[] = {settings, NULL};

/* Brackets of one tax, as they are read. */
struct brackets {
    double start[TAX_MAX_BRACKETS];
    double rate[TAX_MAX_BRACKETS];
    double tax_at_zero;
    int count;
};

/* The table that 'fisc export -t schedules' writes has more columns than one that is made by hand. */
enum { NO_COLUMN = -1 };

struct table {
    struct csv csv;
    size_t start, rate;                 /* columns */
    long tax_at_start, tax_class, step; /* columns; NO_COLUMN: there is none */
    double first_step;                  /* of the tax system that is read */
    struct brackets of_units, own_earnings;
};

static long optional_column(const struct csv *csv, const char *name)
{
    size_t column = 0;

    return csv_find_column(csv, name, &column, NULL) ? NO_COLUMN : (long)column;
}

static enum status find_columns(struct table *table, struct error *err)
{
    const struct csv *const csv = &table->csv;
    const long marginal_rate = optional_column(csv, "marginal_rate");

    TRY(csv_find_column(csv, "start_usd_per_year", &table->start, err));
    if (marginal_rate == NO_COLUMN)
        TRY(csv_find_column(csv, "rate", &table->rate, err));
    else
        table->rate = (size_t)marginal_rate;
    table->tax_at_start = optional_column(csv, "tax_at_start_usd_per_year");
    table->tax_class = optional_column(csv, "tax_class");
    table->step = optional_column(csv, "first_step");
    return STATUS_OK;
}

static enum status add_bracket(struct brackets *brackets, const struct table *table,
                               struct error *err)
{
    const struct csv *const csv = &table->csv;
    const int j = brackets->count;

    if (j == TAX_MAX_BRACKETS)
        return csv_error(csv, table->start, err, "more than %d brackets", TAX_MAX_BRACKETS);
    TRY(csv_number(csv, table->start, 0.0, 1e12, &brackets->start[j], err));
    TRY(csv_number(csv, table->rate, -TAX_MAX_SUMMED_RATE, TAX_MAX_SUMMED_RATE, &brackets->rate[j],
                   err));
    if (j == 0 && table->tax_at_start != NO_COLUMN)
        TRY(csv_number(csv, (size_t)table->tax_at_start, -1e9, 1e9, &brackets->tax_at_zero, err));
    brackets->count++;
    return STATUS_OK;
}

/* Of several tax systems the last counts. */
static enum status read_row(struct table *table, struct error *err)
{
    const struct csv *const csv = &table->csv;
    double step = 0.0;

    if (table->step != NO_COLUMN)
        TRY(csv_number(csv, (size_t)table->step, 0.0, 1e15, &step, err));
    if (step != table->first_step)
        table->of_units.count = table->own_earnings.count = 0;
    table->first_step = step;
    const char *const tax_class =
        table->tax_class == NO_COLUMN ? "0" : csv->field[table->tax_class];

    if (strcmp(tax_class, "own_earnings") == 0)
        return add_bracket(&table->own_earnings, table, err);
    return strcmp(tax_class, "0") == 0 ? add_bracket(&table->of_units, table, err)
                                       : csv_error(csv, (size_t)table->tax_class, err,
                                                   "expected one class, 0, and own_earnings");
}

static enum status schedule_of_brackets(struct tax_schedule *schedule,
                                        const struct brackets *brackets, struct error *err)
{
    return tax_schedule_init_sum(schedule, brackets->count, brackets->start, brackets->rate,
                                 brackets->tax_at_zero, err);
}

static enum status read_table(struct tax_schedule *schedule, struct table *table, struct error *err)
{
    struct tax_schedule of_units, own_earnings;
    bool has_row = false;

    TRY(find_columns(table, err));
    for (;;) {
        TRY(csv_next(&table->csv, &has_row, err));
        if (!has_row)
            break;
        TRY(read_row(table, err));
    }
    if (table->own_earnings.count == 0)
        return schedule_of_brackets(schedule, &table->of_units, err);
    TRY(schedule_of_brackets(&of_units, &table->of_units, err));
    TRY(schedule_of_brackets(&own_earnings, &table->own_earnings, err));
    return tax_schedule_add(schedule, &of_units, &own_earnings, err);
}

enum status tax_component_file_schedule(struct tax_schedule *schedule, const char *path,
                                        struct error *err)
{
    struct table table = {0};

    TRY(csv_open(&table.csv, path, err));
    const enum status status = read_table(schedule, &table, err);

    csv_close(&table.csv);
    return status ? error_add_context(err, "while reading the schedule '%s'", path) : STATUS_OK;
}

static enum status schedule_of(struct tax_schedule *schedule, const struct tax_component *component,
                               int tax_class, struct error *err)
{
    const char *const path = tax_component_string(component, "path");

    (void)tax_class;
    return path ? tax_component_file_schedule(schedule, path, err)
                : error_set(err, STATUS_INVALID_INPUT, "a component of kind 'file' needs a path");
}

const struct tax_component_kind tax_component_file = {
    .kind =
        {
            .name = "file",
            .summary = "a schedule from a CSV",
            .settings = groups,
        },
    .schedule = schedule_of,
};
