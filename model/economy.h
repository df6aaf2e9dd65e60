/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/economy.h: a population with its preferences, the tax system it was observed under, and a government
 * that returns what it does not spend:  R = (sum_i T(z_i) - G) / N. */
#ifndef FISC_MODEL_ECONOMY_H
#define FISC_MODEL_ECONOMY_H

#include "model/budget.h"
#include "model/income_effects.h"
#include "model/outcome.h"
#include "model/rational.h"
#include "model/welfare.h"

enum disutility { DISUTILITY_CALIBRATED, DISUTILITY_PAPER };

struct economy_settings {
    struct utility utility; /* without Y0, which is measured */
    enum disutility disutility;
    double paper_coefficient;
    struct tax_system baseline; /* borrowed while the economy is made */
    double public_spending_usd_per_worker;
    struct welfare_settings welfare;
};

struct economy {
    struct population population; /* sorted by Z */
    struct preferences preferences;
    struct utility utility;
    struct baseline baseline;
    struct budget budget;
    struct welfare_settings welfare;
    struct rational rational;             /* without income effects only */
    struct income_effects income_effects; /* with income effects only */
    double *block_sums;                   /* [num_blocks][2]: room for sums of a step */
};

/* What the government took and gave in a step, USD per year and worker. */
struct settlement {
    double mean_tax;
    double rebate;          /* R, as paid */
    double rebate_residual; /* R less what workers expected; not 0 only with income effects */
    double public_spending; /* G / N = mean_tax - rebate */
};

/* Takes over the population (frees it on failure too) and sorts it.  The economy must not be
 * moved afterwards: its parts point at each other. */
enum status economy_init_take(struct economy *economy, struct population *population,
                              const struct economy_settings *settings,
                              struct error *err) MUST_CHECK;
void economy_free(struct economy *economy);

/* From now on a step pays this rebate, and public spending takes up what revenue leaves or lacks; NaN: the
 * rebate balances the budget again. */
void economy_fix_rebate(struct economy *economy, double rebate_usd_per_year);

/* Tax systems here are composed (tax_system_compose): units have one adult.
 * Everybody chooses the best hours: all columns of `outcome`.  With isoelastic utility the rebate
 * is an equilibrium near `rebate_guess`, or, if `is_lagged`, workers expect just that. */
enum status economy_respond_rationally(struct economy *economy, const struct tax_system *tax_system,
                                       double rebate_guess_usd_per_year, int is_lagged,
                                       struct outcome *outcome, struct settlement *settlement,
                                       struct error *err) MUST_CHECK;

/* Income, tax, rebate, net income and utility from outcome->hours_per_week.
 * STATUS_NUMERICAL names a worker with isoelastic utility whose net income is not positive. */
enum status economy_settle(const struct economy *economy, const struct tax_system *tax_system,
                           struct outcome *outcome, struct settlement *settlement,
                           struct error *err) MUST_CHECK;

/* Everybody at observed hours under the baseline tax system. */
enum status economy_observe(const struct economy *economy, struct outcome *outcome,
                            struct settlement *settlement, struct error *err) MUST_CHECK;

/* The schedule of worker i. */
const struct tax_schedule *economy_schedule(const struct economy *economy,
                                            const struct tax_system *tax_system, size_t i);

/* delta of worker i. */
static inline double economy_labor_exponent(const struct economy *economy, size_t i)
{
    return utility_labor_exponent(&economy->utility,
                                  population_observed_income(&economy->population, i));
}

/* 1/(delta - 1) of worker i. */
static inline double economy_elasticity(const struct economy *economy, size_t i)
{
    return 1.0 / (economy_labor_exponent(economy, i) - 1.0);
}

/* Baseline net income y0 of worker i, USD per year. */
double economy_baseline_net_income(const struct economy *economy, size_t i);

#endif
