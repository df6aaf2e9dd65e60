/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/reform_study.h"

#include "base/memory.h"

#include <gsl/gsl_roots.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const closure_names = "rebate|rates|spending";

enum { MAX_ITERATIONS = 100 };

/* Less than a cent is not a gain. */
static const double CENT = 0.01;

enum status closure_of(enum closure *closure, const char *name, struct error *err)
{
    static const char *const names[] = {"rebate", "rates", "spending"};

    *closure = CLOSURE_REBATE;
    for (int k = 0; name && k < 3; k++)
        if (strcmp(name, names[k]) == 0) {
            *closure = (enum closure)k;
            return STATUS_OK;
        }
    return name ? error_set(err, STATUS_USAGE, "--closure %s: expected %s", name, closure_names)
                : STATUS_OK;
}

/* ---- shifting rates ---------------------------------------------------------------------------- */

struct shifting {
    const struct policy_lab *lab;
    const struct tax_schedule *tax_system;
    double revenue;
};

static bool shift_tax_system(struct tax_schedule *shifted, const struct tax_schedule *tax_system,
                             double shift)
{
    double rate[TAX_MAX_BRACKETS];

    for (int j = 0; j < tax_system->num_brackets; j++)
        rate[j] = tax_system->marginal_rate[j] + shift;
    return tax_schedule_init_sum(shifted, tax_system->num_brackets, tax_system->start_usd_per_year,
                                 rate, tax_system->tax_at_start_usd_per_year[0], NULL) == STATUS_OK;
}

/* Revenue less what is wanted; NaN where the tax system is not valid or nobody can answer it. */
static double excess(double shift, void *context)
{
    const struct shifting *const task = context;
    const struct outcome *outcome;
    struct step_summary summary;
    struct tax_schedule tax_system;

    if (!shift_tax_system(&tax_system, task->tax_system, shift) ||
        policy_lab_respond(task->lab, &tax_system, &summary, &outcome, NULL))
        return NAN;
    return summary.revenue - task->revenue;
}

/* The nearest interval, on the side where revenue gets closer, in which the excess changes its sign. */
static bool find_bracket(struct shifting *task, double *low, double *high)
{
    static const double stride = 0.01;
    const double at_zero = excess(0.0, task);
    const double direction = at_zero > 0.0 ? -stride : stride;

    for (int k = 1; k <= 200; k++) {
        const double value = excess(k * direction, task);

        if (isnan(value))
            return false;
        if (value == 0.0 || (value > 0.0) != (at_zero > 0.0)) {
            *low = fmin((k - 1) * direction, k * direction);
            *high = fmax((k - 1) * direction, k * direction);
            return true;
        }
    }
    return false;
}

static enum status find_root(struct shifting *task, double low, double high, double *shift,
                             struct error *err)
{
    gsl_root_fsolver *const solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    gsl_function function = {excess, task};

    if (!solver)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a search");
    int code = gsl_root_fsolver_set(solver, &function, low, high);

    for (int k = 0; code == 0 && k < MAX_ITERATIONS; k++) {
        code = gsl_root_fsolver_iterate(solver);
        if (gsl_root_test_interval(gsl_root_fsolver_x_lower(solver),
                                   gsl_root_fsolver_x_upper(solver), 1e-13, 0.0) == 0)
            break;
    }
    *shift = gsl_root_fsolver_root(solver);
    gsl_root_fsolver_free(solver);
    return code == 0 ? STATUS_OK
                     : error_set(err, STATUS_NUMERICAL, "the shift of all rates was not found");
}

enum status closure_shift_rates(struct tax_schedule *tax_system, double *shift,
                                const struct policy_lab *lab, double revenue_usd_per_year,
                                struct error *err)
{
    const struct tax_schedule given = *tax_system;
    struct shifting task = {lab, &given, revenue_usd_per_year};
    double low = 0.0;
    double high = 0.0;

    *shift = 0.0;
    if (fabs(excess(0.0, &task)) < 1e-9)
        return STATUS_OK;
    if (!find_bracket(&task, &low, &high))
        return error_set(
            err, STATUS_NUMERICAL,
            "no shift of all rates within [-1, 1] makes this tax system bring in %.2f USD a worker",
            revenue_usd_per_year);
    TRY(find_root(&task, low, high, shift, err));
    return shift_tax_system(tax_system, &given, *shift)
               ? STATUS_OK
               : error_set(err, STATUS_NUMERICAL, "the shifted tax system is not valid");
}

/* ---- the study --------------------------------------------------------------------------------- */

/* What workers did before, in memory order. */
struct held {
    double *income, *tax, *utility;
};

static enum status hold(struct held *held, const struct outcome *outcome, struct error *err)
{
    const size_t n = outcome->num_workers;
    void *memory = NULL;

    TRY(memory_allocate(&memory, 3 * n, sizeof(double), "a reform's workers", err));
    *held = (struct held){memory, (double *)memory + n, (double *)memory + 2 * n};
    memcpy(held->income, outcome->income_usd_per_year, n * sizeof(double));
    memcpy(held->tax, outcome->tax_usd_per_year, n * sizeof(double));
    memcpy(held->utility, outcome->utility_usd_per_year, n * sizeof(double));
    return STATUS_OK;
}

static void add_up(struct reform_study *study, const struct population *population,
                   const struct held *held, const struct outcome *after, bool is_money_metric)
{
    double weight = 0.0;

    for (size_t i = 0; i < after->num_workers; i++) {
        const double w = population_sample_weight(population, i);
        const double tax_unchanged = tax_schedule_tax(&study->tax_system_after, held->income[i]);
        const double gain = after->utility_usd_per_year[i] - held->utility[i];

        weight += w;
        study->mechanical_revenue += w * (tax_unchanged - held->tax[i]);
        study->behavioural_revenue += w * (after->tax_usd_per_year[i] - tax_unchanged);
        study->equivalent_variation += w * gain;
        study->share_gaining += gain > CENT ? w : 0.0;
        study->share_losing += gain < -CENT ? w : 0.0;
    }
    study->mechanical_revenue /= weight;
    study->behavioural_revenue /= weight;
    study->share_gaining /= weight;
    study->share_losing /= weight;
    const double revenue = study->after.revenue - study->before.revenue;

    study->equivalent_variation = is_money_metric ? study->equivalent_variation / weight -
                                                        (study->after.rebate - study->before.rebate)
                                                  : NAN;
    study->excess_burden = -(study->equivalent_variation + revenue);
    study->marginal_value_of_public_funds =
        fabs(revenue) > CENT ? study->equivalent_variation / -revenue : NAN;
}

static enum status answer_after(struct reform_study *study, struct simulation *simulation,
                                enum closure closure, const struct outcome **outcome,
                                struct error *err)
{
    const struct policy_lab *const lab = simulation_lab(simulation);
    struct economy *const economy = simulation_economy(simulation);

    if (closure == CLOSURE_RATES)
        TRY(closure_shift_rates(&study->tax_system_after, &study->rate_shift, lab,
                                study->before.revenue, err));
    if (closure == CLOSURE_SPENDING)
        economy_fix_rebate(economy, study->before.rebate);
    const enum status status =
        policy_lab_respond(lab, &study->tax_system_after, &study->after, outcome, err);

    economy_fix_rebate(economy, NAN);
    return status;
}

enum status reform_study(struct reform_study *study, struct simulation *simulation,
                         const struct tax_schedule *before, const struct tax_schedule *after,
                         enum closure closure, struct error *err)
{
    const struct policy_lab *const lab = simulation_lab(simulation);
    const struct economy *const economy = simulation_economy(simulation);
    const struct outcome *outcome = NULL;
    struct held held;

    *study = (struct reform_study){.tax_system_before = *before, .tax_system_after = *after};
    TRY(policy_lab_respond(lab, before, &study->before, &outcome, err));
    TRY(hold(&held, outcome, err));
    const enum status status = answer_after(study, simulation, closure, &outcome, err);

    if (!status)
        add_up(study, &economy->population, &held, outcome,
               !utility_has_income_effects(&economy->utility));
    free(held.income);
    return status;
}
