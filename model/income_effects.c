/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/income_effects.c: choices by Newton's method, the rebate by bisection (model/income_effects.h). */
#include "model/income_effects.h"

#include "base/block_sum.h"
#include "base/elementary.h"
#include "base/memory.h"
#include "model/units.h"

#include <math.h>
#include <stdlib.h>

/* A choice costs some microseconds: quarters of a block, so that small populations too use all threads. */
enum { PART = BLOCK_ELEMENTS / 4, MAX_NEWTON = 100, MAX_BISECTIONS = 200 };
enum { PARALLEL_FROM = 10000 }; /* workers from which more threads pay */

static const double REBATE_TOLERANCE = 1e-9; /* relative to the rebate, at least to 1 USD */

/* One worker's problem inside one bracket: y = kept * z + fixed. */
struct bracket_problem {
    const struct utility *utility;
    double kept, log_kept; /* 1 - tau */
    double fixed;          /* virtual income of the bracket plus the rebate */
    double log_threshold_effort;
};

/* Marginal gain less marginal effort, in logs, at ln z; +INFINITY where y is not positive (earn
 * more), and its derivative. */
static double excess_gain(const struct bracket_problem *problem, double log_income, double *slope)
{
    const struct utility *const utility = problem->utility;
    const double z = elementary_exp(log_income);
    const double y = problem->kept * z + problem->fixed;
    const double delta = utility->labor_exponent;

    if (!(y > 0.0)) {
        *slope = 0.0;
        return INFINITY;
    }
    *slope = -utility->kind->curvature(utility, y) * problem->kept * z / y - (delta - 1.0);
    return problem->log_kept + utility->kind->log_marginal(utility, y) -
           (delta - 1.0) * log_income - problem->log_threshold_effort;
}

/* ln of the best income in [ln lowest, ln highest]: Newton kept inside a shrinking bracket. */
static double best_log_income(const struct bracket_problem *problem, double low, double high)
{
    double slope;

    if (excess_gain(problem, high, &slope) >= 0.0)
        return high;
    if (excess_gain(problem, low, &slope) <= 0.0)
        return low;
    double x = 0.5 * (low + high);

    for (int i = 0; i < MAX_NEWTON; i++) {
        const double gain = excess_gain(problem, x, &slope);

        if (gain > 0.0)
            low = x;
        else
            high = x;
        double next = slope < 0.0 ? x - gain / slope : high;

        if (!(next > low && next < high))
            next = 0.5 * (low + high);
        if (fabs(next - x) <= 4e-16 * fabs(x) + 1e-300)
            return next;
        x = next;
    }
    return x;
}

double income_effects_choose(const struct income_effects *economy,
                             const struct tax_schedule *schedule, size_t i,
                             double rebate_usd_per_year)
{
    const struct utility *const utility = &economy->utility;
    const double threshold_effort = economy->preferences->threshold_effort[i];
    const double cap = population_annual_pay_per_hour(economy->population, i) * MAX_HOURS_PER_WEEK;
    double best_income = NAN;
    double best_utility =
        utility->kind->comparable(utility,
                                  rebate_usd_per_year - schedule->tax_at_start_usd_per_year[0]);

    if (best_utility > -INFINITY)
        best_income = 0.0;
    struct bracket_problem problem = {.utility = utility,
                                      .log_threshold_effort = elementary_log(threshold_effort)};

    for (int j = 0; j < schedule->num_brackets && schedule->start_usd_per_year[j] < cap; j++) {
        const double start = schedule->start_usd_per_year[j];
        const double end =
            j + 1 < schedule->num_brackets && schedule->start_usd_per_year[j + 1] < cap
                ? schedule->start_usd_per_year[j + 1]
                : cap;
        double z = start;

        problem.kept = 1.0 - schedule->marginal_rate[j];
        if (problem.kept > 0.0) {
            problem.log_kept = elementary_log(problem.kept);
            problem.fixed = schedule->marginal_rate[j] * start -
                            schedule->tax_at_start_usd_per_year[j] + rebate_usd_per_year;
            const double low = start > 0.0 ? elementary_log(start) : elementary_log(end) - 700.0;
            const double high = elementary_log(end);
            const double x = best_log_income(&problem, low, high);

            z = x >= high ? end : x <= low ? start : elementary_exp(x);
        }
        const double y = z - tax_schedule_tax(schedule, z) + rebate_usd_per_year;
        const double cost = z > 0.0 ? utility->fixed_cost_of_work_usd_per_year : 0.0;
        const double u = utility->kind->comparable(utility, y) - cost -
                         preferences_effort(economy->preferences, utility, i, z);

        if (u > best_utility) {
            best_utility = u;
            best_income = z;
        }
    }
    return best_income;
}

/* Incomes and taxes of all workers who expect `rebate`; mean tax, NaN if a worker has none. */
static double choose_all(const struct income_effects *economy, const struct tax_system *tax_system,
                         double rebate, double *income, double *tax, size_t *first_failed)
{
    double *const block_sums = economy->block_sums;
    const struct population *const population = economy->population;
    const size_t n = population->num_workers;
    const size_t num_parts = (n + PART - 1) / PART;
    size_t failed = SIZE_MAX;

#pragma omp parallel for schedule(static) reduction(min : failed) if (n > PART)
    for (size_t b = 0; b < num_parts; b++) {
        double sum = 0.0;
        double weights = 0.0;

        for (size_t i = b * PART; i < n && i < (b + 1) * PART; i++) {
            const double w = population_sample_weight(population, i);
            const struct tax_schedule *const schedule =
                tax_system_schedule(tax_system, population_class(population, i));

            income[i] = income_effects_choose(economy, schedule, i, rebate);
            if (!(income[i] >= 0.0) && i < failed)
                failed = i;
            tax[i] = tax_schedule_tax(schedule, income[i]);
            sum += w * tax[i];
            weights += w;
        }
        block_sums[2 * b] = sum;
        block_sums[2 * b + 1] = weights;
    }
    double sum = 0.0;
    double weights = 0.0;

    for (size_t b = 0; b < num_parts; b++) {
        sum += block_sums[2 * b];
        weights += block_sums[2 * b + 1];
    }
    *first_failed = failed;
    return failed == SIZE_MAX ? sum / weights : NAN;
}

struct equilibrium {
    const struct income_effects *economy;
    const struct tax_system *tax_system;
    struct outcome *outcome;
    size_t first_failed;
};

/* mean T(z(R)) - G - R: what the government has left over if workers expect R. */
static double excess_revenue(struct equilibrium *search, double rebate)
{
    const double mean_tax = choose_all(search->economy, search->tax_system, rebate,
                                       search->outcome->income_usd_per_year,
                                       search->outcome->tax_usd_per_year, &search->first_failed);

    return mean_tax - search->economy->budget->public_spending_usd_per_worker - rebate;
}

static double tolerance_at(double rebate)
{
    return REBATE_TOLERANCE * fmax(1.0, fabs(rebate));
}

/* Widen [*low, *high] around the guess until the excess is >= 0 at low and <= 0 at high.  A rebate
 * at which some worker cannot live counts as too low. */
static enum status bracket_rebate(struct equilibrium *search, double guess, double *low,
                                  double *high, double *excess_low, double *excess_high,
                                  struct error *err)
{
    double step = 1000.0;
    double at = guess;
    double excess = excess_revenue(search, at);

    for (int i = 0; isnan(excess) && i < 60; i++, step *= 2.0) {
        at += step;
        excess = excess_revenue(search, at);
    }
    if (isnan(excess))
        return error_set(err, STATUS_NUMERICAL,
                         "worker %u has no positive net income at any hours: public spending is "
                         "above what taxes can raise",
                         search->economy->population->id[search->first_failed]);
    *low = *high = at;
    *excess_low = *excess_high = excess;
    step = fmax(fabs(excess), 1.0);
    for (int i = 0; excess != 0.0 && i < 80; i++, step *= 2.0) {
        if (excess > 0.0 && *excess_high > 0.0) {
            *low = *high;
            *excess_low = *excess_high;
            *high = *low + step;
            *excess_high = excess_revenue(search, *high);
        } else if (excess < 0.0 && !(*excess_low > 0.0)) {
            *high = *low;
            *excess_high = *excess_low;
            *low = *high - step;
            *excess_low = excess_revenue(search, *low);
            if (isnan(*excess_low))
                *excess_low = INFINITY; /* nobody can live there: look above */
        } else {
            return STATUS_OK;
        }
    }
    if (*excess_low >= 0.0 && *excess_high <= 0.0)
        return STATUS_OK;
    return error_set(err, STATUS_NUMERICAL, "no rebate balances the budget near %g USD", guess);
}

/* Shrink the bracket: a secant step when it lands well inside, else the middle. */
static void shrink_bracket(struct equilibrium *search, double *low, double *high, double excess_low,
                           double excess_high)
{
    for (int i = 0; i<MAX_BISECTIONS && * high - *low> 0.5 * tolerance_at(*low); i++) {
        double at = 0.5 * (*low + *high);

        if (i % 3 != 2 && isfinite(excess_low) && excess_low > excess_high) {
            /* Aim a little past the root, so that both ends move. */
            const double secant = *low + (*high - *low) * (excess_low / (excess_low - excess_high));
            const double nudge = 0.25 * tolerance_at(*low);
            const double aimed = i % 3 == 0 ? secant - nudge : secant + nudge;

            if (aimed > *low && aimed < *high)
                at = aimed;
        }
        if (!(at > *low && at < *high))
            return;
        const double excess = excess_revenue(search, at);

        if (excess > 0.0) {
            *low = at;
            excess_low = excess;
        } else if (isnan(excess)) {
            *low = at;
            excess_low = INFINITY;
        } else {
            *high = at;
            excess_high = excess;
        }
    }
}

/* Hours, net income and utility from income, tax and the rebate paid. */
static void fill_columns(const struct income_effects *economy, double rebate,
                         struct outcome *outcome)
{
    const struct utility *const utility = &economy->utility;

#pragma omp parallel for schedule(static) if (outcome->num_workers >= PARALLEL_FROM)
    for (size_t i = 0; i < outcome->num_workers; i++) {
        const double z = outcome->income_usd_per_year[i];
        const double y = z - outcome->tax_usd_per_year[i] + rebate;
        const double pay = population_annual_pay_per_hour(economy->population, i);
        const double hours = z / pay;

        outcome->hours_per_week[i] = hours < MAX_HOURS_PER_WEEK ? hours : MAX_HOURS_PER_WEEK;
        outcome->net_income_usd_per_year[i] = y;
        outcome->utility_usd_per_year[i] =
            utility_of_net_income(utility, y) -
            preferences_effort(economy->preferences, utility, i, z) -
            (z > 0.0 ? utility->fixed_cost_of_work_usd_per_year : 0.0);
    }
    outcome_forget_order(outcome);
}

static enum status step_expecting(struct equilibrium *search, double expected,
                                  struct income_effects_totals *totals, struct error *err)
{
    const double excess = excess_revenue(search, expected);
    const bool is_fixed = budget_has_fixed_rebate(search->economy->budget);
    const double paid = is_fixed ? expected : expected + excess;

    if (isnan(excess))
        return error_set(err, STATUS_NUMERICAL,
                         "worker %u expects a rebate of %g USD and has no positive net income at "
                         "any hours",
                         search->economy->population->id[search->first_failed], expected);
    totals->mean_tax_usd_per_year =
        expected + excess + search->economy->budget->public_spending_usd_per_worker;
    totals->rebate_usd_per_year = paid;
    totals->rebate_residual_usd_per_year = is_fixed ? 0.0 : excess;
    fill_columns(search->economy, paid, search->outcome);
    return STATUS_OK;
}

enum status income_effects_create(struct income_effects *economy,
                                  const struct population *population,
                                  const struct preferences *preferences,
                                  const struct utility *utility, const struct budget *budget,
                                  struct error *err)
{
    void *memory = NULL;

    *economy = (struct income_effects){.population = population,
                                       .preferences = preferences,
                                       .utility = *utility,
                                       .budget = budget};
    TRY(memory_allocate(&memory, 2 * (population->num_workers / PART + 1), sizeof(double),
                        "block sums", err));
    economy->block_sums = memory;
    return STATUS_OK;
}

void income_effects_free(struct income_effects *economy)
{
    free(economy->block_sums);
    *economy = (struct income_effects){0};
}

enum status income_effects_step(const struct income_effects *economy,
                                const struct tax_system *tax_system, double guess_usd_per_year,
                                struct outcome *outcome, struct income_effects_totals *totals,
                                struct error *err)
{
    struct equilibrium search = {.economy = economy, .tax_system = tax_system, .outcome = outcome};
    double low = 0.0;
    double high = 0.0;
    double excess_low = 0.0;
    double excess_high = 0.0;

    if (budget_has_fixed_rebate(economy->budget))
        return step_expecting(&search, economy->budget->fixed_rebate_usd_per_year, totals, err);
    TRY(bracket_rebate(&search, guess_usd_per_year, &low, &high, &excess_low, &excess_high, err));
    shrink_bracket(&search, &low, &high, excess_low, excess_high);
    return step_expecting(&search, low, totals, err);
}

enum status income_effects_step_expecting(const struct income_effects *economy,
                                          const struct tax_system *tax_system,
                                          double expected_rebate_usd_per_year,
                                          struct outcome *outcome,
                                          struct income_effects_totals *totals, struct error *err)
{
    struct equilibrium search = {.economy = economy, .tax_system = tax_system, .outcome = outcome};

    return step_expecting(&search, expected_rebate_usd_per_year, totals, err);
}
