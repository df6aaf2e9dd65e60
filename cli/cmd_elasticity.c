/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_elasticity.c: the elasticity card of a config's decision rule, whatever it is. */
#include "base/files.h"
#include "base/text.h"
#include "cli/analysis_package.h"
#include "cli/command_settings.h"
#include "cli/command_trust.h"
#include "cli/print_json.h"
#include "cli/say.h"
#include "cli/sweep_here.h"
#include "cli/table_file.h"
#include "simulation/simulation.h"
#include "simulation/tax_components.h"
#include "studies/replications.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_SEEDS = 3, STEPS_BEFORE = 2, STEPS_AFTER = 2 };

/* What all net-of-tax rates are multiplied by; 1 is the arm that the others are compared with. */
static const double factors[] = {1.0, 0.9, 0.95, 1.05, 1.1};
enum { NUM_FACTORS = sizeof factors / sizeof *factors };
static const double UNEARNED_USD_PER_YEAR = 1000.0; /* of the arm that shows income effects */

static enum status baseline_of(struct tax_schedule *tax_system, const struct settings *settings,
                               struct error *err)
{
    struct simulation *simulation = NULL;

    TRY(simulation_create(&simulation, settings, NULL, err));
    const enum status status =
        tax_system_only_schedule(tax_system, &simulation_economy(simulation)->baseline.tax_system,
                                 err);

    simulation_destroy(simulation);
    return status;
}

static enum status scaled(struct tax_schedule *tax_system, const struct tax_schedule *baseline,
                          double factor, double unearned_usd_per_year, struct error *err)
{
    double rate[TAX_MAX_BRACKETS];

    for (int j = 0; j < baseline->num_brackets; j++)
        rate[j] = 1.0 - (1.0 - baseline->marginal_rate[j]) * factor;
    return tax_schedule_init(tax_system, baseline->num_brackets, baseline->start_usd_per_year, rate,
                             baseline->tax_at_start_usd_per_year[0] - unearned_usd_per_year, err);
}

/* A run lives under the baseline tax system, then from one step on under the tax system of its arm. */
static enum status write_sweep(struct text *sweep, const struct tax_schedule *baseline,
                               long num_seeds, struct error *err)
{
    struct json_writer json = json_writer_of(sweep, JSON_INDENTED);
    struct tax_schedule tax_system;

    json_open_object(&json, NULL);
    json_string(&json, "name", "Elasticity card");
    json_string(&json, "base", "base_of_card.json");
    json_open_object(&json, "grid");
    json_open_array(&json, "government.reform.closure");
    json_string(&json, NULL, "rebate");
    json_string(&json, NULL, "spending");
    json_close(&json);
    json_open_array(&json, "government.reform.tax_system");
    for (int k = 0; k < NUM_FACTORS; k++) {
        TRY(scaled(&tax_system, baseline, factors[k], 0.0, err));
        tax_components_write(&json, NULL, &tax_system);
    }
    TRY(scaled(&tax_system, baseline, 1.0, UNEARNED_USD_PER_YEAR, err));
    tax_components_write(&json, NULL, &tax_system);
    json_close(&json);
    json_open_object(&json, "seed");
    json_integer(&json, "from", 1);
    json_integer(&json, "to", num_seeds);
    json_integer(&json, "count", num_seeds);
    json_close(&json);
    json_close(&json);
    json_close(&json);
    text_append(sweep, "\n");
    return sweep->failed ? error_set(err, STATUS_NO_MEMORY, "no memory for a sweep") : STATUS_OK;
}

static enum status make_base(struct settings **base, const struct settings *settings,
                             struct error *err)
{
    cJSON *const no_tax_system = cJSON_CreateArray();
    const struct settings_override own[] = {
        OVERRIDE_INTEGER("steps", STEPS_BEFORE + STEPS_AFTER),
        OVERRIDE_INTEGER("government.reform.step", STEPS_BEFORE),
        OVERRIDE_WORDS("planner.kind", "none"),
        OVERRIDE_JSON("government.tax_system", no_tax_system),
        OVERRIDE_BOOL("oracle", false),
        OVERRIDE_WORDS("output.panel", "every"),
        OVERRIDE_INTEGER("output.panel_every_steps", 1),
    };
    const enum status status = settings_with(base, settings, own, sizeof own / sizeof *own, err);

    cJSON_Delete(no_tax_system);
    return status;
}

/* One population if all seeds would have the same, and choices that do not hang on them either. */
static enum status count_seeds(long *num_seeds, const struct settings *base, bool is_quiet,
                               struct error *err)
{
    struct settings *replicated = NULL;

    TRY(replications_settings(&replicated, base, err));
    if (*num_seeds > 1 && !replications_differ(replicated)) {
        *num_seeds = 1;
        if (!is_quiet)
            say_error("fisc: nothing hangs on the seed of this config: one population, whose "
                      "intervals are over changed runs alone\n");
    }
    settings_free(replicated);
    return STATUS_OK;
}

static enum status write_base(const char *path, const struct settings *base, struct error *err)
{
    char *const json = settings_to_json(base, true);
    const enum status status = json ? file_write_whole(path, json, strlen(json), err)
                                    : error_set(err, STATUS_NO_MEMORY, "no memory for a config");

    free(json);
    return status;
}

/* The files of the sweep: its base and what it varies. */
static enum status write_files(char sweep_path[FILES_MAX_PATH], const char *folder,
                               const struct settings *settings, long num_seeds, bool is_quiet,
                               struct error *err)
{
    char base_path[FILES_MAX_PATH];
    struct tax_schedule baseline;
    struct settings *base = NULL;
    struct text sweep = {0};

    TRY(folder_create(folder, err));
    TRY(path_join(sweep_path, folder, "card.json", err));
    TRY(path_join(base_path, folder, "base_of_card.json", err));
    TRY(baseline_of(&baseline, settings, err));
    TRY(make_base(&base, settings, err));
    enum status status = count_seeds(&num_seeds, base, is_quiet, err);

    if (!status)
        status = write_base(base_path, base, err);
    if (!status)
        status = write_sweep(&sweep, &baseline, num_seeds, err);

    if (!status)
        status = file_write_whole(sweep_path, sweep.bytes, sweep.length, err);
    text_free(&sweep);
    settings_free(base);
    return status;
}

static enum status print_card(const struct command_line *line, const char *folder,
                              struct error *err)
{
    const char *const table = command_line_value(line, "table");
    const char *const picture = command_line_value(line, "picture");
    const char *const json = command_line_has(line, "json") ? "--json" : NULL;
    const char *const card[] = {"card", folder, table ? "-o" : json, table, table ? json : NULL,
                                NULL};
    const char *const drawing[] = {"study", table, "-o", picture, NULL};

    TRY(analysis_package_run(card, err));
    return picture ? analysis_package_run(drawing, err) : STATUS_OK;
}

static enum status run_elasticity(const struct command_line *line, struct error *err)
{
    const char *const folder = command_line_value(line, "output");
    const char *const table = command_line_value(line, "table");
    const struct sweep_choice choice = {0};
    const struct settings_overrides own = {0};
    char sweep_path[FILES_MAX_PATH];
    struct settings *settings = NULL;
    struct sweep_progress progress;
    struct sweep_plan plan;
    long num_seeds = DEFAULT_SEEDS;

    if (!folder)
        return error_set(err, STATUS_USAGE, "expected -o FOLDER");
    if (command_line_has(line, "picture") && (!table || table_file_is_converted(table)))
        return error_set(err, STATUS_USAGE,
                         "--picture is drawn from the table: expected -t FILE.csv too");
    TRY(command_line_integer(line, "seeds", 1, 1000, &num_seeds, err));
    TRY(command_settings_load(&settings, line, command_line_operand(line, 0), &own, err));
    const enum status status =
        write_files(sweep_path, folder, settings, num_seeds, command_line_has(line, "quiet"), err);

    settings_free(settings);
    TRY(status);
    TRY(sweep_here(&plan, &progress, sweep_path, &choice, folder, true, line, err));
    sweep_plan_free(&plan);
    return print_card(line, folder, err);
}

static const struct command_option options[] = {
    {'o', "output", "FOLDER", "a sweep's folder with all runs; the same command goes on with it"},
    {'n', "seeds", "N", "populations (3); an interval's unit is a changed run"},
    {'s', "set", "KEY=VALUE", "override a setting; may be repeated"},
    {'t', "table", "FILE", "also a CSV with a row a group"},
    {'p', "picture", "FILE", "with -t: also a picture (PNG, PDF or SVG)"},
    PRINT_JSON_OPTION,
    {'j', "jobs", "N", "processes at a time (as many as processors)"},
    {0, "requests", "N", "requests to a language model at a time, by all processes"},
    COMMAND_TRUST_OPTION,
    {0},
};

const struct command command_elasticity = {
    .name = "elasticity",
    .group = COMMAND_PUBLIC_FINANCE,
    .operands = "CONFIG",
    .min_operands = 1,
    .max_operands = 1,
    .summary =
        "The elasticity card of a config's decision rule: how incomes and hours answer rates",
    .details = "The same workers live two steps under the baseline tax system and two under it or "
               "under the tax system with all\n"
               "net-of-tax rates times 0.9, 0.95, 1.05 or 1.1, with the rebate free and with the "
               "rebate fixed.  By\n"
               "bracket, decile of income and occupation, with a placebo and beside published "
               "estimates; for every\n"
               "rule, a language model's too.  It is the elasticity of the rule, never an estimate "
               "for people.",
    .options = options,
    .run = run_elasticity,
};
