/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/tax_component_file.c: a schedule from a file. */
#include "model/tax_component.h"

#include "base/csv.h"
#include "config/setting.h"

static const struct setting settings[] = {
    FILE_SETTING(
        "path",
        "file: a CSV with the columns start_usd_per_year and rate, relative to the config."),
    {0},
};
static const struct setting *const groups[] = {settings, NULL};

static enum status read_rows(struct csv *csv, struct tax_schedule *schedule, struct error *err)
{
    double start[TAX_MAX_BRACKETS];
    double rate[TAX_MAX_BRACKETS];
    size_t start_column = 0;
    size_t rate_column = 0;
    int count = 0;
    bool has_row = false;

    TRY(csv_find_column(csv, "start_usd_per_year", &start_column, err));
    TRY(csv_find_column(csv, "rate", &rate_column, err));
    for (;;) {
        TRY(csv_next(csv, &has_row, err));
        if (!has_row)
            break;
        if (count == TAX_MAX_BRACKETS)
            return csv_error(csv, start_column, err, "more than %d brackets", TAX_MAX_BRACKETS);
        TRY(csv_number(csv, start_column, 0.0, 1e12, &start[count], err));
        TRY(csv_number(csv, rate_column, -1.0, 1.0, &rate[count], err));
        count++;
    }
    return tax_schedule_init(schedule, count, start, rate, 0.0, err);
}

enum status tax_component_file_schedule(struct tax_schedule *schedule, const char *path,
                                        struct error *err)
{
    struct csv csv;

    TRY(csv_open(&csv, path, err));
    const enum status status = read_rows(&csv, schedule, err);

    csv_close(&csv);
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
