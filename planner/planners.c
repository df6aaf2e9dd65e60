/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/planners.c: the list of planners. */
#include "planner/planners.h"

const struct planner_kind *const planner_kinds[] = {
    &planner_none,
    &planner_fixed,
    &planner_reference,
    &planner_flat,
    &planner_saez,
    &planner_optimum,
    &planner_llm,
    &planner_referendum,
    &planner_elected,
    &planner_random_search,
    &planner_coordinate,
    &planner_evolution,
    &planner_bandit,
    &planner_saez_empirical,
#ifdef FISC_TOY_KINDS
    &planner_toy,
#endif
    NULL,
};

static const struct kind *kind_at(size_t index)
{
    return planner_kinds[index] ? &planner_kinds[index]->kind : NULL;
}

const struct kind_family planner_family = {.noun = "planner", .at = kind_at};

enum status planners_create(struct planner *planner, const struct settings *settings,
                            struct error *err)
{
    const int choice = settings_choice(settings, "planner.kind"); /* in the order of the list */

    *planner = (struct planner){.kind = planner_kinds[choice]};
    return planner->kind->create ? planner->kind->create(&planner->state, settings, err)
                                 : STATUS_OK;
}
