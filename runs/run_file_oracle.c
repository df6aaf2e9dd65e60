/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/run_file_oracle.h"

#include "io/hdf5_attribute.h"

#include <stdio.h>
#include <string.h>

static void write_index(struct hdf5_file *file, const char *path, const char *long_name,
                        size_t count)
{
    int64_t index[TAX_MAX_BRACKETS];

    for (size_t j = 0; j < count; j++)
        index[j] = (int64_t)j;
    hdf5_write_dimension(file, path, long_name, index, count);
}

static void write_brackets(struct hdf5_file *file, const struct oracle_report *report)
{
    static const char *const ends[] = {"lowest", "highest"};
    const size_t count = (size_t)report->schedule.num_brackets;
    struct hdf5_array array = {.type = COLUMN_F64,
                               .rank = 1,
                               .shape = {count, 2},
                               .dimension = {"/oracle/oracle_bracket", "/oracle/interval_end"}};
    const struct {
        const char *path, *unit, *long_name;
        const double *values;
    } parts[] = {
        {"/oracle/tax_start", "USD/year", "where the brackets of the optimum start",
         report->schedule.start_usd_per_year},
        {"/oracle/tax_rate", "1", "rates of the optimum, fractions",
         report->schedule.marginal_rate},
        {"/oracle/workers_in_bracket", "worker",
         "rational workers with an income inside the bracket, not at its start, at the optimum",
         report->workers_in_bracket},
    };

    write_index(file, "/oracle/oracle_bracket", "bracket of the optimum", count);
    for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
        array.path = parts[p].path;
        array.unit = parts[p].unit;
        array.long_name = parts[p].long_name;
        hdf5_write_array(file, &array, parts[p].values);
    }
    hdf5_write_text_dimension(file, "/oracle/interval_end", "end of an interval", ends, 2);
    array.path = "/oracle/rate_interval";
    array.unit = "1";
    array.long_name = "where the rate can go, the others as they are, without W losing 1e-9 of it";
    array.rank = 2;
    hdf5_write_array(file, &array, report->rate_interval);
}

static void write_curve(struct hdf5_file *file, const struct oracle_curve *curve)
{
    const struct {
        const char *path, *unit, *long_name;
        const double *values;
    } parts[] = {
        {"/oracle/bound_income", "USD/year", "mean income at the nonlinear optimum", curve->income},
        {"/oracle/bound_marginal_rate", "1", "mean marginal rate of the nonlinear optimum",
         curve->rate},
        {"/oracle/bound_share_of_workers", "1",
         "share of workers; points have the same distance in the logarithm of income",
         curve->share_of_workers},
    };

    if (curve->num_points == 0)
        return;
    write_index(file, "/oracle/bound_point", "incomes of the nonlinear optimum, lowest first",
                (size_t)curve->num_points);
    for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
        const struct hdf5_array array = {.path = parts[p].path,
                                         .unit = parts[p].unit,
                                         .long_name = parts[p].long_name,
                                         .type = COLUMN_F64,
                                         .rank = 1,
                                         .shape = {(size_t)curve->num_points},
                                         .dimension = {"/oracle/bound_point"}};

        hdf5_write_array(file, &array, parts[p].values);
    }
}

void run_file_write_oracle(struct hdf5_file *file, const struct oracle_report *report,
                           const char *unit)
{
    hdf5_create_group(file, "/oracle");
    write_brackets(file, report);
    write_curve(file, &report->curve);
    for (const struct column *column = oracle_columns; column->name; column++) {
        char path[128];

        snprintf(path, sizeof path, "/oracle/%s", column->name);
        const struct hdf5_array array = {
            .path = path,
            .unit = strcmp(column->unit, "objective") == 0 ? unit : column->unit,
            .long_name = column->long_name,
            .type = COLUMN_F64,
        };

        hdf5_write_array(file, &array, (const char *)report + column->offset);
    }
    if (*report->no_bound)
        hdf5_write_text_attribute(file, "/oracle/welfare_upper_bound", "reason", report->no_bound);
}
