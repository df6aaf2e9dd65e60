/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation/policy_lab.h"

#include "model/rational_edges.h"
#include "model/step_summary_measure.h"

#include <math.h>
#include <stdlib.h>

enum {
    PARALLEL_FROM = 60000, /* workers from which one evaluation is worth all threads */
    SAMPLE_FROM = 200000,  /* workers from which a search explores on a sample */
    SAMPLE_MIN = 16384,
    SAMPLE_MAX = 1 << 18,
    /* With income effects an evaluation costs a microsecond a worker. */
    FEW_WORKERS = 250,
    FEW_FROM = 2 * FEW_WORKERS,
    MOST_WITH_INCOME_EFFECTS = 10000, /* above it a step uses all threads */
};

static enum status respond_to(struct policy_lab_context *lab, const struct tax_system *composed,
                              struct step_summary *summary, struct error *err)
{
    struct economy *const economy = lab->economy;
    struct settlement settlement;

    if (!lab->outcome.hours_per_week)
        TRY(outcome_create(&lab->outcome, economy->population.num_workers, err));
    TRY(economy_respond_rationally(economy, composed, lab->rebate_guess, 0, &lab->outcome,
                                   &settlement, err));
    const struct step_context step = {
        .tax_system = composed,
        .welfare = economy->welfare,
        .public_spending = settlement.public_spending,
        .rebate = settlement.rebate,
        .rebate_residual = settlement.rebate_residual,
    };

    return step_summary_measure(summary, lab->scratch, &economy->population, &lab->outcome, &step,
                                err);
}

static enum status respond(void *context, const struct tax_system *tax_system,
                           struct step_summary *summary, const struct outcome **outcome,
                           struct error *err)
{
    struct policy_lab_context *const lab = context;
    struct tax_system composed;

    TRY(tax_system_compose(&composed, tax_system, err));
    const enum status status = respond_to(lab, &composed, summary, err);

    tax_system_free(&composed);
    *outcome = &lab->outcome;
    return status;
}

static bool is_stopped(const struct policy_lab_context *lab)
{
    return lab->stop && *lab->stop;
}

static double welfare_by_answer(void *context, const struct tax_system *tax_system)
{
    struct step_summary summary;
    const struct outcome *outcome;
    double welfare = -INFINITY;

    if (!is_stopped(context) &&
        respond(context, tax_system, &summary, &outcome, NULL) == STATUS_OK &&
        isfinite(summary.welfare))
        welfare = summary.welfare;
    return welfare;
}

static double welfare_of(const struct rational *rational, const struct tax_system *tax_system,
                         const struct welfare_settings *settings, int parallel)
{
    struct tax_system composed;

    if (tax_system_compose(&composed, tax_system, NULL))
        return -INFINITY;
    const double welfare = rational_welfare(rational, &composed, settings, parallel);

    tax_system_free(&composed);
    return welfare;
}

static double welfare_by_pieces(void *context, const struct tax_system *tax_system)
{
    const struct policy_lab_context *const lab = context;
    const struct economy *const economy = lab->economy;

    if (is_stopped(lab))
        return -INFINITY;
    return welfare_of(&economy->rational, tax_system, &economy->welfare,
                      economy->population.num_workers >= PARALLEL_FROM);
}

static bool edges_of_answers(void *context, const struct tax_schedule *schedule, double reach,
                             struct rational_edges *edges)
{
    const struct policy_lab_context *const lab = context;
    const struct economy *const economy = lab->economy;

    return rational_edges_find(edges, &economy->rational, schedule, &economy->welfare, reach);
}

static double welfare_of_sample(void *context, const struct tax_system *tax_system)
{
    const struct policy_lab_context *const lab = context;

    if (is_stopped(lab))
        return -INFINITY;
    return welfare_of(&lab->sample->rational, tax_system, &lab->economy->welfare, 0);
}

static double welfare_with_income_effects(const struct policy_lab_context *lab,
                                          const struct income_effects_workers *workers,
                                          const struct tax_system *tax_system)
{
    struct tax_system composed;
    double welfare = -INFINITY;

    if (!is_stopped(lab) && tax_system_compose(&composed, tax_system, NULL) == STATUS_OK) {
        welfare = income_effects_welfare(workers, &composed, &lab->economy->welfare);
        tax_system_free(&composed);
    }
    return welfare;
}

static double welfare_of_all(void *context, const struct tax_system *tax_system)
{
    const struct policy_lab_context *const lab = context;

    return welfare_with_income_effects(lab, &lab->workers, tax_system);
}

static double welfare_of_few(void *context, const struct tax_system *tax_system)
{
    const struct policy_lab_context *const lab = context;

    return welfare_with_income_effects(lab, &lab->few_workers, tax_system);
}

static size_t count_indifferent(void *context, const struct tax_system *tax_system,
                                double tolerance_usd)
{
    const struct policy_lab_context *const lab = context;
    struct tax_system composed;

    if (utility_has_income_effects(&lab->economy->utility) ||
        tax_system_compose(&composed, tax_system, NULL))
        return 0;
    const size_t count =
        rational_count_indifferent(&lab->economy->rational, &composed, tolerance_usd);

    tax_system_free(&composed);
    return count;
}

static enum status bound(void *context, double min_rate, struct nonlinear_optimum *optimum,
                         struct error *err)
{
    const struct policy_lab_context *const lab = context;

    return nonlinear_optimum_of_economy(optimum, lab->economy, min_rate, err);
}

static void free_sample(struct lab_sample *sample)
{
    if (!sample)
        return;
    rational_free(&sample->rational);
    preferences_free(&sample->preferences);
    population_free(&sample->population);
    free(sample);
}

static void copy_worker(struct lab_sample *sample, size_t to, const struct economy *economy,
                        size_t from)
{
    const struct population *const all = &economy->population;

    sample->population.id[to] = all->id[from];
    sample->population.cell[to] = all->cell[from];
    sample->population.observed_hours_per_week[to] = all->observed_hours_per_week[from];
    sample->population.weeks_per_year[to] = all->weeks_per_year[from];
    sample->population.wage_usd_per_hour[to] = all->wage_usd_per_hour[from];
    if (all->class_of_unit)
        sample->population.class_of_unit[to] = all->class_of_unit[from];
    if (all->sample_weight)
        sample->population.sample_weight[to] = all->sample_weight[from];
    sample->preferences.potential_earnings_usd_per_year[to] =
        economy->preferences.potential_earnings_usd_per_year[from];
    sample->preferences.threshold_effort[to] = economy->preferences.threshold_effort[from];
}

/* Every (N / size)-th worker of each class by potential earnings: nearly the same distribution at a fraction of
 * the cost. */
static enum status create_sample(struct lab_sample **sample, const struct economy *economy,
                                 struct error *err)
{
    const size_t n = economy->population.num_workers;
    const size_t size = n / 64 < SAMPLE_MIN   ? SAMPLE_MIN
                        : n / 64 > SAMPLE_MAX ? SAMPLE_MAX
                                              : n / 64;
    struct lab_sample *const made = calloc(1, sizeof *made);
    enum status status;

    if (!made)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the policy lab");
    status =
        population_create(&made->population, size, economy->population.sample_weight != NULL, err);
    if (!status && economy->population.class_of_unit)
        status = population_add_classes(&made->population, economy->population.num_classes, err);
    if (!status)
        status = preferences_create(&made->preferences, size, err);
    if (!status) {
        made->population.cells = economy->population.cells;
        for (size_t k = 0; k < size; k++)
            copy_worker(made, k, economy, (2 * k + 1) * n / (2 * size));
        status = rational_create(&made->rational, &made->population, &made->preferences,
                                 &economy->utility, &economy->budget, &economy->welfare, err);
    }
    if (status)
        free_sample(made);
    else
        *sample = made;
    return status;
}

/* A lab that is thread-safe and needs no step. */
static enum status use_income_effects(struct policy_lab *lab, struct error *err)
{
    struct policy_lab_context *const context = lab->context;
    const struct economy *const economy = context->economy;
    const size_t n = economy->population.num_workers;

    TRY(income_effects_workers_create(&context->workers, &economy->income_effects, 1,
                                      context->rebate_guess, err));
    lab->welfare = welfare_of_all;
    lab->is_parallel = 0;
    lab->is_dear = true;
    if (n < FEW_FROM)
        return STATUS_OK;
    TRY(income_effects_workers_create(&context->few_workers, &economy->income_effects,
                                      n / FEW_WORKERS, context->rebate_guess, err));
    context->few_lab = (struct policy_lab){.context = context,
                                           .welfare_settings = economy->welfare,
                                           .welfare = welfare_of_few};
    lab->sample = &context->few_lab;
    return STATUS_OK;
}

enum status policy_lab_create(struct policy_lab *lab, struct economy *economy,
                              struct step_summary_scratch *scratch, struct error *err)
{
    const int has_pieces = !utility_has_income_effects(&economy->utility) &&
                           rational_has_welfare(economy->welfare.kind);
    struct policy_lab_context *const context = calloc(1, sizeof *context);

    if (!context)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the policy lab");
    *context = (struct policy_lab_context){
        .economy = economy,
        .scratch = scratch,
        .rebate_guess = economy->baseline.rebate_usd_per_year,
    };
    *lab = (struct policy_lab){
        .context = context,
        .welfare_settings = economy->welfare,
        .is_parallel = !has_pieces || economy->population.num_workers >= PARALLEL_FROM,
        .welfare = has_pieces ? welfare_by_pieces : welfare_by_answer,
        .edges = utility_has_income_effects(&economy->utility) ? NULL : edges_of_answers,
        .respond = respond,
        .count_indifferent = count_indifferent,
        .bound = bound,
    };
    if (utility_has_income_effects(&economy->utility) &&
        rational_has_welfare(economy->welfare.kind) &&
        economy->population.num_workers <= MOST_WITH_INCOME_EFFECTS) {
        const enum status made = use_income_effects(lab, err);

        if (made)
            policy_lab_free(lab);
        return made;
    }
    if (!has_pieces || economy->population.num_workers < SAMPLE_FROM ||
        economy->welfare.kind->shape !=
            WELFARE_POWER_MEAN) /* the others cost the same at any size */
        return STATUS_OK;
    const enum status status = create_sample(&context->sample, economy, err);

    if (status) {
        policy_lab_free(lab);
        return status;
    }
    context->sample->lab = (struct policy_lab){
        .context = context,
        .welfare_settings = economy->welfare,
        .welfare = welfare_of_sample,
    };
    lab->sample = &context->sample->lab;
    return STATUS_OK;
}

void policy_lab_set_stop(struct policy_lab *lab, const volatile sig_atomic_t *stop)
{
    struct policy_lab_context *const context = lab->context;

    lab->stop = context->stop = stop;
}

void policy_lab_free(struct policy_lab *lab)
{
    struct policy_lab_context *const context = lab->context;

    if (context) {
        outcome_free(&context->outcome);
        free_sample(context->sample);
        income_effects_workers_free(&context->workers);
        income_effects_workers_free(&context->few_workers);
    }
    free(context);
    *lab = (struct policy_lab){0};
}
