/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/print_oracle.h"

#include "cli/say.h"

#include <math.h>
#include <string.h>

/* A rate that can go this far, in fractions, without W losing 1e-9 of it: nothing determines it. */
static const double UNDETERMINED = 0.01;

static void print_chain(const struct oracle_report *report)
{
    const double final = report->welfare_rational_final_schedule;

    say("  %.10g  rational workers under the run's last tax system%s\n", final,
        report->is_final_schedule_inside > 0.0
            ? ""
            : " (outside these brackets or rates: no yardstick for W*)");
    say("  %.10g  W*%s: found by %.0f of %.0f searches, spread %.3g\n", report->welfare,
        report->is_met_in_run > 0.0 ? ", a tax system of the run, better than all searches" : "",
        report->searches_that_found_it, report->searches, report->search_spread);
    if (*report->no_bound)
        say("  no upper bound: %s\n", report->no_bound);
    else
        say("  %.10g  upper bound for every tax system with one schedule; the price of having %d "
            "brackets is %.6g at most\n",
            report->welfare_upper_bound, report->schedule.num_brackets, report->price_of_brackets);
    say("  apart: %.10g in the run's last step\n", report->welfare_run);
}

static void print_rates(const struct oracle_report *report)
{
    const struct tax_schedule *const optimum = &report->schedule;

    say("  %14s %20s %10s\n", "from USD/year", "rate (fraction)", "workers in");
    for (int j = 0; j < optimum->num_brackets; j++) {
        const double low = report->rate_interval[j][0];
        const double high = report->rate_interval[j][1];

        say("  %14.0f %20.17g %10.0f", optimum->start_usd_per_year[j], optimum->marginal_rate[j],
            report->workers_in_bracket[j]);
        if (high - low > UNDETERMINED)
            say("  nothing determines it from %.4g to %.4g", low, high);
        say("\n");
    }
}

void print_oracle(const struct oracle_report *report, const struct welfare_kind *objective)
{
    const double near = report->workers_indifferent;
    const bool has_unit = strcmp(objective->unit, "1") != 0;

    say("\nThe optimum of the same population, rates in [%g, %g]; welfare (%s) %s%s:\n",
        report->min_rate, report->max_rate, objective->kind.name,
        has_unit ? "in " : "without a unit", has_unit ? objective->unit : "");
    print_chain(report);
    say("  with rates rounded to 0.01 points %.10g; %.0f worker%s within 1e-6 USD of another "
        "choice\n",
        report->welfare_rounded_rates, near, near == 1.0 ? "" : "s");
    say("  regret of the run's last tax system: %.6g", report->regret);
    if (isfinite(report->regret_share))
        say(" (%.2f%% of what the optimum gains over the baseline tax system)",
            100.0 * report->regret_share);
    say("\n    of it the planner's %.6g, the workers' %.6g\n", report->planner_regret,
        report->workers_regret);
    print_rates(report);
}

void print_oracle_json(struct json_writer *json, const struct oracle_report *report)
{
    const size_t num_brackets = (size_t)report->schedule.num_brackets;
    const size_t num_points = (size_t)report->curve.num_points;

    json_open_object(json, "certificate");
    if (*report->no_bound)
        json_string(json, "no_upper_bound", report->no_bound);
    json_numbers(json, "workers_in_bracket", report->workers_in_bracket, num_brackets);
    json_open_array(json, "rate_interval");
    for (size_t j = 0; j < num_brackets; j++)
        json_numbers(json, NULL, report->rate_interval[j], 2);
    json_close(json);
    json_open_object(json, "bound");
    json_numbers(json, "incomes_usd_per_year", report->curve.income, num_points);
    json_numbers(json, "marginal_rates", report->curve.rate, num_points);
    json_numbers(json, "shares_of_workers", report->curve.share_of_workers, num_points);
    json_close(json);
    json_close(json);
}
