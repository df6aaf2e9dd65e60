/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/elasticity_groups.h"

#include "config/setting.h"

static const char ELASTICITIES[] = "utility.elasticities";
static const char STARTS[] = "utility.elasticity_starts_usd_per_year";

const struct setting elasticity_group_settings[] = {
    NUMBERS_SETTING("utility.elasticities", "1", 0.05, 20, "null",
                    "Elasticities by observed income, instead of 1/(utility.labor_exponent - 1) "
                    "for all, at most 8 (Gruber and Saez 2002).  null: all are alike."),
    NUMBERS_SETTING("utility.elasticity_starts_usd_per_year", "USD/year", 0, 1e12, "[0]",
                    "The observed income from which each of utility.elasticities holds, "
                    "ascending from 0.",
                    .when = "utility.elasticities"),
    {0},
};

static enum status check_starts(const struct elasticity_groups *groups, size_t num_starts,
                                const struct settings *settings, struct error *err)
{
    if (num_starts != (size_t)groups->count)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: expected an income for each of the %d utility.elasticities, got %zu",
                         settings_origin(settings, STARTS), groups->count, num_starts);
    for (int k = 0; k < groups->count; k++)
        if (k == 0 ? groups->start_usd_per_year[0] != 0.0
                   : !(groups->start_usd_per_year[k] > groups->start_usd_per_year[k - 1]))
            return error_set(err, STATUS_INVALID_INPUT,
                             "%s: expected incomes that ascend from 0, got %g as number %d",
                             settings_origin(settings, STARTS), groups->start_usd_per_year[k],
                             k + 1);
    return STATUS_OK;
}

enum status elasticity_groups_read(struct elasticity_groups *groups,
                                   const struct settings *settings, struct error *err)
{
    const size_t count =
        settings_is_set(settings, ELASTICITIES) ? settings_length(settings, ELASTICITIES) : 0;
    const size_t num_starts = settings_length(settings, STARTS);
    double elasticity[ELASTICITY_MAX_GROUPS];

    *groups = (struct elasticity_groups){0};
    if (count == 0)
        return STATUS_OK;
    if (count > ELASTICITY_MAX_GROUPS)
        return error_set(err, STATUS_INVALID_INPUT, "%s: expected at most %d elasticities, got %zu",
                         settings_origin(settings, ELASTICITIES), ELASTICITY_MAX_GROUPS, count);
    groups->count = (int)settings_numbers(settings, ELASTICITIES, elasticity, count);
    settings_numbers(settings, STARTS, groups->start_usd_per_year, ELASTICITY_MAX_GROUPS);
    for (int k = 0; k < groups->count; k++)
        groups->labor_exponent[k] = 1.0 + 1.0 / elasticity[k];
    return check_starts(groups, num_starts, settings, err);
}
