/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/bunching_counts.c: counts by bin, from a file. */
#include "base/csv.h"
#include "studies/bunching.h"

#include <math.h>
#include <stdlib.h>

enum status bunching_counts_create(struct bunching_counts *counts, size_t num_bins,
                                   struct error *err)
{
    *counts = (struct bunching_counts){0};
    if (num_bins < 3 || num_bins > BUNCHING_MAX_BINS)
        return error_set(err, STATUS_INVALID_INPUT, "%zu bins: expected 3 to %d", num_bins,
                         BUNCHING_MAX_BINS);
    counts->num_bins = num_bins;
    counts->income_usd_per_year = calloc(num_bins, sizeof(double));
    counts->workers = calloc(num_bins, sizeof(double));
    if (counts->income_usd_per_year && counts->workers)
        return STATUS_OK;
    return error_set(err, STATUS_NO_MEMORY, "no memory for bins");
}

void bunching_counts_free(struct bunching_counts *counts)
{
    free(counts->income_usd_per_year);
    free(counts->workers);
    *counts = (struct bunching_counts){0};
}

static enum status read_row(struct bunching_counts *counts, size_t i, const struct csv *csv,
                            const size_t column[2], struct error *err)
{
    const double *const income = counts->income_usd_per_year;

    TRY(csv_number(csv, column[0], 0.0, 1e12, &counts->income_usd_per_year[i], err));
    TRY(csv_number(csv, column[1], 0.0, 1e12, &counts->workers[i], err));
    if (i > 0 && !(income[i] > income[i - 1]))
        return csv_error(csv, column[0], err, "expected incomes that ascend");
    if (i > 1 && fabs((income[i] - income[i - 1]) / (income[1] - income[0]) - 1.0) > 1e-6)
        return csv_error(csv, column[0], err, "expected bins of one width, %g",
                         income[1] - income[0]);
    return STATUS_OK;
}

static enum status read_rows(struct bunching_counts *counts, struct csv *csv, struct error *err)
{
    size_t column[2];
    bool has_row = false;

    TRY(bunching_counts_create(counts, csv_count_rows(csv), err));
    TRY(csv_find_column(csv, "income_usd_per_year", &column[0], err));
    TRY(csv_find_column(csv, "workers", &column[1], err));
    for (size_t i = 0; i < counts->num_bins; i++) {
        TRY(csv_next(csv, &has_row, err));
        TRY(read_row(counts, i, csv, column, err));
    }
    return STATUS_OK;
}

enum status bunching_counts_read(struct bunching_counts *counts, const char *path,
                                 struct error *err)
{
    struct csv csv;

    *counts = (struct bunching_counts){0};
    TRY(csv_open(&csv, path, err));
    const enum status status = read_rows(counts, &csv, err);

    csv_close(&csv);
    return status;
}
