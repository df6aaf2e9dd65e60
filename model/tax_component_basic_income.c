/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/tax_component_basic_income.c: an amount that every tax unit gets, whatever it earns. */
#include "model/tax_component.h"

#include "config/setting.h"

static const struct setting *const groups[] = {tax_component_amount, NULL};

static enum status schedule_of(struct tax_schedule *schedule, const struct tax_component *component,
                               int tax_class, struct error *err)
{
    (void)tax_class;
    return tax_schedule_init(schedule, 1, (const double[]){0.0}, (const double[]){0.0},
                             -tax_component_number(component, "amount_usd_per_year"), err);
}

const struct tax_component_kind tax_component_basic_income = {
    .kind =
        {
            .name = "basic_income",
            .summary = "an amount paid to every tax unit",
            .settings = groups,
        },
    .schedule = schedule_of,
};
