/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/fixed.c: the law that the config writes down, whatever happens. */
#include "planner/planner.h"

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    (void)state;
    (void)err;
    proposal->schedule = *view->configured;
    return STATUS_OK;
}

const struct planner_kind planner_fixed = {
    .name = "fixed",
    .summary = "the law at planner.law, whatever happens",
    .propose = propose,
};
