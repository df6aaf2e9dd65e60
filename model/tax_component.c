/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/tax_component.c: settings of a component by relative key. */
#include "model/tax_component.h"

#include "config/setting.h"

#include <stdio.h>

const struct setting tax_component_amount[] = {
    NUMBER_SETTING("amount_usd_per_year", "USD/year", 0, 1e9, "0",
                   "basic_income: paid to everybody; credit: its maximum."),
    {0},
};

struct full_path {
    char path[256];
};

static struct full_path full(const struct tax_component *component, const char *key)
{
    struct full_path full;

    snprintf(full.path, sizeof full.path, "%s.%s", component->path, key);
    return full;
}

double tax_component_number(const struct tax_component *component, const char *key)
{
    return settings_number(component->settings, full(component, key).path);
}

int64_t tax_component_integer(const struct tax_component *component, const char *key)
{
    return settings_integer(component->settings, full(component, key).path);
}

bool tax_component_bool(const struct tax_component *component, const char *key)
{
    return settings_bool(component->settings, full(component, key).path);
}

int tax_component_choice(const struct tax_component *component, const char *key)
{
    return settings_choice(component->settings, full(component, key).path);
}

const char *tax_component_string(const struct tax_component *component, const char *key)
{
    return settings_string(component->settings, full(component, key).path);
}

size_t tax_component_numbers(const struct tax_component *component, const char *key,
                             double values[TAX_MAX_BRACKETS])
{
    return settings_numbers(component->settings, full(component, key).path, values,
                            TAX_MAX_BRACKETS);
}
