/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/oracle.c: the optimum of the population, the bound above it, and what the run lacks of both. */
#include "simulation/oracle.h"

#include "base/elementary.h"
#include "planner/brackets.h"
#include "planner/optimum.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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
    COLUMN(
        planner_regret, "objective",
        "W* less welfare_rational_final_schedule; 0 where a system outside the search is better"),
    COLUMN(workers_regret, "objective", "regret less planner_regret"),
    COLUMN(regret, "objective", "W* less welfare_run"),
    COLUMN(regret_share, "1",
           "regret as a share of W* - W(baseline); NaN where that is not positive"),
    COLUMN(min_rate, "1", "lowest rate that the search allowed"),
    COLUMN(max_rate, "1", "highest rate that the search allowed"),
    COLUMN(welfare_upper_bound, "objective",
           "what no tax system with one schedule exceeds (nonlinear optimum); NaN where none is "
           "proven"),
    COLUMN(price_of_brackets, "objective", "welfare_upper_bound less W*"),
    COLUMN(searches, "1", "independent searches"),
    COLUMN(searches_that_found_it, "1", "of them: within 1e-6 of the best, relative"),
    COLUMN(search_spread, "objective", "the best of the searches less the worst"),
    COLUMN(is_met_in_run, "1",
           "1 if a tax system of the run was better than all searches, and is W*"),
    COLUMN(is_final_schedule_inside, "1",
           "1 if the run's last tax system has the brackets and a rate range of the search"),
    {0},
};

static void round_rates(struct tax_schedule *schedule)
{
    struct tax_schedule rounded;
    double rate[TAX_MAX_BRACKETS];

    for (int j = 0; j < schedule->num_brackets; j++)
        rate[j] = round(schedule->marginal_rate[j] * 1e4) / 1e4;
    if (tax_schedule_init_sum(&rounded, schedule->num_brackets, schedule->start_usd_per_year, rate,
                              schedule->tax_at_start_usd_per_year[0], NULL) == STATUS_OK)
        *schedule = rounded;
}

/* ---- the bound --------------------------------------------------------------------------------- */

/* Sums of a curve become means; points without workers go. */
static void finish_curve(struct oracle_curve *curve)
{
    int count = 0;

    for (int k = 0; k < ORACLE_CURVE_POINTS; k++) {
        const double share = curve->share_of_workers[k];

        if (share <= 0.0)
            continue;
        curve->income[count] = curve->income[k] / share;
        curve->rate[count] = curve->rate[k] / share;
        curve->share_of_workers[count++] = share;
    }
    curve->num_points = count;
}

static void draw_curve(struct oracle_curve *curve, const struct nonlinear_optimum *bound)
{
    const double lowest = bound->income[0];
    const double highest = bound->income[bound->num_workers - 1];
    const double width = highest > lowest ? elementary_log(highest / lowest) : 1.0;

    for (size_t i = 0; i < bound->num_workers; i++) {
        const double place =
            ORACLE_CURVE_POINTS * elementary_log(bound->income[i] / lowest) / width;
        const int k = (int)fmin(place, ORACLE_CURVE_POINTS - 1);
        const double weight = bound->weight[i];

        curve->share_of_workers[k] += weight;
        curve->income[k] += weight * bound->income[i];
        curve->rate[k] += weight * bound->marginal_rate[i];
    }
    finish_curve(curve);
}

static enum status ask_bound(struct oracle_report *report, const struct policy_lab *lab,
                             struct error *err)
{
    struct nonlinear_optimum bound;
    const enum status status = lab->bound(lab->context, report->min_rate, &bound, err);

    report->welfare_upper_bound = bound.welfare;
    snprintf(report->no_bound, sizeof report->no_bound, "%s", bound.reason);
    if (!status && bound.num_workers > 0)
        draw_curve(&report->curve, &bound);
    nonlinear_optimum_free(&bound);
    return status;
}

/* ---- what the run met -------------------------------------------------------------------------- */

static bool starts_a_bracket(const struct brackets *brackets, double income)
{
    for (int j = 0; j < brackets->count; j++)
        if (brackets->start_usd_per_year[j] == income)
            return true;
    return false;
}

/* The system as one that the search could find: one schedule with kinks at its brackets and rates in its range.
 * What everybody owes at no income comes back with the rebate. */
static bool is_inside(struct tax_schedule *same, const struct tax_system *system,
                      const struct brackets *brackets)
{
    struct tax_schedule whole;
    double rate[TAX_MAX_BRACKETS];

    if (tax_system_only_schedule(&whole, system, NULL))
        return false;
    for (int j = 1; j < whole.num_brackets; j++)
        if (whole.marginal_rate[j] != whole.marginal_rate[j - 1] &&
            !starts_a_bracket(brackets, whole.start_usd_per_year[j]))
            return false;
    for (int j = 0; j < brackets->count; j++) {
        rate[j] = tax_schedule_marginal_rate(&whole, brackets->start_usd_per_year[j]);
        if (rate[j] < brackets->min_rate || rate[j] > brackets->max_rate)
            return false;
    }
    return tax_schedule_init(same, brackets->count, brackets->start_usd_per_year, rate, 0.0,
                             NULL) == STATUS_OK;
}

/* A system of the run that beats all searches is the optimum. */
static void adopt(struct oracle_report *report, const struct policy_lab *lab,
                  const struct brackets *brackets, const struct tax_system *system)
{
    struct tax_schedule schedule;

    if (!is_inside(&schedule, system, brackets))
        return;
    const double welfare = policy_lab_welfare(lab, &schedule);

    if (welfare > report->welfare) {
        report->welfare = welfare;
        report->schedule = schedule;
        report->is_met_in_run = 1.0;
    }
}

/* ---- how much each rate matters ---------------------------------------------------------------- */

static const double SAME_WELFARE = 1e-9; /* relative */
enum { INTERVAL_HALVINGS = 24 };

static double welfare_with_rate(const struct policy_lab *lab, const struct tax_schedule *schedule,
                                int bracket, double rate)
{
    struct tax_schedule changed;
    double rates[TAX_MAX_BRACKETS];

    memcpy(rates, schedule->marginal_rate, sizeof rates);
    rates[bracket] = rate;
    return tax_schedule_init(&changed, schedule->num_brackets, schedule->start_usd_per_year, rates,
                             0.0, NULL)
               ? -INFINITY
               : policy_lab_welfare(lab, &changed);
}

/* How far towards `end` the rate of a bracket can go. */
static double last_rate(const struct oracle_report *report, const struct policy_lab *lab,
                        int bracket, double end)
{
    const double enough = report->welfare - SAME_WELFARE * fabs(report->welfare);
    double inside = report->schedule.marginal_rate[bracket];
    double outside = end;

    if (welfare_with_rate(lab, &report->schedule, bracket, end) >= enough)
        return end;
    for (int k = 0; k < INTERVAL_HALVINGS; k++) {
        const double middle = 0.5 * (inside + outside);

        if (welfare_with_rate(lab, &report->schedule, bracket, middle) >= enough)
            inside = middle;
        else
            outside = middle;
    }
    return inside;
}

static enum status measure_brackets(struct oracle_report *report, const struct policy_lab *lab,
                                    const struct brackets *brackets, size_t num_workers,
                                    struct error *err)
{
    struct step_summary summary;
    const struct outcome *outcome;

    TRY(policy_lab_respond(lab, &report->schedule, &summary, &outcome, err));
    for (size_t i = 0; i < num_workers; i++) {
        const double income = outcome->income_usd_per_year[i];
        const int j = tax_schedule_bracket(&report->schedule, income);

        report->workers_in_bracket[j] += income > brackets->start_usd_per_year[j];
    }
    for (int j = 0; j < brackets->count; j++) {
        report->rate_interval[j][0] = last_rate(report, lab, j, brackets->min_rate);
        report->rate_interval[j][1] = last_rate(report, lab, j, brackets->max_rate);
    }
    return STATUS_OK;
}

/* ---- the report -------------------------------------------------------------------------------- */

static void compare(struct oracle_report *report, const struct policy_lab *lab,
                    const struct brackets *brackets, const struct economy *economy,
                    const struct tax_system *final_system, double welfare_run)
{
    const struct tax_system optimum = tax_system_of_schedule(&report->schedule);
    struct tax_schedule rounded = report->schedule;
    struct tax_schedule same;

    round_rates(&rounded);
    report->welfare_rounded_rates = policy_lab_welfare(lab, &rounded);
    report->workers_indifferent = (double)lab->count_indifferent(lab->context, &optimum, 1e-6);
    report->welfare_baseline = lab->welfare(lab->context, &economy->baseline.tax_system);
    report->welfare_rational_final_schedule = lab->welfare(lab->context, final_system);
    report->is_final_schedule_inside = is_inside(&same, final_system, brackets);
    report->welfare_run = welfare_run;
    report->price_of_brackets = report->welfare_upper_bound - report->welfare;
    report->planner_regret = fmax(report->welfare - report->welfare_rational_final_schedule, 0.0);
    report->regret = report->welfare - welfare_run;
    report->workers_regret = report->planner_regret > 0.0
                                 ? report->welfare_rational_final_schedule - welfare_run
                                 : report->regret;
    const double possible = report->welfare - report->welfare_baseline;

    report->regret_share = possible > 0.0 ? report->regret / possible : NAN;
}

static enum status search(struct oracle_report *report, const struct settings *settings,
                          const struct policy_lab *lab, const struct economy *economy,
                          struct error *err)
{
    const struct tax_system *const baseline = &economy->baseline.tax_system;
    const struct planner_view view = {.tax_system = baseline,
                                      .baseline = baseline,
                                      .configured = baseline,
                                      .population = &economy->population,
                                      .lab = lab};
    struct optimum_found found;

    TRY(optimum_find(&found, settings, &view, err));
    report->schedule = found.schedule;
    report->welfare = found.welfare;
    report->searches = found.num_searches;
    report->searches_that_found_it = found.num_that_found_it;
    report->search_spread = found.spread;
    return STATUS_OK;
}

enum status oracle_ask(struct oracle_report *report, const struct settings *settings,
                       const struct policy_lab *lab, const struct economy *economy,
                       const struct oracle_question *question, struct error *err)
{
    const struct tax_years *const years = question->years;
    struct brackets brackets;

    *report = (struct oracle_report){0};
    TRY(brackets_read(&brackets, settings, err));
    report->min_rate = brackets.min_rate;
    report->max_rate = brackets.max_rate;
    TRY(ask_bound(report, lab, err));
    if (search(report, settings, lab, economy, err))
        return error_add_context(err, "while searching the optimum of the population");
    for (size_t k = 0; k < years->count; k++)
        adopt(report, lab, &brackets, &years->tax_systems[k]);
    adopt(report, lab, &brackets, question->final_system);
    compare(report, lab, &brackets, economy, question->final_system, question->welfare_run);
    return measure_brackets(report, lab, &brackets, economy->population.num_workers, err);
}
