/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/law_json.c: the components of a tax system from its schedule. */
#include "simulation/law_json.h"

static bool add_brackets(cJSON *parts, const struct tax_schedule *tax_system)
{
    cJSON *const part = cJSON_CreateObject();
    cJSON *const starts =
        cJSON_CreateDoubleArray(tax_system->start_usd_per_year, tax_system->num_brackets);
    cJSON *const rates =
        cJSON_CreateDoubleArray(tax_system->marginal_rate, tax_system->num_brackets);

    return cJSON_AddItemToArray(parts, part) &&
           cJSON_AddStringToObject(part, "component", "brackets") &&
           cJSON_AddItemToObject(part, "starts_usd_per_year", starts) &&
           cJSON_AddItemToObject(part, "rates", rates);
}

static bool add_basic_income(cJSON *parts, double amount_usd_per_year)
{
    cJSON *const part = cJSON_CreateObject();

    return cJSON_AddItemToArray(parts, part) &&
           cJSON_AddStringToObject(part, "component", "basic_income") &&
           cJSON_AddNumberToObject(part, "amount_usd_per_year", amount_usd_per_year);
}

cJSON *tax_system_json(const struct tax_schedule *tax_system)
{
    const double tax_at_zero = tax_system->tax_at_start_usd_per_year[0];
    cJSON *const parts = cJSON_CreateArray();

    if (add_brackets(parts, tax_system) &&
        (tax_at_zero == 0.0 || add_basic_income(parts, -tax_at_zero)))
        return parts;
    cJSON_Delete(parts);
    return NULL;
}
