/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/none.c: the tax system in force stays: it has nothing to propose. */
#include "planner/planner.h"

const struct planner_kind planner_none = {
    .kind = {.name = "none", .summary = "nobody: the tax system in force stays"},
};
