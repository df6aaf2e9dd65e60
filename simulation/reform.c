/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation/reform.h"

#include "simulation/tax_components.h"

static enum status check_closure(const struct settings *settings, struct error *err)
{
    static const char path[] = "government.reform.closure";

    if (settings_bool(settings, "oracle"))
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: there is no optimum to compare with where revenue is spent: expected "
                         "oracle = false",
                         settings_origin(settings, path));
    return STATUS_OK;
}

enum status reform_read(struct reform *reform, const struct settings *settings, struct error *err)
{
    *reform = (struct reform){.first_step = -1};
    if (!settings_is_set(settings, "government.reform.step"))
        return STATUS_OK;
    if (settings_length(settings, "government.reform.tax_system") == 0)
        return error_set(
            err, STATUS_INVALID_INPUT,
            "%s: a reform needs a tax system: expected components in government.reform.tax_system",
            settings_origin(settings, "government.reform.step"));
    reform->first_step = settings_integer(settings, "government.reform.step");
    if (reform->first_step >= settings_integer(settings, "steps"))
        return error_set(
            err, STATUS_INVALID_INPUT,
            "%s: the run has %lld steps, counted from 0: expected an earlier one, or more steps",
            settings_origin(settings, "government.reform.step"),
            (long long)settings_integer(settings, "steps"));
    reform->fixes_rebate = settings_is(settings, "government.reform.closure", "spending");
    if (reform->fixes_rebate)
        TRY(check_closure(settings, err));
    return tax_components_read(&reform->tax_system, settings, "government.reform.tax_system", 1,
                               err);
}

void reform_free(struct reform *reform)
{
    tax_system_free(&reform->tax_system);
}

void reform_close_budget(const struct reform *reform, struct economy *economy,
                         double last_rebate_usd_per_year)
{
    if (reform->fixes_rebate && !budget_has_fixed_rebate(&economy->budget))
        economy_fix_rebate(economy, last_rebate_usd_per_year);
}
