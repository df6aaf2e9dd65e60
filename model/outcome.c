/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/outcome.c: memory of what workers did in a step. */
#include "model/outcome.h"

const struct column outcome_columns[] = {
    ARRAY_COLUMN(outcome, hours_per_week, COLUMN_F64, "hour/week", "labour supplied"),
    ARRAY_COLUMN(outcome, income_usd_per_year, COLUMN_F64, "USD/year", "income before tax"),
    ARRAY_COLUMN(outcome, tax_usd_per_year, COLUMN_F64, "USD/year", "tax owed, before the rebate"),
    ARRAY_COLUMN(outcome, net_income_usd_per_year, COLUMN_F64, "USD/year",
                 "income after tax and rebate"),
    ARRAY_COLUMN(outcome, utility_usd_per_year, COLUMN_F64, "USD/year",
                 "utility: net income less the effort of earning it"),
    {0},
};

size_t outcome_bytes_per_worker(void)
{
    return columns_bytes_per_element(outcome_columns);
}

enum status outcome_create(struct outcome *outcome, size_t num_workers, struct error *err)
{
    *outcome = (struct outcome){.num_workers = num_workers};
    const enum status status = columns_create(outcome, outcome_columns, num_workers, err);

    if (status)
        outcome_free(outcome);
    return status;
}

void outcome_free(struct outcome *outcome)
{
    columns_free(outcome, outcome_columns);
    *outcome = (struct outcome){0};
}

void outcome_forget_order(struct outcome *outcome)
{
    outcome->is_sorted = false;
    outcome->exceptions = NULL;
    outcome->num_exceptions = 0;
}
