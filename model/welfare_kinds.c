/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/welfare_kinds.c: the list of welfare functions (model/welfare.h), and the settings that all share. */
#include "model/welfare_kinds.h"

KIND_FAMILY(welfare, "welfare function", WELFARE_KINDS);

/* The isoelastic kind is reported beside every other, so that its settings always count. */
const struct setting welfare_function_settings[] = {
    KIND_SETTING("welfare.objective", welfare_family, "\"isoelastic\"",
                 "What the planner maximises; all kinds are reported anyway."),
    NUMBER_SETTING("welfare.inequality_aversion", "1", 0, 100, "1",
                   "gamma of the isoelastic objective; 1 is log."),
    NUMBER_SETTING("welfare.floor_usd_per_year", "USD/year", 1e-3, 1e9, "1000",
                   "isoelastic: utilities below count as this much."),
    {0},
};

struct welfare_settings welfare_read(const struct settings *settings)
{
    return (struct welfare_settings){
        .kind = welfare_kinds[settings_choice(settings, "welfare.objective")], /* in their order */
        .inequality_aversion = settings_number(settings, "welfare.inequality_aversion"),
        .floor_usd_per_year = settings_number(settings, "welfare.floor_usd_per_year"),
    };
}

size_t welfare_index(const struct welfare_kind *kind)
{
    size_t k = 0;

    while (welfare_kinds[k] != kind)
        k++;
    return k;
}
