/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/csv.h"
#include "calibration/population_source.h"
#include "cli/command.h"
#include "cli/print_json.h"
#include "cli/say.h"
#include "cli/studied_tax_system.h"
#include "config/settings.h"
#include "simulation/run_settings.h"
#include "simulation/tax_components.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The tax system that the options name, or that of a config; else what hours were observed under. */
static enum status read_tax_system(struct tax_schedule *schedule, const struct command_line *line,
                                   struct error *err)
{
    const char *const config = command_line_value(line, "config");
    const char *const file = command_line_value(line, "schedule");
    const char *const tax_system = command_line_value(line, "tax-system");
    struct text typed = {0};
    struct settings *settings = NULL;
    struct tax_system system = {0};

    if (file)
        return tax_component_file_schedule(schedule, file, err);
    text_append(&typed, "government.tax_system=%s", tax_system ? tax_system : "[]");
    const char *const overrides[] = {typed.bytes};
    enum status status = typed.failed
                             ? error_set(err, STATUS_NO_MEMORY, "no memory for a tax system")
                             : settings_load(&settings, &run_setting_table, config, overrides,
                                             tax_system ? 1 : 0, err);

    text_free(&typed);
    if (!status)
        status = settings_length(settings, "government.tax_system") > 0
                     ? tax_components_read(&system, settings, "government.tax_system", 1, err)
                     : tax_components_read_baseline(&system, settings, 1, err);
    if (!status)
        status = tax_system_only_schedule(schedule, &system, err);
    tax_system_free(&system);
    settings_free(settings);
    return status;
}

/* As CSV into `table`, if there is one; else for people. */
static void print_row(struct text *table, const struct tax_schedule *schedule, double income)
{
    const double tax = tax_schedule_tax(schedule, income);
    /* A loss owes what no income owes, whatever its size. */
    const double marginal = income < 0.0 ? 0.0 : tax_schedule_marginal_rate(schedule, income);

    if (table)
        text_append(table, "%.17g,%.17g,%.17g,%.17g\n", income, tax,
                    income > 0.0 ? tax / income : NAN, marginal);
    else if (income > 0.0)
        say("%16.2f %16.2f %11.2f%% %11.2f%%\n", income, tax, 100.0 * tax / income,
            100.0 * marginal);
    else
        say("%16.2f %16.2f %12s %11.2f%%\n", income, tax, "-", 100.0 * marginal);
}

/* The rows of the incomes that the line names, or of usual ones. */
static void print_rows(struct text *table, const struct tax_schedule *schedule,
                       const struct command_line *line)
{
    static const double usual[] = {0,      10000,  20000,  30000,  40000,  50000,  75000,
                                   100000, 150000, 200000, 300000, 500000, 1000000};
    const int num_given = command_line_num_operands(line);
    double income = 0.0;

    for (size_t i = 0; num_given == 0 && i < sizeof usual / sizeof *usual; i++)
        print_row(table, schedule, usual[i]);
    for (int i = 0; i < num_given; i++)
        if (csv_parse_number(command_line_operand(line, i), &income))
            print_row(table, schedule, income);
}

static enum status run_tax(const struct command_line *line, struct error *err)
{
    const bool is_json = command_line_has(line, "json");
    const int num_given = command_line_num_operands(line);
    struct tax_schedule schedule;
    struct text table = {0};
    enum status status = STATUS_OK;
    double income = 0.0;

    for (int i = 0; i < num_given; i++)
        if (!csv_parse_number(command_line_operand(line, i), &income))
            return error_set(err, STATUS_USAGE, "'%s' is not an income in USD per year",
                             command_line_operand(line, i));
    TRY(read_tax_system(&schedule, line, err));
    if (!is_json && !command_line_has(line, "csv")) {
        say("%16s %16s %12s %12s\n", "income USD/year", "tax USD/year", "average rate",
            "marginal rate");
        print_rows(NULL, &schedule, line);
        return STATUS_OK;
    }
    text_append(&table, "income_usd_per_year,tax_usd_per_year,average_rate,marginal_rate\n");
    print_rows(&table, &schedule, line);
    if (is_json)
        status = print_json_rows(&table, NULL, err);
    else if (table.failed)
        status = error_set(err, STATUS_NO_MEMORY, "no memory for a table");
    else
        say_document(&table);
    text_free(&table);
    return status;
}

static const struct command_option options[] = {
    {'t', "tax-system", "TAX_SYSTEM", TAX_SYSTEM_WORDS},
    {'c', "config", "CONFIG", "take the tax system of the first step of this config"},
    {'s', "schedule", "FILE", "the same as --tax-system FILE, for a CSV of brackets"},
    {0, "csv", NULL, "print CSV with all digits"},
    PRINT_JSON_OPTION,
    {0},
};

const struct command command_tax = {
    .name = "tax",
    .group = COMMAND_DATA,
    .operands = "[INCOME ...]",
    .min_operands = 0,
    .max_operands = 100000,
    .summary = "Print tax, average and marginal rate of incomes under a schedule",
    .details =
        "Incomes are USD per year; a negative one is a loss, which owes what no income owes.  "
        "Without a\n"
        "tax system: the country's income tax, with its deduction ('fisc list countries').  "
        "Example:\n"
        "  fisc tax --tax-system 'federal_2025_single+{\"component\": \"payroll_tax\",\n"
        "                   \"year\": 2025}' 30000 60000",
    .options = options,
    .run = run_tax,
};
