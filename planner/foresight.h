/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/foresight.h: what workers simulated by rule expect of tax systems: all answer them rationally, and
 * the rebate balances the budget (the policy lab).  Each values a tax system by the own goal. */
#ifndef FISC_PLANNER_FORESIGHT_H
#define FISC_PLANNER_FORESIGHT_H

#include "model/goal.h"
#include "planner/brackets.h"
#include "planner/planner.h"

/* value[k] (caller frees each, on failure too) is [N] of tax system k, USD a year: own utility, social welfare
 * for an altruist, minus that for an adversary. */
enum status foresee_values(double **value, const struct tax_schedule *tax_systems,
                           int num_tax_systems, const struct goal_shares *goals,
                           const struct planner_view *view, struct error *err) MUST_CHECK;

/* The tax system that worker i would set: from the tax system in force on these brackets, one bracket after
 * the other, lowest first, the change of -20, -10, 0, 10 or 20 points that is worth most to i (of equal ones
 * the smallest, then the lower rate). */
enum status foresee_own_tax_system(struct tax_schedule *tax_system, const struct brackets *brackets,
                                   size_t i, enum goal goal, const struct planner_view *view,
                                   struct error *err) MUST_CHECK;

#endif
