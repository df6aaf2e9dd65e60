/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_reform.c: named reforms, and what they do to the workers of a config. */
#include "base/csv_writer.h"
#include "base/shipped.h"
#include "base/text.h"
#include "cli/command_settings.h"
#include "cli/print_json.h"
#include "cli/print_run.h"
#include "cli/say.h"
#include "cli/studied_tax_system.h"
#include "cli/table_file.h"
#include "model/welfare_kinds.h"
#include "simulation/tax_system_words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct studied {
    struct reform_study study;
    const struct welfare_kind *objective;
};

/* A step under the baseline tax system and one in which the planner acts give the tax system; the rest is
 * rational. */
static enum status study_settings(struct studied *studied, const struct settings *settings,
                                  enum closure closure, struct error *err)
{
    struct simulation *simulation = NULL;

    TRY(simulation_create(&simulation, settings, NULL, err));
    enum status status =
        simulation_needs_model(simulation)
            ? error_set(err, STATUS_INVALID_INPUT,
                        "a reform is studied with rational workers: expected a config "
                        "without a language model")
            : simulation_run(simulation, NULL, NULL, err);

    if (!status) {
        const struct economy *const economy = simulation_economy(simulation);
        struct tax_schedule before;
        struct tax_schedule after;

        studied->objective = economy->welfare.kind;
        status = tax_system_only_schedule(&before, &economy->baseline.tax_system, err);
        if (!status)
            status = tax_system_only_schedule(&after, simulation_tax_system(simulation), err);
        if (!status)
            status = reform_study(&studied->study, simulation, &before, &after, closure, err);
    }
    simulation_destroy(simulation);
    return status;
}

static enum status study(struct studied *studied, const struct named_reform *reform,
                         const struct command_line *line, struct error *err)
{
    const char *config = command_line_value(line, "config");
    char folder[FILES_MAX_PATH], base[FILES_MAX_PATH];
    struct settings_overrides own = {0};
    struct settings *settings = NULL;
    enum closure closure;

    TRY(closure_of(&closure, command_line_value(line, "closure"), err));
    if (!config) {
        TRY(shipped_folder(folder, "reforms", err));
        TRY(path_join(base, folder, "base.json", err));
        config = base;
    }
    SETTINGS_ADD(&own, OVERRIDE_INTEGER("steps", 2));
    SETTINGS_ADD(&own, OVERRIDE_INTEGER("warmup_steps", 1));
    SETTINGS_ADD(&own, OVERRIDE_WORDS("planner.kind", "fixed"));
    SETTINGS_ADD(&own, OVERRIDE_BOOL("oracle", false));
    named_reform_add(&own, reform);
    enum status status = command_settings_load(&settings, line, config, &own, err);

    if (!status)
        status = study_settings(studied, settings, closure, err);
    settings_overrides_free(&own);
    settings_free(settings);
    return status ? error_add_context(err, "reform '%s'", reform->name) : STATUS_OK;
}

/* ---- telling ----------------------------------------------------------------------------------- */

static void print_study(const struct named_reform *reform, const struct studied *studied)
{
    const struct reform_study *const study = &studied->study;
    struct print_table table = {
        .num_columns = 2,
        .label = {"baseline tax system"},
        .step = {&study->before, &study->after},
        .tax_system = {tax_system_of_schedule(&study->tax_system_before),
                       tax_system_of_schedule(&study->tax_system_after)},
        .with_difference = true,
    };

    snprintf(table.label[1], PRINT_LABEL_BYTES, "%.*s",
             text_letters(reform->name, PRINT_LABEL_BYTES - 1), reform->name);
    say("%s: %s\n", reform->name, reform->summary);
    if (study->rate_shift != 0.0)
        say("Rates shifted by %+.3f points so that revenue stays\n", 100.0 * study->rate_shift);
    print_table(&table, studied->objective);
    say("\nRevenue, USD a worker and year: %+.0f if nobody changed hours, %+.0f because they do\n",
        study->mechanical_revenue, study->behavioural_revenue);
    if (isfinite(study->equivalent_variation))
        say("Worth to workers without the rebate: %+.0f; excess burden: %+.0f\n",
            study->equivalent_variation, study->excess_burden);
    if (isfinite(study->marginal_value_of_public_funds))
        say("Value of public funds: %.3f USD to workers per USD of revenue\n",
            study->marginal_value_of_public_funds);
    say("%.1f%% of workers gain, %.1f%% lose\n", 100.0 * study->share_gaining,
        100.0 * study->share_losing);
}

static enum status print_tax_system_json(const struct studied *studied, struct error *err)
{
    const struct tax_schedule *const tax_system = &studied->study.tax_system_after;
    struct text csv = {0};

    text_append(&csv, "start_usd_per_year,marginal_rate,tax_at_start_usd_per_year\n");
    for (int j = 0; j < tax_system->num_brackets; j++)
        text_append(&csv, "%.17g,%.17g,%.17g\n", tax_system->start_usd_per_year[j],
                    tax_system->marginal_rate[j], tax_system->tax_at_start_usd_per_year[j]);
    const enum status status = print_json_rows(&csv, NULL, err);

    text_free(&csv);
    return status;
}

static void print_tax_system(const struct named_reform *reform, const struct studied *studied)
{
    const struct tax_schedule *const tax_system = &studied->study.tax_system_after;

    say("%s: %s\n\n%14s %10s\n", reform->name, reform->summary, "from USD/year", "rate");
    for (int j = 0; j < tax_system->num_brackets; j++)
        say("%14.0f %9.2f%%\n", tax_system->start_usd_per_year[j],
            100.0 * tax_system->marginal_rate[j]);
    if (tax_system->tax_at_start_usd_per_year[0] != 0.0)
        say("%.0f USD a year are paid to everybody\n", -tax_system->tax_at_start_usd_per_year[0]);
}

static void write_numbers(struct text *csv, const double *value, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        text_append(csv, ",");
        if (isfinite(value[k]))
            text_append_number(csv, value[k]);
    }
}

static void write_head(struct text *csv)
{
    text_append(csv, "reform");
    for (int k = 0; k < WELFARE_NUM_KINDS; k++)
        text_append(csv, ",welfare_%s", welfare_kinds[k]->kind.name);
    text_append(csv, ",mean_hours_per_week,mean_income,rebate,gini_net_income,rate_shift,"
                     "mechanical_revenue,behavioural_revenue,equivalent_variation,excess_burden,"
                     "marginal_value_of_public_funds,share_gaining,share_losing\n");
}

static void write_row(struct text *csv, const char *name, const struct reform_study *study)
{
    const struct step_summary *const after = &study->after;
    const double figures[] = {after->mean_hours_per_week,
                              after->mean_income,
                              after->rebate,
                              after->gini_net_income,
                              study->rate_shift,
                              study->mechanical_revenue,
                              study->behavioural_revenue,
                              study->equivalent_variation,
                              study->excess_burden,
                              study->marginal_value_of_public_funds,
                              study->share_gaining,
                              study->share_losing};

    csv_writer_words(csv, name);
    write_numbers(csv, after->welfare_by_kind, WELFARE_NUM_KINDS);
    write_numbers(csv, figures, sizeof figures / sizeof *figures);
    text_append(csv, "\n");
}

/* ---- the command ------------------------------------------------------------------------------- */

static enum status study_one(const struct named_reform *reform, bool is_run, struct text *csv,
                             const struct command_line *line, struct error *err)
{
    struct studied *const studied = calloc(1, sizeof *studied);
    const enum status status = studied ? study(studied, reform, line, err)
                                       : error_set(err, STATUS_NO_MEMORY, "no memory for a reform");
    const bool is_json = command_line_has(line, "json");
    enum status told = status;

    if (!status && is_run && !is_json && !command_line_has(line, "quiet"))
        print_study(reform, studied);
    if (!status && !is_run && is_json)
        told = print_tax_system_json(studied, err);
    else if (!status && !is_run)
        print_tax_system(reform, studied);
    if (!status && is_run)
        write_row(csv, reform->name, &studied->study);
    free(studied);
    return told;
}

static enum status study_words(const char *words, bool is_run, struct text *csv,
                               const struct command_line *line, struct error *err)
{
    struct named_reform reform;

    TRY(tax_system_words_reform(&reform, words, err));
    const enum status status = study_one(&reform, is_run, csv, line, err);

    named_reform_free(&reform);
    return status;
}

typedef enum status use_of_reforms(const struct named_reforms *reforms, struct text *csv,
                                   const struct command_line *line, struct error *err);

static enum status with_reforms(struct text *csv, const struct command_line *line,
                                use_of_reforms *use, struct error *err)
{
    char folder[FILES_MAX_PATH];
    struct named_reforms reforms;

    TRY(shipped_folder(folder, "reforms", err));
    TRY(named_reforms_read(&reforms, folder, err));
    const enum status status = use(&reforms, csv, line, err);

    named_reforms_free(&reforms);
    return status;
}

static enum status study_all(const struct named_reforms *reforms, struct text *csv,
                             const struct command_line *line, struct error *err)
{
    for (size_t k = 0; k < reforms->count; k++) {
        if (k > 0 && !command_line_has(line, "json") && !command_line_has(line, "quiet"))
            say("\n");
        TRY(study_one(&reforms->reform[k], true, csv, line, err));
    }
    return STATUS_OK;
}

static enum status list_reforms(const struct named_reforms *reforms, struct text *csv,
                                const struct command_line *line, struct error *err)
{
    struct print_json_names names = print_json_names_begin();

    (void)csv;
    if (command_line_has(line, "json")) {
        for (size_t k = 0; k < reforms->count; k++)
            print_json_name(&names, reforms->reform[k].name, reforms->reform[k].summary);
        return print_json_names_end(&names, err);
    }
    for (size_t k = 0; k < reforms->count; k++)
        say("%-34s %s\n", reforms->reform[k].name, reforms->reform[k].summary);
    return STATUS_OK;
}

static enum status run_list(const struct command_line *line, struct error *err)
{
    return with_reforms(NULL, line, list_reforms, err);
}

static enum status run_show(const struct command_line *line, struct error *err)
{
    return study_words(command_line_operand(line, 0), false, NULL, line, err);
}

static enum status run_run(const struct command_line *line, struct error *err)
{
    const char *const words = command_line_operand(line, 0);
    struct text csv = {0};

    TRY(table_file_check(command_line_value(line, "output"), err));
    write_head(&csv);
    enum status status = strcmp(words, "all") == 0 ? with_reforms(&csv, line, study_all, err)
                                                   : study_words(words, true, &csv, line, err);

    if (!status)
        status = print_json_table(&csv, line, err);
    text_free(&csv);
    return status;
}

/* ---- the table --------------------------------------------------------------------------------- */

#define STUDY_OPTIONS                                                                              \
    {'c', "config", "CONFIG",                                                                      \
     "the population and its preferences (experiments/reforms/base.json)"},                        \
        CLOSURE_OPTION,                                                                            \
    {                                                                                              \
        's', "set", "KEY=VALUE", "override a setting; may be repeated"                             \
    }

static const struct command_option list_options[] = {PRINT_JSON_OPTION, {0}};

static const struct command_option show_options[] = {STUDY_OPTIONS, PRINT_JSON_OPTION, {0}};

static const struct command_option study_options[] = {
    STUDY_OPTIONS,
    {'o', "output", "FILE", "also a CSV (.xlsx: Excel, .dta: Stata), a row a reform"},
    PRINT_JSON_OPTION,
    {0},
};

static const struct command subcommands[] = {
    {.name = "list",
     .operands = "",
     .summary = "Name all reforms",
     .options = list_options,
     .run = run_list},
    {.name = "show",
     .operands = "TAX_SYSTEM",
     .min_operands = 1,
     .max_operands = 1,
     .summary = "Print a reform's brackets and rates",
     .options = show_options,
     .run = run_show},
    {.name = "run",
     .operands = "TAX_SYSTEM|all",
     .min_operands = 1,
     .max_operands = 1,
     .summary = "See what a reform, or each of them, does to workers and budget",
     .details = "Compares rational workers under the baseline tax system and the reform: welfare, "
                "distribution, revenue with\n"
                "and without the change in hours, excess burden, the marginal value of public "
                "funds, who gains.",
     .options = study_options,
     .run = run_run},
    {0},
};

const struct command command_reform = {
    .name = "reform",
    .group = COMMAND_STUDIES,
    .summary =
        "Named reforms: list them, show their rates, or see what one does to workers and budget",
    .details = "experiments/reforms/ holds them; a file is a family.  TAX_SYSTEM: one of them, a "
               "FILE.json of components,\n"
               "a FILE.csv of brackets, JSON, or several with '+' between, whose taxes add up:\n"
               "  fisc reform run 'federal_2025_single+{\"component\": \"basic_income\",\n"
               "                   \"amount_usd_per_year\": 6000}' --closure rates",
    .subcommands = subcommands,
};
