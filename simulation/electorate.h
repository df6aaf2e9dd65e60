/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/electorate.h: the workers as voters, as the simulation gives them to a planner. */
#ifndef FISC_SIMULATION_ELECTORATE_H
#define FISC_SIMULATION_ELECTORATE_H

#include "agents/voters.h"
#include "planner/planner.h"

/* What the vote of one tax year stands on; all borrowed. */
struct electorate_context {
    const struct voters *voters;
    const struct decision_rule *rule;
    const struct decision_context *known; /* what workers know now */
};

struct electorate electorate_of(struct electorate_context *context);

#endif
