/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/utility_quasilinear.c: u = y - c l^delta (Karten et al. 2025).  A dollar is worth the same to
 * everybody at any income, so that the rebate moves no choice.  delta may differ by observed income.
 * With a reporting share s > 0 income is what workers report: D(z) is what effort and hiding cost them together
 * (Feldstein 1999), and hours are l0 (z/z0)^(1-s). */
#include "model/utility.h"

#include "config/setting.h"

static const struct setting settings[] = {
    NUMBER_SETTING("utility.reporting_share", "fraction", 0, 1, "0",
                   "s: of what income answers to taxes, the share that is reporting and not hours, "
                   "which are l0 (z/z0)^(1-s); rational workers only."),
    {0},
};

static enum status read_answers(struct utility *utility, const struct settings *given,
                                struct error *err)
{
    struct elasticity_groups *const elasticities = &utility->groups;

    TRY(elasticity_groups_read(elasticities, given, err));
    utility->reporting_share = settings_number(given, "utility.reporting_share");
    if (elasticities->count > 0)
        utility->labor_exponent =
            elasticities->count == 1 ? elasticities->labor_exponent[0] : (double)NAN;
    if ((elasticities->count > 0 || utility->reporting_share > 0.0) &&
        !settings_is(given, "utility.disutility", "calibrated"))
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: expected utility.disutility = \"calibrated\": elasticities by income "
                         "and reporting start from observed hours",
                         settings_origin(given, elasticities->count > 0
                                                    ? "utility.elasticities"
                                                    : "utility.reporting_share"));
    return STATUS_OK;
}

static const struct setting *const groups[] = {elasticity_group_settings, settings, NULL};

const struct utility_kind utility_quasilinear = {
    .kind = {.name = "quasilinear",
             .summary = "net income less effort: no income effects (Karten et al. 2025)",
             .settings = groups},
    .read = read_answers,
};
