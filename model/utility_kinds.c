/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/utility_kinds.c: the list of utilities, and the settings that all of them share. */
#include "model/utility_kinds.h"

#include "config/setting.h"

KIND_FAMILY(utility, "utility", UTILITY_KINDS);

const struct setting utility_settings[] = {
    KIND_SETTING("utility.form", utility_family, "\"quasilinear\"",
                 "quasilinear: u = y - c l^delta; isoelastic: curved in y, with income effects."),
    NUMBER_SETTING(
        "utility.labor_exponent", "1", 1.05, 20, "3.5",
        "delta; the elasticity of labour supply is 1/(delta - 1) in the quasilinear form."),
    CHOICE_SETTING("utility.disutility", "calibrated|paper", "\"calibrated\"",
                   "calibrated: observed hours are optimal under the baseline tax system; paper: "
                   "one constant for all (Karten et al. 2025)."),
    NUMBER_SETTING("utility.paper_coefficient", "USD/(hour/week)^delta", 1e-12, 1e6, "0.0005",
                   "c of the paper disutility.", .when = "utility.disutility=paper"),
    NUMBER_SETTING(
        "utility.fixed_cost_of_work_usd_per_year", "USD/year", 0, 1e9, "0",
        "q: lost by whoever works at all.  At 0 nobody stops working below a rate of 1: the "
        "model is then about the intensive margin only."),
    {0},
};

enum status utility_read(struct utility *utility, const struct settings *settings,
                         struct error *err)
{
    *utility = (struct utility){
        .kind =
            utility_kinds[settings_choice(settings, "utility.form")], /* in the order of the list */
        .labor_exponent = settings_number(settings, "utility.labor_exponent"),
        .fixed_cost_of_work_usd_per_year =
            settings_number(settings, "utility.fixed_cost_of_work_usd_per_year"),
    };
    return utility->kind->read ? utility->kind->read(utility, settings, err) : STATUS_OK;
}
