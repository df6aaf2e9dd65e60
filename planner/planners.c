/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/planners.c: the list of planners. */
#include "planner/planners.h"

KIND_FAMILY(planner, "planner", PLANNER_KINDS);

enum status planners_create(struct planner *planner, const struct settings *settings,
                            struct error *err)
{
    const int choice = settings_choice(settings, "planner.kind"); /* in the order of the list */

    *planner = (struct planner){.kind = planner_kinds[choice]};
    return planner->kind->create ? planner->kind->create(&planner->state, settings, err)
                                 : STATUS_OK;
}
