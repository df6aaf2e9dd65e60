/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_rates.c: what a tax system leaves of more work: marginal and participation tax rates, and notches. */
#include "base/json_writer.h"
#include "cli/say.h"
#include "cli/studied_tax_system.h"
#include "cli/study_output.h"
#include "studies/work_incentives.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_GIVEN = 1000, MOST_ROWS = MOST_GIVEN + TAX_MAX_BRACKETS + 16 };

struct study {
    struct work_incentives_settings settings;
    double income[MOST_ROWS]; /* of the rows, ascending */
    double share[MOST_ROWS];  /* of workers, from the row's income to below the next row's */
    int num_rows;
    struct work_notch notch[TAX_MAX_BRACKETS];
    int num_notches;
    struct work_incentives as_observed, workers; /* before and after they have answered */
};

static int compare_incomes(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Each once, ascending. */
static void sort_rows(struct study *study)
{
    int count = 0;

    qsort(study->income, (size_t)study->num_rows, sizeof *study->income, compare_incomes);
    for (int k = 0; k < study->num_rows; k++)
        if (count == 0 || study->income[k] > study->income[count - 1])
            study->income[count++] = study->income[k];
    study->num_rows = count;
}

/* Those of --at; else usual ones, and where brackets start. */
static enum status choose_rows(struct study *study, const struct command_line *line,
                               const struct tax_schedule *tax_system, struct error *err)
{
    static const double usual[] = {0,      10000,  20000,  30000,  40000,  50000,  75000,
                                   100000, 150000, 200000, 300000, 500000, 1000000};
    size_t count = 0;
    const char *const *const given = command_line_values(line, "at", &count);

    if (count > MOST_GIVEN)
        return error_set(err, STATUS_USAGE, "%zu incomes: expected at most %d", count, MOST_GIVEN);
    for (size_t k = 0; k < count; k++) {
        char *end = NULL;
        const double income = strtod(given[k], &end);

        if (end == given[k] || *end || !(income >= 0.0 && income <= 1e12))
            return error_set(err, STATUS_USAGE,
                             "--at: expected an income, USD a year, from 0 to 1e12, not '%s'",
                             given[k]);
        study->income[study->num_rows++] = income;
    }
    for (size_t k = 0; count == 0 && k < sizeof usual / sizeof *usual; k++)
        study->income[study->num_rows++] = usual[k];
    for (int j = 0; count == 0 && j < tax_system->num_brackets; j++)
        study->income[study->num_rows++] = tax_system->start_usd_per_year[j];
    sort_rows(study);
    return STATUS_OK;
}

static void count_workers(struct study *study, const struct population *population,
                          const struct outcome *outcome)
{
    double all = 0.0;

    for (size_t i = 0; i < outcome->num_workers; i++) {
        const double weight = population_sample_weight(population, i);
        int k = study->num_rows - 1;

        all += weight;
        while (k >= 0 && outcome->income_usd_per_year[i] < study->income[k])
            k--;
        if (k >= 0)
            study->share[k] += weight;
    }
    for (int k = 0; k < study->num_rows; k++)
        study->share[k] /= all;
}

static enum status find(struct study *study, const struct command_line *line,
                        const struct studied_tax_system *studied, struct error *err)
{
    struct economy *const economy = simulation_economy(studied->simulation);
    const struct tax_schedule *const tax_system = &studied->tax_system;
    const struct outcome *outcome = NULL;
    struct outcome observed;
    struct settlement settlement;
    struct step_summary summary;

    TRY(choose_rows(study, line, tax_system, err));
    study->num_notches = work_notches(study->notch, tax_system, &study->settings);
    TRY(outcome_create(&observed, economy->population.num_workers, err));
    enum status status = economy_observe(economy, &observed, &settlement, err);

    if (!status)
        status = work_incentives_of_workers(&study->as_observed, tax_system, &study->settings,
                                            &economy->population, &observed, err);
    outcome_free(&observed);
    if (!status)
        status = policy_lab_respond(simulation_lab(studied->simulation), tax_system, &summary,
                                    &outcome, err);
    if (status)
        return status;
    count_workers(study, &economy->population, outcome);
    return work_incentives_of_workers(&study->workers, tax_system, &study->settings,
                                      &economy->population, outcome, err);
}

static void say_rate(double rate)
{
    if (isfinite(rate))
        say(" %8.2f%%", 100.0 * rate);
    else
        say(" %9s", "-");
}

static void print_rows(const struct study *study, const struct tax_schedule *tax_system)
{
    say("%13s %14s %14s %9s %9s %9s %9s %9s\n", "income, USD", "tax, USD", "left, USD", "EMTR",
        "of step", "PTR", "average", "workers");
    for (int k = 0; k < study->num_rows; k++) {
        struct work_incentive row;

        work_incentive_at(&row, tax_system, &study->settings, study->income[k]);
        say("%13.2f %14.2f %14.2f", row.income, row.tax, row.net_income);
        say_rate(row.marginal_rate);
        say_rate(row.marginal_rate_of_step);
        say_rate(row.participation_tax_rate);
        say_rate(row.average_rate);
        say_rate(study->share[k]);
        say("\n");
    }
    say("\nEMTR: of the next dollar; of step: of the next %g USD.  PTR: of the income, against no "
        "work%s.\n",
        study->settings.step_usd_per_year,
        study->settings.benefit_usd_per_year > 0.0 ? " and the benefit" : "");
}

static void print_notches(const struct study *study)
{
    if (study->num_notches == 0) {
        say("No notches: more work always leaves more.\n");
        return;
    }
    for (int k = 0; k < study->num_notches; k++) {
        const struct work_notch *const notch = &study->notch[k];

        say("Notch: incomes above %.2f", notch->from);
        if (isfinite(notch->to))
            say(", up to %.2f,", notch->to);
        say(" leave no more than it does");
        if (isfinite(notch->loss))
            say("; %.2f USD less at %.2f", notch->loss, notch->worst);
        say("\n");
    }
    say("%.2f%% of workers have earned such incomes; %.2f%% do once they answer taxes%s.\n",
        100.0 * study->as_observed.all.share_in_notches,
        100.0 * study->workers.all.share_in_notches,
        study->settings.benefit_usd_per_year > 0.0 ? ", which is all that they know of" : "");
}

static void print_group(const char *name, const struct work_incentives_of_group *group)
{
    if (!(group->share_working > 0.0)) {
        say("%-8s %12s\n", name, group->share_of_workers > 0.0 ? "no work" : "nobody");
        return;
    }
    say("%-8s %12.0f", name, group->mean_income);
    say_rate(group->marginal_rate);
    say_rate(group->marginal_rate_of_step);
    say_rate(group->participation_tax_rate);
    say("\n");
}

static void print_study(const struct study *study, const struct studied_tax_system *studied)
{
    studied_tax_system_say(studied);
    print_rows(study, &studied->tax_system);
    print_notches(study);
    say("\nMeans over workers with an income\n%-8s %12s %9s %9s %9s\n", "tenth", "income, USD",
        "EMTR", "of step", "PTR");
    for (int k = 0; k < NUM_TENTHS; k++) {
        const char name[] = {(char)(k + 1 < NUM_TENTHS ? '1' + k : '1'),
                             (char)(k + 1 < NUM_TENTHS ? '\0' : '0'), '\0'};

        print_group(name, &study->workers.tenth[k]);
    }
    print_group("all", &study->workers.all);
}

static void make_table(struct text *csv, const struct study *study,
                       const struct tax_schedule *tax_system)
{
    text_append(csv, "income_usd_per_year,tax_usd_per_year,net_income_usd_per_year,"
                     "effective_marginal_rate,effective_marginal_rate_of_step,"
                     "participation_tax_rate,average_rate,share_of_workers\n");
    for (int k = 0; k < study->num_rows; k++) {
        struct work_incentive row;

        work_incentive_at(&row, tax_system, &study->settings, study->income[k]);
        const double values[] = {row.income,
                                 row.tax,
                                 row.net_income,
                                 row.marginal_rate,
                                 row.marginal_rate_of_step,
                                 row.participation_tax_rate,
                                 row.average_rate,
                                 study->share[k]};

        study_output_row(csv, values, sizeof values / sizeof *values);
    }
}

static void write_rows(struct json_writer *json, const struct study *study,
                       const struct tax_schedule *tax_system)
{
    json_open_array(json, "incomes");
    for (int k = 0; k < study->num_rows; k++) {
        struct work_incentive row;

        work_incentive_at(&row, tax_system, &study->settings, study->income[k]);
        json_open_object(json, NULL);
        json_number(json, "income_usd_per_year", row.income);
        json_number(json, "tax_usd_per_year", row.tax);
        json_number(json, "net_income_usd_per_year", row.net_income);
        json_number(json, "effective_marginal_rate", row.marginal_rate);
        json_number(json, "effective_marginal_rate_of_step", row.marginal_rate_of_step);
        json_number(json, "participation_tax_rate", row.participation_tax_rate);
        json_number(json, "average_rate", row.average_rate);
        json_number(json, "share_of_workers", study->share[k]);
        json_close(json);
    }
    json_close(json);
}

static void write_group(struct json_writer *json, const char *key,
                        const struct work_incentives_of_group *group)
{
    json_open_object(json, key);
    json_number(json, "share_of_workers", group->share_of_workers);
    json_number(json, "share_working", group->share_working);
    json_number(json, "mean_income_usd_per_year", group->mean_income);
    json_number(json, "effective_marginal_rate", group->marginal_rate);
    json_number(json, "effective_marginal_rate_of_step", group->marginal_rate_of_step);
    json_number(json, "participation_tax_rate", group->participation_tax_rate);
    json_number(json, "share_in_notches", group->share_in_notches);
    json_close(json);
}

/* A notch without an end has none: null. */
static void write_notches(struct json_writer *json, const struct study *study)
{
    json_open_array(json, "notches");
    for (int k = 0; k < study->num_notches; k++) {
        json_open_object(json, NULL);
        json_number(json, "from_usd_per_year", study->notch[k].from);
        json_number(json, "to_usd_per_year", study->notch[k].to);
        json_number(json, "worst_usd_per_year", study->notch[k].worst);
        json_number(json, "loss_usd_per_year", study->notch[k].loss);
        json_close(json);
    }
    json_close(json);
}

static enum status print_json(const struct study *study, const struct tax_schedule *tax_system,
                              struct error *err)
{
    struct text text = {0};
    struct json_writer json = json_writer_of(&text, JSON_SPACED);

    json_open_object(&json, NULL);
    write_rows(&json, study, tax_system);
    write_notches(&json, study);
    json_open_array(&json, "tenths");
    for (int k = 0; k < NUM_TENTHS; k++)
        write_group(&json, NULL, &study->workers.tenth[k]);
    json_close(&json);
    write_group(&json, "all", &study->workers.all);
    write_group(&json, "all_as_observed", &study->as_observed.all);
    json_close(&json);
    return study_output_json(&text, err);
}

static enum status tell(const struct study *study, const struct command_line *line,
                        const struct studied_tax_system *studied, struct error *err)
{
    struct text csv = {0};

    if (command_line_has(line, "json"))
        TRY(print_json(study, &studied->tax_system, err));
    else if (!command_line_has(line, "quiet"))
        print_study(study, studied);
    if (!command_line_has(line, "output"))
        return STATUS_OK;
    make_table(&csv, study, &studied->tax_system);
    return study_output_write(line, &csv, err);
}

static enum status run_rates(const struct command_line *line, struct error *err)
{
    struct studied_tax_system studied;
    struct study *const study = calloc(1, sizeof *study);

    if (!study)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a table");
    study->settings.step_usd_per_year = 1000.0;
    enum status status = study_output_check(line, err);

    if (!status)
        status =
            command_line_number(line, "step", 0.01, 1e9, &study->settings.step_usd_per_year, err);
    if (!status)
        status = command_line_number(line, "benefit", 0.0, 1e9,
                                     &study->settings.benefit_usd_per_year, err);
    if (!status)
        status = studied_tax_system_read(&studied, line, err);
    if (!status) {
        status = find(study, line, &studied, err);
        if (!status)
            status = tell(study, line, &studied, err);
        studied_tax_system_free(&studied);
    }
    free(study);
    return status;
}

static const struct command_option options[] = {
    {'a', "at", "USD", "this income a year, alone; may be repeated"},
    {0, "step", "USD", "of the rate over a step, as of more hours (1,000)"},
    {'b', "benefit", "USD", "what who does not work gets, and loses with the first dollar (0)"},
    STUDIED_TAX_SYSTEM_OPTIONS,
    {'s', "set", "KEY=VALUE", "override a setting; may be repeated"},
    STUDY_OUTPUT_OPTIONS,
    {0},
};

const struct command command_rates = {
    .name = "rates",
    .group = COMMAND_PUBLIC_FINANCE,
    .operands = "[CONFIG]",
    .max_operands = 1,
    .summary = "Effective marginal and participation tax rates, and notches, of any tax system",
    .details =
        "By income, and the means of rational workers by tenth of income (of a default config's "
        "if none is said).  A\n"
        "notch is where more work leaves no more.  The rebate goes to everybody and is in no rate.",
    .options = options,
    .run = run_rates,
};
