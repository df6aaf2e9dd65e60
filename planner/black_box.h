/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/black_box.h: what planners share that search a black box, one tax system a tax year, and know
 * nothing but the welfare of each: what a language model has to beat.  They begin with the baseline tax system
 * and end with the best tax system they saw.  They hold no state: everything follows from the tax years so
 * far. */
#ifndef FISC_PLANNER_BLACK_BOX_H
#define FISC_PLANNER_BLACK_BOX_H

#include "config/setting.h"
#include "planner/brackets.h"
#include "planner/planner.h"

#include <stdbool.h>

struct black_box {
    struct brackets brackets;
    double first_final_year; /* from this tax year on the best tax system is kept */
    double step;             /* first size of a change, a fraction */
    bool is_thompson;        /* of the bandit */
};

/* Settings planner.search.* and those of the brackets. */
enum status black_box_create(void **state, const struct settings *settings,
                             struct error *err) MUST_CHECK;

/* The tax year of the highest welfare among the first `count`; the earliest of equals. */
size_t black_box_best_year(const struct planner_view *view, size_t count);

/* Rates of a tax system on the planner's own brackets: one schedule for everybody. */
void black_box_rates(double rate[TAX_MAX_BRACKETS], const struct tax_system *tax_system);

/* True if there is nothing to try in this tax year: the baseline tax system first, the best at the end; then
 * the proposal is made. */
enum status black_box_is_settled(bool *is_settled, const struct black_box *black_box,
                                 const struct planner_view *view, struct planner_proposal *proposal,
                                 struct error *err) MUST_CHECK;

/* Propose rates, each kept within its bounds. */
enum status black_box_propose(const struct black_box *black_box, struct planner_proposal *proposal,
                              const double *rate, struct error *err) MUST_CHECK;

/* What all of them read, and those that change rates by steps; ended by {0}. */
extern const struct setting black_box_settings[], black_box_step_settings[];

#endif
