/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/tax_component_flat.c: one rate on all income. */
#include "model/tax_component.h"

#include "config/setting.h"

static const struct setting settings[] = {
    NUMBER_SETTING("rate", "fraction", -1, 1, "0", "flat: the rate on all income."),
    {0},
};
static const struct setting *const groups[] = {settings, NULL};

static enum status schedule_of(struct tax_schedule *schedule, const struct tax_component *component,
                               int tax_class, struct error *err)
{
    (void)tax_class;
    return tax_schedule_init_flat(schedule, tax_component_number(component, "rate"), err);
}

const struct tax_component_kind tax_component_flat = {
    .kind =
        {
            .name = "flat",
            .summary = "one rate on all income",
            .settings = groups,
        },
    .schedule = schedule_of,
};
