/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/tryout.h: what planners share that learn by trying laws out, one a tax year, and know nothing but
 * the welfare of each: what a language model has to beat.  They begin with the baseline law and end
 * with the best law they saw.  They hold no state: everything follows from the tax years so far. */
#ifndef FISC_PLANNER_TRYOUT_H
#define FISC_PLANNER_TRYOUT_H

#include "planner/brackets.h"
#include "planner/planner.h"

struct tryout {
    struct brackets brackets;
    double first_final_year; /* from this tax year on the best law is kept */
    double step;             /* first size of a change, a fraction */
    int is_thompson;         /* of the bandit */
};

/* Settings planner.search.* and those of the brackets. */
enum status tryout_create(void **state, const struct settings *settings,
                          struct error *err) MUST_CHECK;

/* The tax year of the highest welfare among the first `count`; the earliest of equals. */
size_t tryout_best_year(const struct planner_view *view, size_t count);

/* Rates of a law on the planner's own brackets: one schedule for everybody. */
void tryout_rates(double rate[TAX_MAX_BRACKETS], const struct tax_system *law);

/* True if there is nothing to try in this tax year: the baseline law first, the best at the end; then the
 * proposal is made. */
enum status tryout_is_settled(bool *is_settled, const struct tryout *tryout,
                              const struct planner_view *view, struct planner_proposal *proposal,
                              struct error *err) MUST_CHECK;

/* Propose rates, each kept within its bounds. */
enum status tryout_propose(const struct tryout *tryout, struct planner_proposal *proposal,
                           const double *rate, struct error *err) MUST_CHECK;

#endif
