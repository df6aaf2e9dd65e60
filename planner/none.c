/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/none.c: the law in force stays. */
#include "planner/planner.h"

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    (void)state;
    (void)err;
    proposal->schedule = *view->schedule;
    return STATUS_OK;
}

const struct planner_kind planner_none = {
    .name = "none",
    .summary = "nobody: the law in force stays",
    .propose = propose,
};
