/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/planners.h: the list of planners (planner/planner.h), and the one that a config chooses. */
#ifndef FISC_PLANNER_PLANNERS_H
#define FISC_PLANNER_PLANNERS_H

#include "planner/planner.h"

KIND_FAMILY_DECLARE(planner);

enum status planners_create(struct planner *planner, const struct settings *settings,
                            struct error *err) MUST_CHECK;

#endif
