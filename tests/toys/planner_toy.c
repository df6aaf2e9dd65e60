/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/toys/planner_toy.c: a planner that raises one rate by a step a year, without looking. */
#include "config/setting.h"
#include "planner/planner.h"

#include <math.h>
#include <stdlib.h>

struct toy {
    double step;
};

static enum status create(void **state, const struct settings *settings, struct error *err)
{
    struct toy *const toy = malloc(sizeof *toy);

    if (!toy)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a toy");
    toy->step = settings_number(settings, "planner.toy_step");
    *state = toy;
    return STATUS_OK;
}

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    const struct toy *const toy = state;
    const double rate = toy->step * (double)(view->tax_year + 1);

    return tax_schedule_init_flat(&proposal->schedule, fmin(rate, 1.0), err);
}

static const struct setting settings[] = {
    NUMBER_SETTING("planner.toy_step", "fraction", 0, 1, "0.1234", "toy: rise of the rate a year."),
    {0},
};
static const struct setting *const groups[] = {settings, NULL};

const struct planner_kind planner_toy = {
    .kind = {.name = "toy",
             .summary = "a rate that rises every year, for tests",
             .settings = groups},
    .create = create,
    .propose = propose,
    .destroy = free,
};
