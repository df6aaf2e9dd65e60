/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/income_effects_welfare.h"

#include "base/elementary.h"
#include "base/memory.h"
#include "model/income_effects_map.h"
#include "model/units.h"
#include "model/welfare_kinds.h"
#include "model/welfare_sums.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_REBATES = 80 };
static const double REBATE_TOLERANCE = 1e-9; /* relative, at least to 1 USD */

/* ---- one class --------------------------------------------------------------------------------- */

/* Workers of a class who expect the same rebate, and what they do. */
struct run {
    const struct income_effects_workers *workers;
    struct income_effects_map map;
    double rebate;
    enum income_effects_beside what;
    double *income, *beside; /* of all workers */
};

/* Of a part of a run in one piece. */
typedef bool take_piece(struct run *run, int piece, size_t from, size_t to, void *context);

/* Halve [from, to], whose ends have these pieces, until each part has one; the parts in order. */
static bool take_between(struct run *run, size_t from, size_t to, int first, int last,
                         size_t *taken, take_piece *take, void *context)
{
    if (first == last)
        return true;
    if (to == from + 1) {
        const size_t start = *taken;

        *taken = to;
        return take(run, first, start, to, context);
    }
    const size_t middle = from + (to - from) / 2;
    int piece = income_effects_map_piece(&run->map, run->workers->log_threshold_effort[middle]);

    /* The order holds exactly in theory; rounding at a tie must not break the bisection. */
    piece = piece < first ? first : piece > last ? last : piece;
    return take_between(run, from, middle, first, piece, taken, take, context) &&
           take_between(run, middle, to, piece, last, taken, take, context);
}

/* False where somebody cannot live. */
static bool take_run(struct run *run, size_t from, size_t to, take_piece *take, void *context)
{
    const double *const log_effort = run->workers->log_threshold_effort;
    const int first = income_effects_map_piece(&run->map, log_effort[from]);
    const int last = income_effects_map_piece(&run->map, log_effort[to - 1]);
    size_t taken = from;

    if (first == INCOME_EFFECTS_NOWHERE || last == INCOME_EFFECTS_NOWHERE)
        return false;
    return take_between(run, from, to - 1, first, last < first ? first : last, &taken, take,
                        context) &&
           take(run, last < first ? first : last, taken, to, context);
}

/* All classes, one after the other. */
static bool take_all(struct run *run, const struct tax_system *tax_system, take_piece *take,
                     void *context)
{
    const struct income_effects_workers *const workers = run->workers;

    for (size_t from = 0; from < workers->num_workers;) {
        const int c = (int)population_class(workers->economy->population, workers->index[from]);
        const size_t to = workers->class_end[c];

        if (!income_effects_map_draw(&run->map, &workers->economy->utility,
                                     tax_system_schedule(tax_system, c), run->rebate) ||
            !take_run(run, from, to, take, context))
            return false;
        from = to;
    }
    return true;
}

/* Who has not enough hours for what he likes best is rare: the long way. */
static double capped_income(const struct run *run, size_t k)
{
    return income_effects_choose(run->workers->economy, run->map.schedule, run->workers->index[k],
                                 run->rebate);
}

static bool fill_piece(struct run *run, int piece, size_t from, size_t to)
{
    return income_effects_map_fill(&run->map, piece, run->what,
                                   run->workers->log_threshold_effort + from, to - from,
                                   run->income + from, run->beside + from);
}

/* ---- revenue ----------------------------------------------------------------------------------- */

struct revenue {
    double taxes, slope, weights; /* d taxes / d R */
};

static bool add_revenue(struct run *run, int piece, size_t from, size_t to, void *context)
{
    const struct income_effects_workers *const workers = run->workers;
    const struct tax_schedule *const schedule = run->map.schedule;
    const int j = income_effects_map_bracket(piece);
    const double rate = schedule->marginal_rate[j];
    const double fixed = run->rebate - run->map.virtual_income[j];
    struct revenue *const revenue = context;

    if (!fill_piece(run, piece, from, to))
        return false;
    for (size_t k = from; k < to; k++) {
        const double weight = workers->weight[k];

        revenue->weights += weight;
        if (run->income[k] <= workers->income_cap[k]) {
            revenue->taxes += weight * (rate * run->income[k] + fixed);
            revenue->slope += weight * rate * run->beside[k];
            continue;
        }
        const double income = capped_income(run, k);
        const double tax = tax_schedule_tax(schedule, income);

        if (!(income >= 0.0) || !(income - tax + run->rebate > 0.0))
            return false;
        revenue->taxes += weight * tax;
    }
    return true;
}

/* What is left over if workers expect R, and how fast that falls in R; NaN where somebody cannot live. */
static double excess_revenue(struct run *run, const struct tax_system *tax_system, double *slope)
{
    struct revenue revenue = {0};

    run->what = INCOME_EFFECTS_REBATE_SLOPE;
    if (!take_all(run, tax_system, add_revenue, &revenue))
        return NAN;
    *slope = revenue.slope / revenue.weights - 1.0;
    return revenue.taxes / revenue.weights -
           run->workers->economy->budget->public_spending_usd_per_worker - run->rebate;
}

/* The rebate that balances the budget; false where none was found. */
static bool find_rebate(struct run *run, const struct tax_system *tax_system)
{
    double low = -INFINITY;
    double high = INFINITY;
    double step = 1000.0;

    run->rebate = run->workers->guess_usd_per_year;
    for (int k = 0; k < MOST_REBATES; k++) {
        double slope = -1.0;
        const double excess = excess_revenue(run, tax_system, &slope);
        const double close = REBATE_TOLERANCE * fmax(1.0, fabs(run->rebate));
        double next = run->rebate - excess / fmin(slope, -0.1);

        if (isnan(excess)) {
            next = run->rebate + step;
            step *= 2.0;
        } else if (fabs(next - run->rebate) <= close) {
            run->rebate = next;
            return true;
        }
        *(excess <= 0.0 ? &high : &low) = run->rebate;
        if (high - low <= close) {
            run->rebate = low;
            return true;
        }
        if (!(next > low && next < high) || (k > 12 && isfinite(low) && isfinite(high)))
            next = 0.5 * (low + high); /* incomes jump somewhere */
        run->rebate = next;
    }
    return false;
}

/* ---- welfare ----------------------------------------------------------------------------------- */

static double capped_utility(const struct run *run, size_t k)
{
    const struct income_effects *const economy = run->workers->economy;
    const double z = run->income[k];

    return utility_of_net_income(&economy->utility,
                                 z - tax_schedule_tax(run->map.schedule, z) + run->rebate) -
           preferences_effort(economy->preferences, &economy->utility, run->workers->index[k], z) -
           (z > 0.0 ? economy->utility.fixed_cost_of_work_usd_per_year : 0.0);
}

static bool fill_utility(struct run *run, int piece, size_t from, size_t to, void *context)
{
    (void)context;
    if (!fill_piece(run, piece, from, to))
        return false;
    for (size_t k = from; k < to; k++)
        if (run->income[k] > run->workers->income_cap[k]) {
            run->income[k] = capped_income(run, k);
            run->beside[k] = capped_utility(run, k);
        }
    for (size_t k = from; k < to; k++)
        if (!isfinite(run->beside[k]))
            return false;
    return true;
}

/* Incomes and utilities in equilibrium. */
static bool settle(struct run *run, const struct tax_system *tax_system)
{
    const struct budget *const budget = run->workers->economy->budget;

    if (budget_has_fixed_rebate(budget))
        run->rebate = budget->fixed_rebate_usd_per_year;
    else if (!find_rebate(run, tax_system))
        return false;
    run->what = INCOME_EFFECTS_UTILITY;
    return take_all(run, tax_system, fill_utility, NULL);
}

double income_effects_welfare(const struct income_effects_workers *workers,
                              const struct tax_system *tax_system,
                              const struct welfare_settings *settings)
{
    const size_t n = workers->num_workers;
    double *const income = malloc(2 * n * sizeof *income);
    struct run run = {.workers = workers, .income = income, .beside = income + n};
    double welfare = -INFINITY;

    if (!income)
        return welfare;
    if (settle(&run, tax_system)) {
        const struct welfare_chunk all = {run.beside, run.income, workers->observed_income,
                                          workers->weight, workers->own_weight};
        struct welfare_figures figures;

        welfare_measure(&figures, settings, &all, n);
        welfare = figures.by_kind[welfare_index(settings->kind)];
    }
    free(income);
    return isfinite(welfare) ? welfare : -INFINITY;
}

/* ---- the workers ------------------------------------------------------------------------------- */

enum { NUM_COLUMNS = 5 };

enum status income_effects_workers_create(struct income_effects_workers *workers,
                                          const struct income_effects *economy, size_t stride,
                                          double guess_usd_per_year, struct error *err)
{
    const struct population *const population = economy->population;
    const size_t n = (population->num_workers + stride - 1 - stride / 2) / stride;
    void *memory = NULL;

    TRY(memory_allocate(&memory, n, NUM_COLUMNS * sizeof(double) + sizeof(size_t),
                        "workers of a search", err));
    double *const column = memory;

    *workers = (struct income_effects_workers){
        .economy = economy,
        .num_workers = n,
        .log_threshold_effort = column,
        .income_cap = column + n,
        .observed_income = column + 2 * n,
        .weight = column + 3 * n,
        .own_weight = column + 4 * n,
        .index = (size_t *)(void *)(column + NUM_COLUMNS * n),
        .guess_usd_per_year = guess_usd_per_year,
    };
    for (size_t k = 0; k < n; k++) {
        const size_t i = stride / 2 + k * stride;

        workers->index[k] = i;
        workers->log_threshold_effort[k] =
            elementary_log(economy->preferences->threshold_effort[i]);
        workers->income_cap[k] = population_annual_pay_per_hour(population, i) * MAX_HOURS_PER_WEEK;
        workers->observed_income[k] = population_observed_income(population, i);
        workers->weight[k] = population_sample_weight(population, i);
        workers->own_weight[k] = population_welfare_weight(population, i);
        workers->class_end[population_class(population, i)] = k + 1;
    }
    return STATUS_OK;
}

void income_effects_workers_free(struct income_effects_workers *workers)
{
    free(workers->log_threshold_effort);
    *workers = (struct income_effects_workers){0};
}
