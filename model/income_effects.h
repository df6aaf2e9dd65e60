/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/income_effects.h: rational workers whose utility has income effects.  Their hours depend on the
 * rebate, and the rebate on their taxes: an equilibrium.
 * Inside bracket j the best income solves, with y = z - T(z) + R,
 *     ln(1 - tau_j) + ln v'(y) = (delta - 1) ln z + ln P
 * (one root: the left side falls, the right side rises); the best of all brackets is the answer.
 * With rates that never fall, mean T(z(R)) - G - R falls in R with a slope of -1 or steeper, so its
 * root lies between any R0 and R0 plus the excess there; it is found by bisection with secant steps
 * inside the bracket.  Plain iteration can swing for ever. */
#ifndef FISC_MODEL_INCOME_EFFECTS_H
#define FISC_MODEL_INCOME_EFFECTS_H

#include "model/budget.h"
#include "model/outcome.h"
#include "model/preferences.h"
#include "model/tax_system.h"

struct income_effects {
    const struct population *population;
    const struct preferences *preferences;
    struct utility utility;      /* of a kind with income effects */
    const struct budget *budget; /* a fixed rebate leaves no equilibrium to find */
    double *block_sums;          /* room for sums of a step */
};

/* Borrows all that it is given. */
enum status income_effects_create(struct income_effects *economy,
                                  const struct population *population,
                                  const struct preferences *preferences,
                                  const struct utility *utility, const struct budget *budget,
                                  struct error *err) MUST_CHECK;
void income_effects_free(struct income_effects *economy);

struct income_effects_totals {
    double mean_tax_usd_per_year;
    double rebate_usd_per_year;          /* as paid: mean tax - G/N */
    double rebate_residual_usd_per_year; /* paid less what workers expected when they chose */
};

/* Best income of worker i who expects the rebate R, USD per year; NaN if net income is not positive
 * at any hours. */
double income_effects_choose(const struct income_effects *economy,
                             const struct tax_schedule *schedule, size_t i,
                             double rebate_usd_per_year);

/* One step in equilibrium, to 1e-9 of the rebate; `guess` is any starting rebate (the result does
 * not depend on it beyond that).  Where no equilibrium exists (rates that fall): the lower side of
 * the jump, and the residual says how far off.  Fills all columns of `outcome`.
 * STATUS_NUMERICAL names a worker without positive net income. */
enum status income_effects_step(const struct income_effects *economy,
                                const struct tax_system *tax_system, double guess_usd_per_year,
                                struct outcome *outcome, struct income_effects_totals *totals,
                                struct error *err) MUST_CHECK;

/* One step in which workers expect `expected_rebate`, e.g. the last step's. */
enum status income_effects_step_expecting(const struct income_effects *economy,
                                          const struct tax_system *tax_system,
                                          double expected_rebate_usd_per_year,
                                          struct outcome *outcome,
                                          struct income_effects_totals *totals,
                                          struct error *err) MUST_CHECK;

#endif
