/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/income_effects_welfare.h"

#include "base/elementary.h"
#include "base/memory.h"
#include "model/units.h"
#include "model/welfare_kinds.h"
#include "model/welfare_sums.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_NEWTON_STEPS = 60, MOST_REBATES = 80, FEW_WORKERS = 128, PART_OF_WORKERS = 16 };
static const double LOG_INCOME_TOLERANCE = 1e-7; /* of the last step: its square is what is left */
static const double REBATE_TOLERANCE = 1e-9;     /* relative, at least to 1 USD */
static const double PART_TOLERANCE = 1e-5;

/* Where workers of one schedule can be, by ln P: above b_j if it is below enter[j], beyond the end of bracket j if
 * it is below leave[j]. */
struct class_map {
    const struct tax_schedule *schedule;
    double enter[TAX_MAX_BRACKETS], leave[TAX_MAX_BRACKETS];
    double log_start[TAX_MAX_BRACKETS + 1];
    double log_kept[TAX_MAX_BRACKETS];
    double virtual_income[TAX_MAX_BRACKETS]; /* with the rebate: y = kept z + virtual income */
    /* The last worker in each bracket, where Newton's method begins. */
    double last_log_income[TAX_MAX_BRACKETS], last_log_effort[TAX_MAX_BRACKETS],
        last_slope[TAX_MAX_BRACKETS];
    int lowest_bracket; /* that a worker with more Z can choose */
};

struct choice {
    double income, log_income, net_income;
    double rebate_slope; /* d z / d R */
    int bracket;
};

struct pass {
    const struct income_effects_workers *workers;
    const struct utility *utility;
    double rebate;
    struct class_map map[TAX_MAX_CLASSES];
};

/* ---- the map ----------------------------------------------------------------------------------- */

/* ln P of who is just content with income z under rate j. */
static double log_effort_at(const struct pass *pass, const struct class_map *map, int j, double z,
                            double log_income)
{
    const double y = (1.0 - map->schedule->marginal_rate[j]) * z + map->virtual_income[j];

    if (!(y > 0.0))
        return INFINITY;
    return map->log_kept[j] + pass->utility->kind->log_marginal(pass->utility, y) -
           (pass->utility->labor_exponent - 1.0) * log_income;
}

/* False where somebody keeps nothing of an income. */
static bool draw_map(struct class_map *map, const struct pass *pass,
                     const struct tax_schedule *schedule)
{
    const int n = schedule->num_brackets;

    map->schedule = schedule;
    map->lowest_bracket = 0;
    map->log_start[0] = -INFINITY;
    map->log_start[n] = INFINITY;
    for (int j = 0; j < n; j++) {
        const double rate = schedule->marginal_rate[j];

        if (!(rate < 1.0))
            return false;
        map->log_kept[j] = elementary_log(1.0 - rate);
        map->virtual_income[j] = rate * schedule->start_usd_per_year[j] -
                                 schedule->tax_at_start_usd_per_year[j] + pass->rebate;
        map->last_log_income[j] = NAN;
        if (j > 0)
            map->log_start[j] = elementary_log(schedule->start_usd_per_year[j]);
    }
    for (int j = 0; j < n; j++) {
        map->enter[j] = j == 0 ? INFINITY
                               : log_effort_at(pass, map, j, schedule->start_usd_per_year[j],
                                               map->log_start[j]);
        map->leave[j] = j + 1 == n
                            ? -INFINITY
                            : log_effort_at(pass, map, j, schedule->start_usd_per_year[j + 1],
                                            map->log_start[j + 1]);
    }
    return true;
}

/* ---- one worker -------------------------------------------------------------------------------- */

/* Where to look first for ln z inside bracket j. */
static double first_guess(const struct pass *pass, const struct class_map *map, int j,
                          double log_effort)
{
    const double steepness = pass->utility->labor_exponent - 1.0;

    if (!isnan(map->last_log_income[j]))
        return map->last_log_income[j] +
               (log_effort - map->last_log_effort[j]) / map->last_slope[j];
    if (isfinite(map->enter[j]))
        return map->log_start[j] + (map->enter[j] - log_effort) / (steepness + 1.0);
    if (isfinite(map->leave[j]))
        return map->log_start[j + 1] + (map->leave[j] - log_effort) / (steepness + 1.0);
    return -log_effort / steepness;
}

static double between(double low, double high)
{
    if (isinf(low))
        return isinf(high) ? 0.0 : high - 1.0;
    return isinf(high) ? low + 1.0 : 0.5 * (low + high);
}

/* The best income inside bracket j, which is there. */
static struct choice choose_inside(const struct pass *pass, struct class_map *map, int j,
                                   double log_effort)
{
    const struct utility *const utility = pass->utility;
    const double steepness = utility->labor_exponent - 1.0;
    const double kept = 1.0 - map->schedule->marginal_rate[j];
    double low = map->log_start[j];
    double high = map->log_start[j + 1];
    double x = first_guess(pass, map, j, log_effort);
    struct choice choice = {.bracket = j};

    for (int k = 0; k < MOST_NEWTON_STEPS; k++) {
        double next = between(low, high);

        x = x > low && x < high ? x : next;
        choice.income = elementary_exp(x);
        choice.net_income = kept * choice.income + map->virtual_income[j];
        if (!(choice.net_income > 0.0)) {
            low = x;
            x = between(low, high);
            continue;
        }
        const double curvature = utility->kind->curvature(utility, choice.net_income);
        const double slope = -curvature * kept * choice.income / choice.net_income - steepness;
        const double gain = map->log_kept[j] +
                            utility->kind->log_marginal(utility, choice.net_income) -
                            steepness * x - log_effort;

        *(gain > 0.0 ? &low : &high) = x;
        next = x - gain / slope;
        choice.rebate_slope = choice.income * curvature / choice.net_income / slope;
        map->last_slope[j] = slope;
        if (fabs(next - x) <= LOG_INCOME_TOLERANCE) {
            choice.income *= 1.0 + (next - x);
            choice.net_income = kept * choice.income + map->virtual_income[j];
            x = next;
            break;
        }
        x = next;
    }
    choice.log_income = map->last_log_income[j] = x;
    map->last_log_effort[j] = log_effort;
    return choice;
}

static struct choice choose_start(const struct class_map *map, int j)
{
    const double z = map->schedule->start_usd_per_year[j];

    return (struct choice){.income = z,
                           .log_income = map->log_start[j],
                           .net_income =
                               (1.0 - map->schedule->marginal_rate[j]) * z + map->virtual_income[j],
                           .bracket = j};
}

static double utility_of(const struct pass *pass, const struct choice *choice, double log_effort)
{
    const double delta = pass->utility->labor_exponent;

    return utility_of_net_income(pass->utility, choice->net_income) -
           (choice->income > 0.0 ? elementary_exp(log_effort + delta * choice->log_income) / delta +
                                       pass->utility->fixed_cost_of_work_usd_per_year
                                 : 0.0);
}

/* Adds a choice if it is better; who has only one need not be compared. */
static void consider(struct choice *best, double *best_utility, const struct choice *choice,
                     const struct pass *pass, double log_effort)
{
    const double utility = utility_of(pass, choice, log_effort);

    if (utility > *best_utility) {
        *best = *choice;
        *best_utility = utility;
    }
}

static bool is_inside(const struct class_map *map, int j, double log_effort)
{
    return map->leave[j] < log_effort && log_effort < map->enter[j];
}

static bool is_at_start(const struct class_map *map, int j, double log_effort)
{
    return j > 0 && map->enter[j] <= log_effort && log_effort <= map->leave[j - 1];
}

static struct choice choose_freely(const struct pass *pass, struct class_map *map,
                                   double log_effort)
{
    const int n = map->schedule->num_brackets;
    const bool has_cost = pass->utility->fixed_cost_of_work_usd_per_year > 0.0;
    struct choice best = {.income = NAN};
    double best_utility = -INFINITY;
    int count = has_cost;

    for (int j = map->lowest_bracket; j < n; j++)
        count += is_inside(map, j, log_effort) + is_at_start(map, j, log_effort);
    if (has_cost && map->lowest_bracket == 0) {
        const struct choice none = {.net_income = map->virtual_income[0]};

        consider(&best, &best_utility, &none, pass, log_effort);
    }
    for (int j = map->lowest_bracket; j < n; j++) {
        if (!is_inside(map, j, log_effort) && !is_at_start(map, j, log_effort))
            continue;
        const struct choice choice = is_inside(map, j, log_effort)
                                         ? choose_inside(pass, map, j, log_effort)
                                         : choose_start(map, j);

        if (count == 1)
            best = choice;
        else
            consider(&best, &best_utility, &choice, pass, log_effort);
    }
    if (best.income >= 0.0)
        map->lowest_bracket = best.bracket;
    return best;
}

/* Who has not enough hours for what he likes best is rare: the long way. */
static struct choice choose_capped(const struct pass *pass, const struct class_map *map, size_t k)
{
    const double z = income_effects_choose(pass->workers->economy, map->schedule,
                                           pass->workers->index[k], pass->rebate);

    return (struct choice){.income = z,
                           .log_income = z > 0.0 ? elementary_log(z) : -INFINITY,
                           .net_income = z - tax_schedule_tax(map->schedule, z) + pass->rebate,
                           .bracket = tax_schedule_bracket(map->schedule, z)};
}

static struct choice choose(struct pass *pass, size_t k, int *class_of_worker)
{
    const struct income_effects_workers *const workers = pass->workers;

    *class_of_worker = (int)population_class(workers->economy->population, workers->index[k]);
    struct class_map *const map = &pass->map[*class_of_worker];
    struct choice choice = choose_freely(pass, map, workers->log_threshold_effort[k]);

    if (!(choice.income <= workers->income_cap[k]))
        choice = choose_capped(pass, map, k);
    return choice;
}

/* ---- all workers ------------------------------------------------------------------------------- */

static bool pass_init(struct pass *pass, const struct income_effects_workers *workers,
                      const struct tax_system *tax_system, double rebate)
{
    pass->workers = workers;
    pass->utility = &workers->economy->utility;
    pass->rebate = rebate;
    for (int c = 0; c < tax_system->num_classes; c++)
        if (!draw_map(&pass->map[c], pass, tax_system_schedule(tax_system, c)))
            return false;
    return true;
}

/* What is left over if every `stride`-th worker is all there are and expects R, and how fast that falls in R; NaN
 * where somebody cannot live. */
static double excess_revenue(struct pass *pass, size_t stride, double *slope)
{
    const struct income_effects_workers *const workers = pass->workers;
    double taxes = 0.0;
    double tax_slopes = 0.0;
    double weights = 0.0;

    for (size_t k = stride / 2; k < workers->num_workers; k += stride) {
        int c;
        const struct choice choice = choose(pass, k, &c);
        const double weight = workers->weight[k];

        if (!(choice.income >= 0.0) || !(choice.net_income > 0.0))
            return NAN;
        taxes += weight * (choice.income + pass->rebate - choice.net_income);
        tax_slopes +=
            weight * pass->map[c].schedule->marginal_rate[choice.bracket] * choice.rebate_slope;
        weights += weight;
    }
    *slope = tax_slopes / weights - 1.0;
    return taxes / weights - workers->economy->budget->public_spending_usd_per_worker -
           pass->rebate;
}

/* R that balances the budget of a part of the workers, from `rebate`; NaN where none was found. */
static double find_rebate(const struct income_effects_workers *workers,
                          const struct tax_system *tax_system, double rebate, size_t stride,
                          double tolerance)
{
    double low = -INFINITY;
    double high = INFINITY;
    double step = 1000.0;

    for (int k = 0; k < MOST_REBATES; k++) {
        struct pass pass;
        double slope = -1.0;

        if (!pass_init(&pass, workers, tax_system, rebate))
            return NAN;
        const double excess = excess_revenue(&pass, stride, &slope);
        const double close = tolerance * fmax(1.0, fabs(rebate));
        double next = rebate - excess / fmin(slope, -0.1);

        if (isnan(excess)) {
            next = rebate + step;
            step *= 2.0;
        } else if (fabs(next - rebate) <= close) {
            return rebate;
        }
        *(excess <= 0.0 ? &high : &low) = rebate;
        if (high - low <= close)
            return low;
        if (!(next > low && next < high) || (k > 12 && isfinite(low) && isfinite(high)))
            next = 0.5 * (low + high); /* incomes jump somewhere */
        rebate = next;
    }
    return NAN;
}

static double equilibrium(const struct income_effects_workers *workers,
                          const struct tax_system *tax_system)
{
    const struct budget *const budget = workers->economy->budget;
    double guess = workers->guess_usd_per_year;

    if (budget_has_fixed_rebate(budget))
        return budget->fixed_rebate_usd_per_year;
    if (workers->num_workers >= PART_OF_WORKERS * FEW_WORKERS)
        guess = find_rebate(workers, tax_system, guess, PART_OF_WORKERS, PART_TOLERANCE);
    return find_rebate(workers, tax_system, isnan(guess) ? workers->guess_usd_per_year : guess, 1,
                       REBATE_TOLERANCE);
}

/* Incomes and utilities under an equilibrium rebate; false where somebody cannot live. */
static bool fill(double *income, double *utility, const struct income_effects_workers *workers,
                 const struct tax_system *tax_system, double rebate)
{
    struct pass pass;

    if (isnan(rebate) || !pass_init(&pass, workers, tax_system, rebate))
        return false;
    for (size_t k = 0; k < workers->num_workers; k++) {
        int c;
        const struct choice choice = choose(&pass, k, &c);

        income[k] = choice.income;
        utility[k] = utility_of(&pass, &choice, workers->log_threshold_effort[k]);
        if (!isfinite(utility[k]))
            return false;
    }
    return true;
}

double income_effects_welfare(const struct income_effects_workers *workers,
                              const struct tax_system *tax_system,
                              const struct welfare_settings *settings)
{
    const size_t n = workers->num_workers;
    double *const income = malloc(2 * n * sizeof *income);
    double welfare = -INFINITY;

    if (!income)
        return welfare;
    double *const utility = income + n;

    if (fill(income, utility, workers, tax_system, equilibrium(workers, tax_system))) {
        const struct welfare_chunk all = {utility, income, workers->observed_income,
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

    *workers = (struct income_effects_workers){economy,
                                               n,
                                               column,
                                               column + n,
                                               column + 2 * n,
                                               column + 3 * n,
                                               column + 4 * n,
                                               (size_t *)(void *)(column + NUM_COLUMNS * n),
                                               guess_usd_per_year};
    for (size_t k = 0; k < n; k++) {
        const size_t i = stride / 2 + k * stride;

        workers->index[k] = i;
        workers->log_threshold_effort[k] =
            elementary_log(economy->preferences->threshold_effort[i]);
        workers->income_cap[k] = population_annual_pay_per_hour(population, i) * MAX_HOURS_PER_WEEK;
        workers->observed_income[k] = population_observed_income(population, i);
        workers->weight[k] = population->sample_weight ? population->sample_weight[i] : 1.0;
        workers->own_weight[k] = population_welfare_weight(population, i);
    }
    return STATUS_OK;
}

void income_effects_workers_free(struct income_effects_workers *workers)
{
    free(workers->log_threshold_effort);
    *workers = (struct income_effects_workers){0};
}
