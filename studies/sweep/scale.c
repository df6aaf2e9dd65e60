/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/sweep/scale.h"

#include "model/tax_schedule.h"
#include "studies/sweep/limits.h"
#include "studies/sweep/range.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The grid of the file; made if there is none.  NULL: it is no object, or no memory. */
static cJSON *grid_of(cJSON *root)
{
    cJSON *const grid = cJSON_GetObjectItemCaseSensitive(root, "grid");

    return grid ? (cJSON_IsObject(grid) ? grid : NULL) : cJSON_AddObjectToObject(root, "grid");
}

/* Does a zipped group or the sample set this key too? */
static bool is_set_elsewhere(const cJSON *root, const char *key)
{
    const cJSON *const sample = cJSON_GetObjectItemCaseSensitive(root, "sample");
    const cJSON *group;

    cJSON_ArrayForEach(group,
                       cJSON_GetObjectItemCaseSensitive(
                           root, "zip")) if (cJSON_GetObjectItemCaseSensitive(group,
                                                                              key)) return true;
    return cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(sample, "ranges"),
                                            key);
}

/* One value is an axis of length 1: so the table has a column that says what it was. */
static enum status set_key(cJSON *grid, const cJSON *item, struct error *err)
{
    cJSON *value = cJSON_Duplicate(item, 1);

    if (value && !cJSON_IsArray(item) && !sweep_range_is_meant(item)) {
        cJSON *const list = cJSON_CreateArray();

        cJSON_AddItemToArray(list, value);
        value = list;
    }
    const bool is_there = cJSON_GetObjectItemCaseSensitive(grid, item->string) != NULL;

    if (value && (is_there ? cJSON_ReplaceItemInObjectCaseSensitive(grid, item->string, value)
                           : cJSON_AddItemToObject(grid, item->string, value)))
        return STATUS_OK;
    cJSON_Delete(value);
    return error_set(err, STATUS_NO_MEMORY, "no memory for a sweep");
}

static enum status apply(cJSON *root, const char *path, const cJSON *settings, struct error *err)
{
    cJSON *const grid = grid_of(root);
    const cJSON *item;

    cJSON_ArrayForEach(item, settings)
    {
        if (!grid || is_set_elsewhere(root, item->string))
            return error_set(err, STATUS_INVALID_INPUT,
                             "%s: scales: %s: expected a key that 'zip' and 'sample' leave alone",
                             path, item->string);
        TRY(set_key(grid, item, err));
    }
    return STATUS_OK;
}

static enum status apply_one(cJSON *root, const char *path,
                             const struct settings_override *override, struct error *err)
{
    const char *const typed = override->value.words;
    const char *const sign = override->key ? NULL : strchr(typed, '=');

    if (!override->key && (!sign || sign == typed))
        return error_set(err, STATUS_USAGE, "--set %s: expected KEY=VALUE", typed);
    char *const key =
        override->key ? strdup(override->key) : strndup(typed, (size_t)(sign - typed));
    cJSON *const settings = cJSON_CreateObject();
    cJSON *const value = settings_override_json(override);
    const enum status status =
        key && settings && value && cJSON_AddItemToObject(settings, key, value)
            ? apply(root, path, settings, err)
            : error_set(err, STATUS_NO_MEMORY, "no memory for a sweep");

    cJSON_Delete(settings);
    free(key);
    return status;
}

enum status sweep_scale_apply(cJSON *root, const char *path, const struct sweep_choice *choice,
                              struct error *err)
{
    const char *const scale = choice->scale;
    const cJSON *const scales = cJSON_GetObjectItemCaseSensitive(root, "scales");
    const cJSON *const chosen = scale    ? cJSON_GetObjectItemCaseSensitive(scales, scale)
                                : scales ? scales->child
                                         : NULL;

    if ((scales || scale) && !cJSON_IsObject(chosen))
        return scale ? error_set(err, STATUS_USAGE, "%s: no scale '%s' in it (scales)", path, scale)
                     : error_set(err, STATUS_INVALID_INPUT,
                                 "%s: scales: expected objects of settings", path);
    if (chosen)
        TRY(apply(root, path, chosen, err));
    for (size_t k = 0; k < choice->set.count; k++)
        TRY(apply_one(root, path, &choice->set.items[k], err));
    return choice->set.failed ? error_set(err, STATUS_NO_MEMORY, "no memory for a sweep")
                              : STATUS_OK;
}

/* ---- tax systems -------------------------------------------------------------------------------- */

static size_t count_rates(const cJSON *rates)
{
    return cJSON_IsArray(rates) ? (size_t)cJSON_GetArraySize(rates) : sweep_range_count(rates);
}

static double rate_at(const cJSON *rates, size_t place)
{
    return cJSON_IsArray(rates) ? cJSON_GetNumberValue(cJSON_GetArrayItem(rates, (int)place))
                                : sweep_range_at(rates, place);
}

/* [{"component": "brackets", "starts_usd_per_year": starts, "rates": the rates of `number`}] */
static cJSON *tax_system_of(const cJSON *starts, const cJSON *rates, size_t number)
{
    double rate[TAX_MAX_BRACKETS];
    const int num_brackets = cJSON_GetArraySize(rates);
    cJSON *const tax_system = cJSON_CreateArray();
    cJSON *const component = cJSON_CreateObject();

    for (int j = num_brackets; j-- > 0;) {
        const cJSON *const choices = cJSON_GetArrayItem(rates, j);

        rate[j] = rate_at(choices, number % count_rates(choices));
        number /= count_rates(choices);
    }
    cJSON_AddStringToObject(component, "component", "brackets");
    cJSON_AddItemToObject(component, "starts_usd_per_year", cJSON_Duplicate(starts, 1));
    cJSON_AddItemToObject(component, "rates", cJSON_CreateDoubleArray(rate, num_brackets));
    cJSON_AddItemToArray(tax_system, component);
    return tax_system;
}

static enum status add_tax_systems(cJSON *grid, const cJSON *item, const char *path,
                                   struct error *err)
{
    const cJSON *const starts = cJSON_GetObjectItemCaseSensitive(item, "starts_usd_per_year");
    const cJSON *const rates = cJSON_GetObjectItemCaseSensitive(item, "rates");
    const int num_brackets = cJSON_GetArraySize(rates);
    double count = 1.0;

    if (!cJSON_IsArray(starts) || !cJSON_IsArray(rates) || num_brackets < 1 ||
        num_brackets > TAX_MAX_BRACKETS || cJSON_GetArraySize(starts) != num_brackets)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: tax_systems: %s: expected {\"starts_usd_per_year\": [...], "
                         "\"rates\": [...]}, a list or a range of rates for each start",
                         path, item->string);
    for (int j = 0; j < num_brackets; j++)
        count *= (double)count_rates(cJSON_GetArrayItem(rates, j));
    if (count < 1.0 || count > SWEEP_MAX_POINTS)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: tax_systems: %s: %.0f tax systems: expected 1 to %d", path,
                         item->string, count, SWEEP_MAX_POINTS);
    cJSON *const tax_systems = cJSON_CreateArray();

    for (size_t number = 0; number < (size_t)count; number++)
        cJSON_AddItemToArray(tax_systems, tax_system_of(starts, rates, number));
    if (tax_systems && cJSON_GetArraySize(tax_systems) == (int)count &&
        cJSON_AddItemToObject(grid, item->string, tax_systems))
        return STATUS_OK;
    cJSON_Delete(tax_systems);
    return error_set(err, STATUS_NO_MEMORY, "no memory for the tax systems of a sweep");
}

enum status sweep_scale_tax_systems(cJSON *root, const char *path, struct error *err)
{
    const cJSON *const tax_systems = cJSON_GetObjectItemCaseSensitive(root, "tax_systems");
    const cJSON *item;

    if (!tax_systems)
        return STATUS_OK;
    cJSON *const grid = grid_of(root);

    if (!grid || !cJSON_IsObject(tax_systems))
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: tax_systems: expected an object of settings that are tax systems",
                         path);
    cJSON_ArrayForEach(item, tax_systems) TRY(add_tax_systems(grid, item, path, err));
    return STATUS_OK;
}
