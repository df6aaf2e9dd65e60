/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/tax_component_brackets.c: marginal rates by bracket, as the config writes them down. */
#include "model/tax_component.h"

#include "config/setting.h"

static const struct setting settings[] = {
    NUMBERS_SETTING("starts_usd_per_year", "USD/year", 0, 1e12, "[0]",
                    "brackets: where each bracket starts, ascending from 0."),
    NUMBERS_SETTING("rates", "fraction", -1, 1, "[0]", "brackets: marginal rate of each bracket."),
    {0},
};
static const struct setting *const groups[] = {settings, NULL};

static enum status schedule_of(struct tax_schedule *schedule, const struct tax_component *component,
                               int tax_class, struct error *err)
{
    double start[TAX_MAX_BRACKETS];
    double rate[TAX_MAX_BRACKETS];
    const size_t num_starts = tax_component_numbers(component, "starts_usd_per_year", start);
    const size_t num_rates = tax_component_numbers(component, "rates", rate);

    (void)tax_class;
    if (num_starts != num_rates)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%zu bracket starts but %zu rates: one rate for each bracket is expected",
                         num_starts, num_rates);
    if (num_starts > TAX_MAX_BRACKETS)
        return error_set(err, STATUS_INVALID_INPUT, "%zu brackets, at most %d are possible",
                         num_starts, TAX_MAX_BRACKETS);
    return tax_schedule_init(schedule, (int)num_starts, start, rate, 0.0, err);
}

const struct tax_component_kind tax_component_brackets = {
    .kind =
        {
            .name = "brackets",
            .summary = "marginal rates by bracket",
            .settings = groups,
        },
    .schedule = schedule_of,
};
