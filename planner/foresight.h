/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/foresight.h: what workers who reckon expect of laws: all answer them rationally, and the rebate
 * balances the budget (the policy lab).  Each values a law by the own goal. */
#ifndef FISC_PLANNER_FORESIGHT_H
#define FISC_PLANNER_FORESIGHT_H

#include "model/goal.h"
#include "planner/brackets.h"
#include "planner/planner.h"

/* value[k] (caller frees each, on failure too) is [N] of law k, USD a year: own utility, social welfare for
 * an altruist, minus that for an adversary. */
enum status foresee_values(double **value, const struct tax_schedule *laws, int num_laws,
                           const struct goal_shares *goals, const struct planner_view *view,
                           struct error *err) MUST_CHECK;

/* The law that worker i would set: from the law in force on these brackets, one bracket after the other,
 * lowest first, the change of -20, -10, 0, 10 or 20 points that is worth most to i (of equal ones the
 * smallest, then the lower rate). */
enum status foresee_own_law(struct tax_schedule *law, const struct brackets *brackets, size_t i,
                            enum goal goal, const struct planner_view *view,
                            struct error *err) MUST_CHECK;

#endif
