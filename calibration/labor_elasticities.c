/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "calibration/labor_elasticities.h"

#include "calibration/tables.h"

#include <stdio.h>
#include <string.h>

struct found {
    struct labor_elasticity *range;
    size_t count;
};

static enum status read_row(const struct csv *csv, const size_t *column, void *result,
                            struct error *err)
{
    struct found *const found = result;

    if (!csv->field[column[2]][0] || !csv->field[column[3]][0] ||
        found->count == LABOR_ELASTICITIES_MAX)
        return STATUS_OK;

    struct labor_elasticity *const range = &found->range[found->count++];
    const char *const source = csv->field[column[4]];
    const char *const end = strchr(source, ')'); /* "Keane (2011), Labor Supply ..." */

    snprintf(range->parameter, sizeof range->parameter, "%s", csv->field[column[0]]);
    snprintf(range->source, sizeof range->source, "%.*s",
             end ? (int)(end - source) + 1 : (int)strlen(source), source);
    TRY(csv_number(csv, column[1], -10.0, 10.0, &range->value, err));
    TRY(csv_number(csv, column[2], -10.0, 10.0, &range->low, err));
    return csv_number(csv, column[3], -10.0, 10.0, &range->high, err);
}

enum status labor_elasticity_ranges(struct labor_elasticity ranges[LABOR_ELASTICITIES_MAX],
                                    size_t *count, struct error *err)
{
    static const char *const columns[] = {"parameter", "value", "low", "high", "source", NULL};
    struct found found = {.range = ranges};

    TRY(table_read("labor_elasticities", columns, read_row, &found, err));
    *count = found.count;
    return STATUS_OK;
}
