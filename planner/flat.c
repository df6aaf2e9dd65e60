/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/flat.c: one rate on all income. */
#include "planner/planner.h"

#include <stdlib.h>

struct flat {
    double rate;
};

static enum status create(void **state, const struct settings *settings, struct error *err)
{
    struct flat *const flat = malloc(sizeof *flat);

    if (!flat)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a planner");
    flat->rate = settings_number(settings, "planner.flat_rate");
    *state = flat;
    return STATUS_OK;
}

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    const struct flat *const flat = state;

    (void)view;
    return tax_schedule_init_flat(&proposal->schedule, flat->rate, err);
}

static const struct setting settings[] = {
    NUMBER_SETTING("planner.flat_rate", "fraction", -1, 1, "0.5", "flat: the one rate."),
    {0},
};

static const struct setting *const groups[] = {settings, NULL};

const struct planner_kind planner_flat = {
    .kind = {.name = "flat",
             .summary = "one rate on all income (planner.flat_rate)",
             .settings = groups},
    .create = create,
    .propose = propose,
    .destroy = free,
};
