/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/logit.c: bounded rationality without a language model.  Worker i draws hours l from a grid,
 *     P(l) proportional to exp(v_i(l) / lambda_i),   lambda_i = kappa z0_i,
 * by the inverse of the distribution from one uniform keyed (seed, worker, step), so that runs under
 * two tax systems share their chance.  lambda -> 0 is the rational worker.
 * v is the worker's own utility; an altruist weighs what one worker's hours do to social welfare, in
 * USD:  N dW / (mean phi') = phi(u_i)/mean phi' + T_i, up to a constant, because a dollar of tax comes
 * back as a dollar of rebates; an adversary minus that (types: Karten et al. 2025). */
#include "agents/decision_rule.h"

#include "agents/goal_settings.h"
#include "agents/logit_kernel.h"
#include "agents/satisfaction.h"
#include "base/box_cox.h"
#include "base/elementary.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/text.h"
#include "config/seed.h"
#include "model/fixed_weight.h"
#include "model/goal.h"
#include "model/units.h"
#include "model/welfare_kinds.h"

#include <math.h>
#include <stdlib.h>

const struct setting logit_settings[] = {
    NUMBER_SETTING("rule.hours_grid_step", "hour/week", 0.25, 50, "1",
                   "logit: spacing of the options between 0 and 100 hours."),
    NUMBER_SETTING("rule.noise_share", "fraction of baseline income", 1e-9, 10, "0.05",
                   "logit: kappa; the noise of a worker is lambda_i = kappa z0_i."),
    {0},
};

/* Utility where there is none, in units of noise: finite, as the kernel asks. */
static const double UNDEFINED = -1e300;

struct logit {
    struct logit_grid grid[ELASTICITY_MAX_GROUPS]; /* one a group of elasticity */
    double noise_share;                            /* kappa */
    struct goal_shares goals;
    double mean_fixed_weight; /* scales the weights of welfare to a mean of 1 */
    double *effort;           /* [N] of an hour a week to the power of delta, USD per year */
};

/* Of welfare that is a mean with fixed weights; else 1. */
static double mean_fixed_weight(const struct economy *economy)
{
    const struct population *const population = &economy->population;
    const struct welfare_kind *const kind = economy->welfare.kind;
    double sum = 0.0;
    double weights = 0.0;

    if (kind->shape != WELFARE_WEIGHTED_MEAN)
        return 1.0;
    for (size_t i = 0; i < population->num_workers; i++) {
        const double w = population_sample_weight(population, i);

        sum += w * fixed_weight_of(&economy->welfare, population, i);
        weights += w;
    }
    return sum / weights;
}

/* Does what one worker does have a share in this welfare, as social_value computes it? */
static bool has_shares(const struct welfare_kind *kind)
{
    return kind->shape == WELFARE_POWER_MEAN || kind->shape == WELFARE_WEIGHTED_MEAN;
}

static enum status check_goals(const struct goal_shares *goals, const struct economy *economy,
                               struct error *err)
{
    struct text able = {0};

    if (goals->altruistic + goals->adversarial == 0.0 || has_shares(economy->welfare.kind))
        return STATUS_OK;
    for (size_t k = 0; k < WELFARE_NUM_KINDS; k++)
        if (has_shares(welfare_kinds[k]))
            text_append(&able, "%s%s", able.length > 0 ? ", " : "", welfare_kinds[k]->kind.name);
    error_set(err, STATUS_INVALID_INPUT,
              "altruistic and adversarial workers weigh their own share of welfare, which '%s' "
              "does not have: choose a welfare.objective out of %s",
              economy->welfare.kind->kind.name, able.failed ? "others" : able.bytes);
    text_free(&able);
    return STATUS_INVALID_INPUT;
}

static void fill_grid(struct logit_grid *grid, double step, double labor_exponent)
{
    grid->step = step;
    for (int k = 0; k * step <= MAX_HOURS_PER_WEEK && k < LOGIT_MAX_OPTIONS; k++) {
        grid->hours[k] = k * step;
        grid->hours_power[k] = k > 0 ? elementary_pow(k * step, labor_exponent) : 0.0;
        grid->num_options = k + 1;
    }
}

static void fill_grids(struct logit *logit, double step, const struct utility *utility)
{
    const int num_groups = utility_has_groups(utility) ? utility->groups.count : 1;

    for (int k = 0; k < num_groups; k++)
        fill_grid(&logit->grid[k], step,
                  utility_has_groups(utility) ? utility->groups.labor_exponent[k]
                                              : utility->labor_exponent);
}

/* D(pay l) = effort l^delta: kept, since a power costs as much as fifty options. */
static enum status fill_effort(struct logit *logit, const struct economy *economy,
                               struct error *err)
{
    const size_t n = economy->population.num_workers;
    void *effort = NULL;

    TRY(memory_allocate(&effort, n, sizeof(double), "the efforts of logit workers", err));
    logit->effort = effort;

#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double pay = population_annual_pay_per_hour(&economy->population, i);
        const double delta = economy_labor_exponent(economy, i);

        logit->effort[i] =
            economy->preferences.threshold_effort[i] * elementary_pow(pay, delta) / delta;
    }
    return STATUS_OK;
}

static void logit_destroy(void *state)
{
    struct logit *const logit = state;

    if (logit) /* there is none where a config was refused */
        free(logit->effort);
    free(logit);
}

static enum status logit_create(void **state, const struct settings *settings,
                                const struct economy *economy, uint64_t seed, struct error *err)
{
    struct goal_shares goals;
    void *memory = NULL;

    (void)seed;
    TRY(goal_shares_read(&goals, settings, err));
    TRY(check_goals(&goals, economy, err));
    TRY(memory_allocate(&memory, 1, sizeof(struct logit), "the logit rule", err));
    struct logit *const logit = memory; /* aligned for its lanes */

    *logit = (struct logit){.noise_share = settings_number(settings, "rule.noise_share"),
                            .goals = goals,
                            .mean_fixed_weight = mean_fixed_weight(economy)};
    fill_grids(logit, settings_number(settings, "rule.hours_grid_step"), &economy->utility);
    const enum status status = fill_effort(logit, economy, err);

    if (status)
        logit_destroy(logit);
    else
        *state = logit;
    return status;
}

/* phi(u_i) / mean phi' in USD, of the configured welfare (last step's W is the unit). */
static double social_value(const struct logit *logit, const struct decision_context *context,
                           size_t i, double utility)
{
    const struct economy *const economy = context->economy;
    const struct welfare_settings *const welfare = &economy->welfare;

    if (welfare->kind->shape == WELFARE_WEIGHTED_MEAN)
        return utility * fixed_weight_of(welfare, &economy->population, i) /
               logit->mean_fixed_weight;
    const double v = fmax(utility, welfare->floor_usd_per_year) / context->last->welfare;
    const double phi = box_cox_comparable(elementary_log(v), 1.0 - welfare->inequality_aversion);

    return context->last->welfare * phi / context->last->marginal_welfare_of_transfer;
}

/* What one worker is, whatever the option. */
struct chooser {
    size_t i;
    const struct tax_schedule *schedule;
    const struct logit_grid *grid;
    double pay, effort, noise;
    enum goal goal;
};

static struct chooser chooser_of(const struct logit *logit, const struct decision_context *context,
                                 size_t i)
{
    const struct economy *const economy = context->economy;
    const struct population *const population = &economy->population;
    const double observed_income = population_observed_income(population, i);

    return (struct chooser){
        .i = i,
        .grid = &logit->grid[elasticity_groups_at(&economy->utility.groups, observed_income)],
        .schedule = economy_schedule(economy, context->tax_system, i),
        .pay = population_annual_pay_per_hour(population, i),
        .effort = logit->effort[i],
        .noise = logit->noise_share * observed_income,
        .goal = goal_of_worker(&logit->goals, context->seed, population->id[i]),
    };
}

/* What option k is worth to the worker, USD per year, up to a constant. */
static double value_of_option(const struct logit *logit, const struct decision_context *context,
                              const struct chooser *chooser, int k)
{
    const struct economy *const economy = context->economy;
    const double z = chooser->pay * chooser->grid->hours[k];
    const double tax = tax_schedule_tax(chooser->schedule, z);
    const double u = utility_of_net_income(&economy->utility, z - tax + context->last->rebate) -
                     chooser->effort * chooser->grid->hours_power[k] -
                     (k > 0 ? economy->utility.fixed_cost_of_work_usd_per_year : 0.0);

    return chooser->goal == GOAL_OWN
               ? u
               : chooser->goal * (social_value(logit, context, chooser->i, u) + tax);
}

/* In units of the worker's noise. */
static void value_options(double *value, const struct logit *logit,
                          const struct decision_context *context, const struct chooser *chooser)
{
    const struct utility *const utility = &context->economy->utility;

    if (chooser->goal == GOAL_OWN && !utility_has_income_effects(utility)) {
        logit_kernel_values(value, chooser->grid, chooser->schedule, chooser->pay, chooser->effort,
                            utility->fixed_cost_of_work_usd_per_year, 1.0 / chooser->noise);
        return;
    }
    for (int k = 0; k < chooser->grid->num_options; k++)
        value[k] = fmax(value_of_option(logit, context, chooser, k) / chooser->noise, UNDEFINED);
}

static double draw_hours(const struct logit *logit, const struct decision_context *context,
                         size_t i)
{
    const struct chooser chooser = chooser_of(logit, context, i);
    _Alignas(64) double value[LOGIT_ROOM];

    value_options(value, logit, context, &chooser);
    const double best = logit_kernel_best(value, chooser.grid->num_options);

    if (!(best > UNDEFINED && best < INFINITY))
        return NAN;
    const double u = random_uniforms(context->seed, RANDOM_CHOICE,
                                     context->economy->population.id[i], (uint64_t)context->step)
                         .u[0];

    return chooser.grid->hours[logit_kernel_draw(value, chooser.grid->num_options, best, u)];
}

static enum status logit_choose_hours(void *state, const struct decision_context *context,
                                      double *hours_per_week, struct error *err)
{
    const struct logit *const logit = state;
    size_t first_failed = SIZE_MAX;

#pragma omp parallel for schedule(static) reduction(min : first_failed)
    for (size_t i = 0; i < context->economy->population.num_workers; i++) {
        hours_per_week[i] = draw_hours(logit, context, i);
        if (!(hours_per_week[i] >= 0.0) && i < first_failed)
            first_failed = i;
    }
    if (first_failed != SIZE_MAX)
        return error_set(err, STATUS_NUMERICAL,
                         "step %lld: worker %u has no positive net income at any hours",
                         (long long)context->step, context->economy->population.id[first_failed]);
    return STATUS_OK;
}

static const struct setting *const groups[] = {logit_settings, goal_settings, satisfaction_settings,
                                               seed_settings, NULL};

const struct decision_rule_kind decision_rule_logit = {
    .kind = {.name = "logit",
             .summary =
                 "a noisy choice over a grid of hours, with satisfaction and types of utility",
             .settings = groups},
    .create = logit_create,
    .choose_hours = logit_choose_hours,
    .can_be_dissatisfied = true,
    .destroy = logit_destroy,
    .scratch_bytes_per_worker = sizeof(double), /* effort */
};
