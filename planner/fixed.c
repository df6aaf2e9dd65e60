/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/fixed.c: the tax system that the config writes down, whatever happens. */
#include "planner/planner.h"

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    (void)state;
    (void)err;
    proposal->tax_system = *view->configured;
    return STATUS_OK;
}

static enum status create(void **state, const struct settings *settings, struct error *err)
{
    *state = NULL;
    if (settings_length(settings, "planner.tax_system") > 0)
        return STATUS_OK;
    return error_set(err, STATUS_INVALID_INPUT,
                     "%s: planner.kind is fixed, and planner.tax_system has no component; for no "
                     "tax at all say [{\"component\": \"flat\", \"rate\": 0}]",
                     settings_origin(settings, "planner.kind"));
}

const struct planner_kind planner_fixed = {
    .kind = {.name = "fixed", .summary = "the tax system at planner.tax_system, whatever happens"},
    .create = create,
    .propose = propose,
};
