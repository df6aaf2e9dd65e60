/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_toprate.c: the tail of a config's incomes, and the top rates that follow from it. */
#include "base/json_writer.h"
#include "cli/say.h"
#include "cli/signals.h"
#include "cli/studied_tax_system.h"
#include "cli/study_output.h"
#include "studies/laffer.h"
#include "studies/mean_elasticity.h"
#include "studies/top_rates.h"

#include <math.h>

enum { NUM_TAILS = 40, LAFFER_POINTS = 12 };
static const double LOWEST_TAIL = 20000.0, TAIL_RATIO = 1.15; /* of thresholds, USD per year */
enum { FEWEST_WORKERS = 50 }; /* that an index of the tail rests on */

struct found {
    struct top_statistics statistics;
    struct top_rates rates;
    struct top_tail tail[NUM_TAILS]; /* of a config's workers */
    int num_tails;
    struct top_tail top;   /* above the start of the top bracket, or --above */
    double top_elasticity; /* of who is above it; NaN: no config, or income effects */
    double peak_rate;      /* of revenue, the top bracket's own; NaN: no config */
};

static enum status read_statistics(struct top_statistics *s, const struct command_line *line,
                                   struct error *err)
{
    const struct {
        const char *option;
        double min, max, *value;
    } numbers[] = {
        {"pareto", 0.0, 1e6, &s->pareto},
        {"elasticity", 0.0, 1e6, &s->elasticity},
        {"avoidance", 0.0, 1e6, &s->avoidance},
        {"rate-elsewhere", 0.0, 1.0, &s->rate_elsewhere},
        {"bargaining", 0.0, 1e6, &s->bargaining},
        {"migration", 0.0, 1e6, &s->migration},
        {"weight", -1e6, 1e6, &s->weight},
        {"uncompensated", -1e6, 1e6, &s->uncompensated},
        {"compensated", 0.0, 1e6, &s->compensated},
    };

    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
        TRY(command_line_number(line, numbers[k].option, numbers[k].min, numbers[k].max,
                                numbers[k].value, err));
    s->has_income_effects = command_line_has(line, "compensated") ? 1.0 : 0.0;
    return STATUS_OK;
}

/* The tax system with one bracket from an income up, whose rate is the one there. */
static enum status with_one_top(struct tax_schedule *merged, const struct tax_schedule *tax_system,
                                double from_usd_per_year, struct error *err)
{
    const int top = tax_schedule_bracket(tax_system, from_usd_per_year);
    double start[TAX_MAX_BRACKETS + 1];
    int count = top + 1;

    for (int j = 0; j <= top; j++)
        start[j] = tax_system->start_usd_per_year[j];
    if (from_usd_per_year > start[top])
        start[count++] = from_usd_per_year;
    double rate[TAX_MAX_BRACKETS + 1];

    for (int j = 0; j < count; j++)
        rate[j] = tax_system->marginal_rate[j <= top ? j : top];
    return tax_schedule_init(merged, count, start, rate, tax_system->tax_at_start_usd_per_year[0],
                             err);
}

/* Above --above, or the highest start of a bracket that enough workers pass. */
static enum status find_top(struct top_tail *top, const struct command_line *line,
                            const struct tax_schedule *tax_system,
                            const struct population *population, const struct outcome *outcome,
                            struct error *err)
{
    double from = 0.0;

    TRY(command_line_number(line, "above", 0.0, 1e12, &from, err));
    for (int j = tax_system->num_brackets - 1; j >= 0; j--) {
        if (!command_line_has(line, "above"))
            from = tax_system->start_usd_per_year[j];
        top_rates_tail(top, population, outcome, from);
        if (command_line_has(line, "above") || top->num_workers >= FEWEST_WORKERS)
            break;
    }
    if (!(top->num_workers >= FEWEST_WORKERS))
        return error_set(err, STATUS_INVALID_INPUT,
                         "%.0f workers earn more than %.0f USD a year: expected %d at least, for a "
                         "tail index",
                         top->num_workers, from, FEWEST_WORKERS);
    if (!(from > 0.0))
        return error_set(err, STATUS_INVALID_INPUT,
                         "all workers are above 0: expected --above an income where a top begins");
    return STATUS_OK;
}

static enum status measure_tails(struct found *found, const struct command_line *line,
                                 const struct studied_tax_system *studied, struct error *err)
{
    const struct population *const population =
        &simulation_economy(studied->simulation)->population;
    const struct outcome *outcome = NULL;
    struct step_summary summary;
    double next = LOWEST_TAIL;

    TRY(policy_lab_respond(simulation_lab(studied->simulation), &studied->tax_system, &summary,
                           &outcome, err));
    for (int k = 0; k < NUM_TAILS; k++, next *= TAIL_RATIO) {
        top_rates_tail(&found->tail[k], population, outcome, next);
        if (found->tail[k].num_workers < FEWEST_WORKERS)
            break;
        found->num_tails++;
    }
    TRY(find_top(&found->top, line, &studied->tax_system, population, outcome, err));
    found->top_elasticity =
        mean_elasticity(simulation_economy(studied->simulation), outcome,
                        nextafter(found->top.from_usd_per_year, INFINITY), INFINITY);
    return STATUS_OK;
}

static enum status find_peak(double *rate, const struct simulation *simulation,
                             const struct tax_schedule *tax_system, double from_usd_per_year,
                             struct error *err)
{
    struct tax_schedule merged;
    struct laffer curve;

    TRY(with_one_top(&merged, tax_system, from_usd_per_year, err));
    TRY(laffer_curve(&curve, simulation, &merged, merged.num_brackets - 1, LAFFER_POINTS,
                     &signals_stop_requested, err));
    *rate = curve.peak.rate;
    laffer_free(&curve);
    return STATUS_OK;
}

static enum status study_config(struct found *found, const struct command_line *line,
                                struct error *err)
{
    struct studied_tax_system studied;

    signals_end_at_once("fisc: stopped\n");
    TRY(studied_tax_system_read(&studied, line, err));
    signals_end_at_once(NULL);
    enum status status = measure_tails(found, line, &studied, err);

    if (!command_line_has(line, "pareto"))
        found->statistics.pareto = found->top.pareto;
    if (!status && !command_line_has(line, "elasticity") && !isnan(found->top_elasticity))
        found->statistics.elasticity = found->top_elasticity;
    if (!status)
        status = find_peak(&found->peak_rate, studied.simulation, &studied.tax_system,
                           found->top.from_usd_per_year, err);
    studied_tax_system_free(&studied);
    return status;
}

static enum status print_json(const struct found *found, struct error *err)
{
    const struct top_rates *const rates = &found->rates;
    struct text text = {0};
    struct json_writer json = json_writer_of(&text, JSON_SPACED);

    json_open_object(&json, NULL);
    json_number(&json, "pareto", found->statistics.pareto);
    json_number(&json, "elasticity", found->statistics.elasticity);
    json_number(&json, "revenue_maximising", rates->revenue_maximising);
    json_number(&json, "optimal", rates->optimal);
    json_number(&json, "with_responses", rates->with_responses);
    json_number(&json, "with_migration", rates->with_migration);
    json_number(&json, "with_income_effects", rates->with_income_effects);
    json_number(&json, "peak_of_revenue", found->peak_rate);
    json_close(&json);
    return study_output_json(&text, err);
}

static void print_rates(const struct found *found)
{
    const struct top_statistics *const s = &found->statistics;
    const struct top_rates *const rates = &found->rates;

    if (found->num_tails > 0)
        say("Above %.0f USD a year: %.0f workers, %.2f%% of all, with %.0f USD on average\n",
            found->top.from_usd_per_year, found->top.num_workers,
            100.0 * found->top.share_of_workers, found->top.mean_income_usd_per_year);
    say("Pareto index a = %.4g, elasticity e = %.4g\n\n", s->pareto, s->elasticity);
    say("%8.3f%%  brings in most: 1/(1 + a e)\n", 100.0 * rates->revenue_maximising);
    say("%8.3f%%  is best with weight g = %g: (1 - g)/(1 - g + a e)\n", 100.0 * rates->optimal,
        s->weight);
    if (s->avoidance > 0.0 || s->bargaining > 0.0)
        say("%8.3f%%  with avoidance %g taxed at %g, bargaining %g: (1 + t a e2 + a e3)/(1 + a "
            "e)\n",
            100.0 * rates->with_responses, s->avoidance, s->rate_elsewhere, s->bargaining);
    if (s->migration > 0.0)
        say("%8.3f%%  with migration m = %g: 1/(1 + a e + m)\n", 100.0 * rates->with_migration,
            s->migration);
    if (!isnan(rates->with_income_effects))
        say("%8.3f%%  with income effects: (1 - g)/(1 - g + zeta_u + zeta_c (a - 1))\n",
            100.0 * rates->with_income_effects);
    if (!isnan(found->peak_rate))
        say("\n%8.3f%%  on all above %.0f USD is where these workers' revenue peaks\n",
            100.0 * found->peak_rate, found->top.from_usd_per_year);
}

static void make_table(struct text *csv, const struct found *found)
{
    text_append(csv, "from_usd_per_year,share_of_workers,mean_income_usd_per_year,pareto,"
                     "revenue_maximising_rate\n");
    for (int k = 0; k < found->num_tails; k++) {
        const struct top_tail *const tail = &found->tail[k];
        const double values[] = {tail->from_usd_per_year, tail->share_of_workers,
                                 tail->mean_income_usd_per_year, tail->pareto,
                                 1.0 / (1.0 + tail->pareto * found->statistics.elasticity)};

        study_output_row(csv, values, sizeof values / sizeof *values);
    }
}

static enum status run_toprate(const struct command_line *line, struct error *err)
{
    struct found found = {.statistics = {.pareto = 1.5, .elasticity = 0.25},
                          .top_elasticity = NAN,
                          .peak_rate = NAN};
    struct text csv = {0};

    TRY(study_output_check(line, err));
    TRY(read_statistics(&found.statistics, line, err));
    signals_catch();
    if (command_line_num_operands(line) > 0)
        TRY(study_config(&found, line, err));
    else if (command_line_has(line, "output"))
        return error_set(err, STATUS_USAGE,
                         "-o holds the tail of a config's incomes: expected a "
                         "CONFIG");
    TRY(top_rates(&found.rates, &found.statistics, err));
    if (command_line_has(line, "json"))
        TRY(print_json(&found, err));
    else if (!command_line_has(line, "quiet"))
        print_rates(&found);
    if (!command_line_has(line, "output"))
        return STATUS_OK;
    make_table(&csv, &found);
    return study_output_write(line, &csv, err);
}

static const struct command_option options[] = {
    {'a', "pareto", "A", "Pareto index of top incomes (of the config's above --above; else 1.5)"},
    {'e', "elasticity", "E", "of taxed income, in all (of the config's workers; else 0.25)"},
    {0, "above", "USD",
     "where the top begins (the highest start of a bracket that 50 workers pass)"},
    {'g', "weight", "G", "a dollar of top earners, in dollars of public funds (0)"},
    {0, "avoidance", "E2", "the part of E that is income moved elsewhere"},
    {'t', "rate-elsewhere", "T", "the rate that moved income pays"},
    {0, "bargaining", "E3", "the part of E that is pay at the expense of others"},
    {0, "migration", "M", "elasticity of the number of top earners"},
    {0, "uncompensated", "ZU", "with --compensated: the elasticities of Saez 2001, equation 9"},
    {0, "compensated", "ZC", "likewise"},
    STUDIED_TAX_SYSTEM_OPTIONS,
    {'s', "set", "KEY=VALUE", "override a setting; may be repeated"},
    STUDY_OUTPUT_OPTIONS,
    {0},
};

const struct command command_toprate = {
    .name = "toprate",
    .group = COMMAND_PUBLIC_FINANCE,
    .operands = "[CONFIG]",
    .max_operands = 1,
    .summary = "The Pareto tail, and the top rates that formulas make of it",
    .details = "Without a config: from the numbers given.  With one: the tail of its rational "
               "workers' incomes by where\n"
               "it begins, and the rate where revenue from the top bracket really peaks, beside "
               "the formula's.",
    .options = options,
    .run = run_toprate,
};
