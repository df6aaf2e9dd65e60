/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/oracle.c: the search for the optimum, and what the run lacks of it. */
#include "simulation/oracle.h"

#include <math.h>

#define COLUMN(member, column_unit, text)                                                          \
    {                                                                                              \
        .name = #member, .unit = column_unit, .long_name = text, .type = COLUMN_F64,               \
        .offset = offsetof(struct oracle_report, member)                                           \
    }

const struct column oracle_columns[] = {
    COLUMN(welfare, "objective", "W*: welfare of rational workers under the optimal schedule"),
    COLUMN(welfare_rounded_rates, "objective", "the same with rates rounded to 0.01 points"),
    COLUMN(workers_indifferent, "worker", "workers within 1e-6 USD of another choice at W*"),
    COLUMN(welfare_baseline, "objective",
           "welfare of rational workers under the baseline tax system"),
    COLUMN(welfare_rational_final_schedule, "objective",
           "welfare of rational workers under the run's last tax system"),
    COLUMN(welfare_run, "objective", "welfare of the run's last step"),
    COLUMN(planner_regret, "objective", "W* less welfare_rational_final_schedule"),
    COLUMN(workers_regret, "objective", "welfare_rational_final_schedule less welfare_run"),
    COLUMN(regret, "objective", "W* less welfare_run"),
    COLUMN(regret_share, "1",
           "regret as a share of W* - W(baseline); NaN where that is not positive"),
    COLUMN(min_rate, "1", "lowest rate that the search allowed"),
    COLUMN(max_rate, "1", "highest rate that the search allowed"),
    {0},
};

static void round_rates(struct tax_schedule *schedule)
{
    struct tax_schedule rounded;
    double rate[TAX_MAX_BRACKETS];

    for (int j = 0; j < schedule->num_brackets; j++)
        rate[j] = round(schedule->marginal_rate[j] * 1e4) / 1e4;
    if (tax_schedule_init(&rounded, schedule->num_brackets, schedule->start_usd_per_year, rate,
                          schedule->tax_at_start_usd_per_year[0], NULL) == STATUS_OK)
        *schedule = rounded;
}

enum status oracle_ask(struct oracle_report *report, const struct settings *settings,
                       const struct policy_lab *lab, const struct economy *economy,
                       const struct tax_system *final_law, double welfare_run, struct error *err)
{
    const struct tax_system *const baseline = &economy->baseline.tax_system;
    const struct planner_view view = {.tax_system = baseline,
                                      .baseline = baseline,
                                      .population = &economy->population,
                                      .lab = lab};
    struct planner optimum = {.kind = &planner_optimum};
    struct planner_proposal proposal;

    TRY(planner_optimum.create(&optimum.state, settings, err));
    const enum status status = planner_propose(&optimum, &view, &proposal, err);

    planner_destroy(&optimum);
    if (status)
        return error_add_context(err, "while searching the optimum of the population");
    struct tax_schedule rounded = proposal.schedule;

    round_rates(&rounded);
    *report = (struct oracle_report){
        .schedule = proposal.schedule,
        .welfare = policy_lab_welfare(lab, &proposal.schedule),
        .welfare_rounded_rates = policy_lab_welfare(lab, &rounded),
        .workers_indifferent =
            (double)lab->count_indifferent(lab->context, &proposal.tax_system, 1e-6),
        .welfare_baseline = lab->welfare(lab->context, baseline),
        .welfare_rational_final_schedule = lab->welfare(lab->context, final_law),
        .welfare_run = welfare_run,
        .min_rate = settings_number(settings, "planner.min_rate"),
        .max_rate = settings_number(settings, "planner.max_rate"),
    };
    report->planner_regret = report->welfare - report->welfare_rational_final_schedule;
    report->workers_regret = report->welfare_rational_final_schedule - welfare_run;
    report->regret = report->welfare - welfare_run;
    const double possible = report->welfare - report->welfare_baseline;

    report->regret_share = possible > 0.0 ? report->regret / possible : NAN;
    return STATUS_OK;
}
