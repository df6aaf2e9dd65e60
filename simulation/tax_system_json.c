/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/tax_system_json.c: the components of a tax system from its schedule. */
#include "simulation/tax_system_json.h"

static bool add_brackets(cJSON *components, const struct tax_schedule *tax_system)
{
    cJSON *const component = cJSON_CreateObject();
    cJSON *const starts =
        cJSON_CreateDoubleArray(tax_system->start_usd_per_year, tax_system->num_brackets);
    cJSON *const rates =
        cJSON_CreateDoubleArray(tax_system->marginal_rate, tax_system->num_brackets);

    return cJSON_AddItemToArray(components, component) &&
           cJSON_AddStringToObject(component, "component", "brackets") &&
           cJSON_AddItemToObject(component, "starts_usd_per_year", starts) &&
           cJSON_AddItemToObject(component, "rates", rates);
}

static bool add_basic_income(cJSON *components, double amount_usd_per_year)
{
    cJSON *const component = cJSON_CreateObject();

    return cJSON_AddItemToArray(components, component) &&
           cJSON_AddStringToObject(component, "component", "basic_income") &&
           cJSON_AddNumberToObject(component, "amount_usd_per_year", amount_usd_per_year);
}

cJSON *tax_system_json(const struct tax_schedule *tax_system)
{
    const double tax_at_zero = tax_system->tax_at_start_usd_per_year[0];
    cJSON *const components = cJSON_CreateArray();

    if (add_brackets(components, tax_system) &&
        (tax_at_zero == 0.0 || add_basic_income(components, -tax_at_zero)))
        return components;
    cJSON_Delete(components);
    return NULL;
}
