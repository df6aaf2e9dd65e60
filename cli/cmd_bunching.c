/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_bunching.c: the elasticity that the heap at a kink says, with the truth beside it. */
#include "base/json_writer.h"
#include "cli/say.h"
#include "cli/studied_tax_system.h"
#include "cli/study_output.h"
#include "studies/bunching.h"
#include "studies/mean_elasticity.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BINS_A_SIDE = 40, DEFAULT_DEGREE = 7, DEFAULT_DRAWS = 200 };
static const double WIDTH_OF_KINK = 0.01; /* of the default bins */

struct study {
    struct bunching_counts counts;
    struct bunching_settings settings;
    struct bunching found;
    double truth;     /* elasticity of the config's workers; NaN: not known */
    bool is_baseline; /* the tax system under which incomes were observed */
};

static enum status read_integer(const struct command_line *line, const char *option, long max,
                                int *value, struct error *err)
{
    long number = *value;

    TRY(command_line_integer(line, option, 0, max, &number, err));
    *value = (int)number;
    return STATUS_OK;
}

/* "1": a worker; "1%": of B. */
static enum status read_stop(const struct command_line *line, struct bunching_settings *s,
                             struct error *err)
{
    const char *const text = command_line_value(line, "stop");
    char number[32];
    double value = 0.0;

    if (!text)
        return STATUS_OK;
    const size_t length = strlen(text);
    const bool is_share = length > 1 && text[length - 1] == '%';

    snprintf(number, sizeof number, "%.*s", (int)(length - (is_share ? 1 : 0)), text);
    char *end = NULL;

    value = strtod(number, &end);
    if (end == number || *end || !(value > 0.0) || !(value < 1e12) || length >= sizeof number)
        return error_set(err, STATUS_USAGE,
                         "--stop takes workers or a share of B, as 1 or 1%%, not '%s'", text);
    if (is_share)
        s->stop_share = value / 100.0;
    else
        s->stop_workers = value;
    return STATUS_OK;
}

static enum status read_options(struct bunching_settings *s, const struct command_line *line,
                                struct error *err)
{
    s->degree = DEFAULT_DEGREE;
    s->num_draws = DEFAULT_DRAWS;
    s->excluded_below = s->excluded_above = 1;
    s->is_corrected = !command_line_has(line, "uncorrected");
    s->from_usd_per_year = -INFINITY;
    s->to_usd_per_year = INFINITY;
    TRY(read_integer(line, "degree", BUNCHING_MAX_DEGREE, &s->degree, err));
    TRY(read_integer(line, "below", 100, &s->excluded_below, err));
    TRY(read_integer(line, "above", 100, &s->excluded_above, err));
    TRY(read_integer(line, "draws", 10000, &s->num_draws, err));
    TRY(command_line_number(line, "from", 0.0, 1e12, &s->from_usd_per_year, err));
    TRY(command_line_number(line, "to", 0.0, 1e12, &s->to_usd_per_year, err));
    TRY(command_line_number(line, "heaps", 1e-6, 1e12, &s->heap_usd, err));
    return read_stop(line, s, err);
}

static enum status count_file(struct study *study, const struct command_line *line,
                              struct error *err)
{
    static const char *const needed[] = {"kink", "rate-before", "rate-after"};

    for (size_t k = 0; k < sizeof needed / sizeof *needed; k++)
        if (!command_line_has(line, needed[k]))
            return error_set(err, STATUS_USAGE, "--counts says nothing of the kink: expected --%s",
                             needed[k]);
    TRY(command_line_number(line, "kink", 0.0, 1e12, &study->settings.kink_usd_per_year, err));
    TRY(command_line_number(line, "rate-before", -1.0, 1.0, &study->settings.rate_before, err));
    TRY(command_line_number(line, "rate-after", -1.0, 1.0, &study->settings.rate_after, err));
    return bunching_counts_read(&study->counts, command_line_value(line, "counts"), err);
}

/* The first bracket whose rate is higher than that below it, or --bracket. */
static enum status choose_kink(struct bunching_settings *s, const struct command_line *line,
                               const struct tax_schedule *tax_system, struct error *err)
{
    long bracket = 1;

    while (bracket < tax_system->num_brackets - 1 &&
           tax_system->marginal_rate[bracket] <= tax_system->marginal_rate[bracket - 1])
        bracket++;
    TRY(command_line_integer(line, "bracket", 1, TAX_MAX_BRACKETS - 1, &bracket, err));
    if (bracket >= tax_system->num_brackets)
        return error_set(err, STATUS_INVALID_INPUT,
                         "bracket %ld: the tax system has brackets 0 to %d, and kinks where those "
                         "from 1 on begin",
                         bracket, tax_system->num_brackets - 1);
    s->kink_usd_per_year = tax_system->start_usd_per_year[bracket];
    s->rate_before = tax_system->marginal_rate[bracket - 1];
    s->rate_after = tax_system->marginal_rate[bracket];
    return STATUS_OK;
}

/* Bins around the kink, one with it in the middle; the last takes all who earn more. */
static enum status count_incomes(struct study *study, const struct command_line *line,
                                 const struct population *population, const struct outcome *outcome,
                                 struct error *err)
{
    const double kink = study->settings.kink_usd_per_year;
    long a_side = BINS_A_SIDE;
    double width = WIDTH_OF_KINK * kink;

    TRY(command_line_number(line, "width", 1e-6, 1e12, &width, err));
    TRY(command_line_integer(line, "bins", 2, BUNCHING_MAX_BINS / 2 - 2, &a_side, err));
    TRY(bunching_counts_create(&study->counts, (size_t)(2 * a_side + 1), err));
    const size_t last = study->counts.num_bins - 1;

    for (size_t i = 0; i <= last; i++)
        study->counts.income_usd_per_year[i] = kink + width * ((double)i - (double)a_side);
    for (size_t i = 0; i < outcome->num_workers; i++) {
        const double place =
            floor((outcome->income_usd_per_year[i] - kink) / width + 0.5) + (double)a_side;

        if (place >= 0.0 && place <= (double)last)
            study->counts.workers[(size_t)place] += population_sample_weight(population, i);
    }
    return STATUS_OK;
}

static bool is_baseline(const struct tax_schedule *tax_system, const struct economy *economy)
{
    struct tax_schedule baseline;

    return tax_system_only_schedule(&baseline, &economy->baseline.tax_system, NULL) == STATUS_OK &&
           tax_schedule_equal(&baseline, tax_system);
}

static enum status count_config(struct study *study, const struct command_line *line,
                                struct error *err)
{
    const struct outcome *outcome = NULL;
    struct studied_tax_system studied;
    struct step_summary summary;

    TRY(studied_tax_system_read(&studied, line, err));
    const struct economy *const economy = simulation_economy(studied.simulation);
    enum status status = choose_kink(&study->settings, line, &studied.tax_system, err);

    if (!status)
        status = policy_lab_respond(simulation_lab(studied.simulation), &studied.tax_system,
                                    &summary, &outcome, err);
    if (!status)
        status = count_incomes(study, line, &economy->population, outcome, err);
    if (!status)
        study->truth = mean_elasticity(economy, outcome, study->settings.kink_usd_per_year,
                                       study->settings.kink_usd_per_year);
    study->is_baseline = is_baseline(&studied.tax_system, economy);
    studied_tax_system_free(&studied);
    return status;
}

static void print_bounds(const struct bunching *found)
{
    say("Bounds where the density's slope in ln z is at most %.4g: ", found->slope);
    if (isinf(found->high))
        say("%.4f to infinity, since the density alone could make the heap\n", found->low);
    else
        say("%.4f to %.4f\n", found->low, found->high);
}

static void print_study(const struct study *study)
{
    const struct bunching_settings *const s = &study->settings;
    const struct bunching *const found = &study->found;

    say("Kink at %.2f USD a year, from %.2f%% to %.2f%%; %s\n", s->kink_usd_per_year,
        100.0 * s->rate_before, 100.0 * s->rate_after,
        s->is_corrected ? "who bunches comes from above" : "no integration constraint");
    say("%12.4f  B: workers more than the %.4f a bin of the counterfactual\n",
        found->excess_workers, found->counterfactual_at_kink);
    say("%12.6f  b: B over a bin of it\n", found->excess);
    say("%12.4f  dz*: incomes from which people came, USD above the kink\n",
        found->income_move_usd);
    say("%12.6f  elasticity", found->elasticity);
    if (!isnan(found->standard_error))
        say(" (standard error %.6f)", found->standard_error);
    say("\n%12.6f  by logs, %.6f as for a small kink\n", found->elasticity_by_logs,
        found->elasticity_small_kink);
    print_bounds(found);
    if (!isnan(study->truth))
        say("%12.6f  is the truth: of these rational workers\n", study->truth);
    if (study->is_baseline)
        say("This is the baseline tax system, under which incomes were observed: its kinks have no "
            "heaps but those of the\ndata.  Expected --reform, or a government.tax_system other "
            "than "
            "the baseline, for one that workers answer.\n");
}

static enum status print_json(const struct study *study, struct error *err)
{
    const struct bunching *const found = &study->found;
    struct text text = {0};
    struct json_writer json = json_writer_of(&text, JSON_SPACED);

    json_open_object(&json, NULL);
    json_number(&json, "kink_usd_per_year", study->settings.kink_usd_per_year);
    json_number(&json, "rate_before", study->settings.rate_before);
    json_number(&json, "rate_after", study->settings.rate_after);
    json_number(&json, "counterfactual_at_kink", found->counterfactual_at_kink);
    json_number(&json, "excess_workers", found->excess_workers);
    json_number(&json, "excess", found->excess);
    json_number(&json, "income_move_usd", found->income_move_usd);
    json_number(&json, "elasticity", found->elasticity);
    json_number(&json, "elasticity_by_logs", found->elasticity_by_logs);
    json_number(&json, "elasticity_small_kink", found->elasticity_small_kink);
    json_number(&json, "standard_error", found->standard_error);
    json_number(&json, "low", found->low);
    json_number(&json, "high", found->high);
    json_integer(&json, "iterations", found->num_iterations);
    json_number(&json, "truth", study->truth);
    json_close(&json);
    return study_output_json(&text, err);
}

static void make_table(struct text *csv, const struct study *study)
{
    const struct bunching_counts *const counts = &study->counts;

    text_append(csv, "income_usd_per_year,workers,counterfactual,is_excluded,in_window,"
                     "kink_usd_per_year\n");
    for (size_t i = 0; i < counts->num_bins; i++) {
        const double values[] = {counts->income_usd_per_year[i],
                                 counts->workers[i],
                                 study->found.counterfactual[i],
                                 study->found.is_excluded[i] ? 1.0 : 0.0,
                                 isnan(study->found.counterfactual[i]) ? 0.0 : 1.0,
                                 study->settings.kink_usd_per_year};

        study_output_row(csv, values, sizeof values / sizeof *values);
    }
}

static enum status answer(struct study *study, const struct command_line *line, struct error *err)
{
    struct text csv = {0};

    TRY(bunching_estimate(&study->found, &study->counts, &study->settings, err));
    if (command_line_has(line, "json"))
        TRY(print_json(study, err));
    else if (!command_line_has(line, "quiet"))
        print_study(study);
    if (!command_line_has(line, "output"))
        return STATUS_OK;
    make_table(&csv, study);
    return study_output_write(line, &csv, err);
}

static enum status run_bunching(const struct command_line *line, struct error *err)
{
    struct study study = {.truth = NAN};
    const bool has_config = command_line_num_operands(line) > 0;

    if (has_config == command_line_has(line, "counts"))
        return error_set(err, STATUS_USAGE, "expected a CONFIG or --counts FILE");
    TRY(study_output_check(line, err));
    TRY(read_options(&study.settings, line, err));
    enum status status =
        has_config ? count_config(&study, line, err) : count_file(&study, line, err);

    if (!status)
        status = answer(&study, line, err);
    bunching_counts_free(&study.counts);
    return status;
}

static const struct command_option options[] = {
    {'b', "bracket", "J", "the kink is where this bracket begins (the first whose rate rises)"},
    {'w', "width", "USD", "of a bin (a hundredth of the kink)"},
    {'n', "bins", "N", "on each side (40)"},
    {0, "counts", "FILE", "no config but a CSV with income_usd_per_year and workers of bins"},
    {0, "kink", "USD", "with --counts: where the kink is"},
    {0, "rate-before", "RATE", "with --counts: marginal, below it"},
    {0, "rate-after", "RATE", "and above"},
    {0, "from", "USD", "the first bin that is fitted (all are)"},
    {0, "to", "USD", "the last"},
    {'d', "degree", "N", "of the polynomial (7)"},
    {0, "below", "N", "bins of the heap below the kink's own (1)"},
    {0, "above", "N", "and above (1)"},
    {0, "heaps", "USD", "round incomes, multiples of this, get a constant of their own"},
    {0, "uncorrected", NULL, "no integration constraint"},
    {0, "stop", "X", "end its steps when B moves by less than X workers, or X% of itself"},
    {0, "draws", "N", "of the bootstrap of residuals (200; 0: none)"},
    STUDIED_TAX_SYSTEM_OPTIONS,
    {'s', "set", "KEY=VALUE", "override a setting; may be repeated"},
    STUDY_OUTPUT_OPTIONS,
    {0},
};

const struct command command_bunching = {
    .name = "bunching",
    .group = COMMAND_PUBLIC_FINANCE,
    .operands = "[CONFIG]",
    .max_operands = 1,
    .summary = "The elasticity that a heap of incomes at a kink says, beside the truth",
    .details = "Counts around a kink of the tax system, of a config's rational workers or from a "
               "file, against a polynomial\n"
               "through the bins beside the heap (Saez 2010; Chetty et al. 2011), with bounds "
               "that take no such form.",
    .options = options,
    .run = run_bunching,
};
