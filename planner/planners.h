/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/planners.h: the list of planners (planner/planner.h), and the one that a config chooses. */
#ifndef FISC_PLANNER_PLANNERS_H
#define FISC_PLANNER_PLANNERS_H

#include "planner/planner.h"

extern const struct planner_kind *const planner_kinds[]; /* ends with NULL */
extern const struct kind_family planner_family;

enum status planners_create(struct planner *planner, const struct settings *settings,
                            struct error *err) MUST_CHECK;

#endif
