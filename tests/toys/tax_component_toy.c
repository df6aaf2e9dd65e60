/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/toys/tax_component_toy.c: a seventh of what is above a start. */
#include "config/setting.h"
#include "model/tax_component.h"

static const struct setting settings[] = {
    NUMBER_SETTING("toy_start_usd_per_year", "USD/year", 1, 1e9, "7000",
                   "toy: where the seventh begins."),
    {0},
};
static const struct setting *const groups[] = {settings, NULL};

static enum status schedule_of(struct tax_schedule *schedule, const struct tax_component *component,
                               int tax_class, struct error *err)
{
    const double start[] = {0.0, tax_component_number(component, "toy_start_usd_per_year")};

    (void)tax_class;
    return tax_schedule_init(schedule, 2, start, (const double[]){0.0, 1.0 / 7.0}, 0.0, err);
}

const struct tax_component_kind tax_component_toy = {
    .kind = {.name = "toy", .summary = "a seventh above a start, for tests", .settings = groups},
    .schedule = schedule_of,
};
