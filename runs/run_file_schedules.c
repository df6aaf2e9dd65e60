/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_file_schedules.c: schedules of every step, padded with NaN where a tax system has fewer brackets. */
#include "runs/run_file_schedules.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *name, *unit, *long_name;
} parts[] = {
    {"tax_start", "USD/year", "income at which the bracket starts; NaN where there is none"},
    {"tax_rate", "1", "marginal tax rate in the bracket, a fraction"},
    {"tax_at_start", "USD/year", "tax owed at the start of the bracket"},
};
enum { NUM_PARTS = sizeof parts / sizeof parts[0] };

/* A row of a part of one schedule; NULL: there is none. */
static void fill_row(double *row, const struct tax_schedule *schedule, size_t part,
                     size_t num_brackets)
{
    for (size_t j = 0; j < num_brackets; j++) {
        row[j] = NAN;
        if (schedule && j < (size_t)schedule->num_brackets)
            row[j] = part == 0   ? schedule->start_usd_per_year[j]
                     : part == 1 ? schedule->marginal_rate[j]
                                 : schedule->tax_at_start_usd_per_year[j];
    }
}

/* How large the dimensions are. */
struct extent {
    size_t num_classes, num_brackets, num_own_brackets; /* 0: no tax on own earnings */
};

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static struct extent extent_of(const struct run_log *log)
{
    struct extent extent = {1, 1, 0};

    for (size_t k = 0; k < log->num_tax_systems; k++) {
        const struct tax_system *const tax_system = &log->tax_systems[k].tax_system;

        extent.num_classes = larger(extent.num_classes, (size_t)tax_system->num_classes);
        for (int c = 0; c < tax_system->num_classes; c++)
            extent.num_brackets =
                larger(extent.num_brackets, (size_t)tax_system->class_schedule[c].num_brackets);
        if (tax_system->own_earnings)
            extent.num_own_brackets =
                larger(extent.num_own_brackets, (size_t)tax_system->own_earnings->num_brackets);
    }
    return extent;
}

static void write_dimension(struct hdf5_file *file, const char *path, const char *long_name,
                            size_t count)
{
    int64_t index[TAX_MAX_BRACKETS];

    for (size_t k = 0; k < count; k++)
        index[k] = (int64_t)k;
    hdf5_write_dimension(file, path, long_name, index, count);
}

static void write_classes(struct hdf5_file *file, double *room, const struct run_log *log,
                          const struct extent *extent)
{
    const size_t width = extent->num_classes * extent->num_brackets;

    write_dimension(file, "/tax_class", "class of tax units", extent->num_classes);
    write_dimension(file, "/bracket", "tax bracket, lowest first", extent->num_brackets);
    for (size_t p = 0; p < NUM_PARTS; p++) {
        char path[64];
        const struct hdf5_array array = {
            .path = path,
            .unit = parts[p].unit,
            .long_name = parts[p].long_name,
            .type = COLUMN_F64,
            .rank = 3,
            .shape = {log->num_steps, extent->num_classes, extent->num_brackets},
            .dimension = {"/step", "/tax_class", "/bracket"},
        };

        snprintf(path, sizeof path, "/%s", parts[p].name);
        for (size_t s = 0; s < log->num_steps; s++)
            for (size_t c = 0; c < extent->num_classes; c++)
                fill_row(room + s * width + c * extent->num_brackets,
                         tax_system_schedule(run_log_tax_system(log, s), (int)c), p,
                         extent->num_brackets);
        hdf5_write_array(file, &array, room);
    }
}

static void write_own_earnings(struct hdf5_file *file, double *room, const struct run_log *log,
                               const struct extent *extent)
{
    const size_t width = extent->num_own_brackets;

    if (width == 0)
        return;
    write_dimension(file, "/own_earnings_bracket",
                    "bracket of the tax on each adult's own earnings, lowest first", width);
    for (size_t p = 0; p < NUM_PARTS; p++) {
        char path[64];
        const struct hdf5_array array = {
            .path = path,
            .unit = parts[p].unit,
            .long_name = parts[p].long_name,
            .type = COLUMN_F64,
            .rank = 2,
            .shape = {log->num_steps, width},
            .dimension = {"/step", "/own_earnings_bracket"},
        };

        snprintf(path, sizeof path, "/own_earnings_%s", parts[p].name);
        for (size_t s = 0; s < log->num_steps; s++)
            fill_row(room + s * width, run_log_tax_system(log, s)->own_earnings, p, width);
        hdf5_write_array(file, &array, room);
    }
}

enum status run_file_write_schedules(struct hdf5_file *file, const struct run_log *log,
                                     struct error *err)
{
    const struct extent extent = extent_of(log);
    const size_t width = larger(extent.num_classes * extent.num_brackets, extent.num_own_brackets);
    double *const room = malloc(larger(log->num_steps, 1) * width * sizeof *room);

    if (!room)
        return error_set(err, STATUS_NO_MEMORY, "no memory to write the tax systems of a run");
    write_classes(file, room, log, &extent);
    write_own_earnings(file, room, log, &extent);
    free(room);
    return STATUS_OK;
}
