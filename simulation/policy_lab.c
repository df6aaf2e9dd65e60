/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation/policy_lab.h"

#include <math.h>
#include <stdlib.h>

enum { PARALLEL_FROM = 60000 }; /* workers from which one evaluation is worth two threads */

static enum status respond(void *context, const struct tax_schedule *schedule,
                           struct step_summary *summary, const struct outcome **outcome,
                           struct error *err)
{
    struct policy_lab_context *const lab = context;
    struct economy *const economy = lab->economy;
    struct settlement settlement;

    if (!lab->outcome.hours_per_week)
        TRY(outcome_create(&lab->outcome, economy->population.num_workers, err));
    TRY(economy_respond_rationally(economy, schedule, lab->rebate_guess, 0, &lab->outcome,
                                   &settlement, err));
    const struct step_context step = {
        .schedule = schedule,
        .welfare = economy->welfare,
        .public_spending = economy->public_spending_usd_per_worker,
        .rebate = settlement.rebate,
        .rebate_residual = settlement.rebate_residual,
    };

    *outcome = &lab->outcome;
    return step_summary_measure(summary, lab->scratch, &economy->population, &lab->outcome, &step,
                                err);
}

static double welfare_by_answer(void *context, const struct tax_schedule *schedule)
{
    struct step_summary summary;
    const struct outcome *outcome;
    double welfare = -INFINITY;

    if (respond(context, schedule, &summary, &outcome, NULL) == STATUS_OK &&
        isfinite(summary.welfare))
        welfare = summary.welfare;
    return welfare;
}

static double welfare_by_pieces(void *context, const struct tax_schedule *schedule)
{
    const struct policy_lab_context *const lab = context;
    const struct economy *const economy = lab->economy;

    return rational_welfare(&economy->rational, schedule, &economy->welfare,
                            economy->population.num_workers >= PARALLEL_FROM);
}

static size_t count_indifferent(void *context, const struct tax_schedule *schedule,
                                double tolerance_usd)
{
    const struct policy_lab_context *const lab = context;

    return lab->economy->utility.form == UTILITY_QUASILINEAR
               ? rational_count_indifferent(&lab->economy->rational, schedule, tolerance_usd)
               : 0;
}

enum status policy_lab_create(struct policy_lab *lab, struct economy *economy,
                              struct step_summary_scratch *scratch, struct error *err)
{
    const int has_pieces = economy->utility.form == UTILITY_QUASILINEAR &&
                           rational_has_welfare(economy->welfare.objective);
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
        .population = &economy->population,
        .welfare_settings = economy->welfare,
        .is_parallel = !has_pieces || economy->population.num_workers >= PARALLEL_FROM,
        .welfare = has_pieces ? welfare_by_pieces : welfare_by_answer,
        .respond = respond,
        .count_indifferent = count_indifferent,
    };
    return STATUS_OK;
}

void policy_lab_free(struct policy_lab *lab)
{
    struct policy_lab_context *const context = lab->context;

    if (context)
        outcome_free(&context->outcome);
    free(context);
    *lab = (struct policy_lab){0};
}
