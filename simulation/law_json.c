/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/law_json.c: the parts of a law from its schedule. */
#include "simulation/law_json.h"

static bool add_brackets(cJSON *parts, const struct tax_schedule *law)
{
    cJSON *const part = cJSON_CreateObject();
    cJSON *const starts = cJSON_CreateDoubleArray(law->start_usd_per_year, law->num_brackets);
    cJSON *const rates = cJSON_CreateDoubleArray(law->marginal_rate, law->num_brackets);

    return cJSON_AddItemToArray(parts, part) && cJSON_AddStringToObject(part, "part", "brackets") &&
           cJSON_AddItemToObject(part, "starts_usd_per_year", starts) &&
           cJSON_AddItemToObject(part, "rates", rates);
}

static bool add_basic_income(cJSON *parts, double amount_usd_per_year)
{
    cJSON *const part = cJSON_CreateObject();

    return cJSON_AddItemToArray(parts, part) &&
           cJSON_AddStringToObject(part, "part", "basic_income") &&
           cJSON_AddNumberToObject(part, "amount_usd_per_year", amount_usd_per_year);
}

cJSON *law_json(const struct tax_schedule *law)
{
    const double tax_at_zero = law->tax_at_start_usd_per_year[0];
    cJSON *const parts = cJSON_CreateArray();

    if (add_brackets(parts, law) && (tax_at_zero == 0.0 || add_basic_income(parts, -tax_at_zero)))
        return parts;
    cJSON_Delete(parts);
    return NULL;
}
