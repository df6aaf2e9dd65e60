/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_oracle.c: the optimum of a config's population and the bound above it, without a run folder. */
#include "base/text.h"
#include "cli/command_settings.h"
#include "cli/print_oracle.h"
#include "cli/progress.h"
#include "cli/say.h"
#include "cli/signals.h"
#include "cli/study_output.h"
#include "model/welfare_kinds.h"

#include <stdio.h>

static enum status keep(void *context, const struct oracle_report *report, struct error *err)
{
    (void)err;
    *(struct oracle_report *)context = *report;
    return STATUS_OK;
}

static enum status ask(struct oracle_report *report, const struct settings *settings, bool is_quiet,
                       struct error *err)
{
    const struct simulation_sink sink = {.context = report, .on_oracle = keep};
    struct progress_display *const display = progress_display_start(is_quiet);
    const struct progress progress = progress_display_callbacks(display);
    struct simulation *simulation = NULL;
    enum status status = simulation_create(&simulation, settings, &progress, err);

    signals_catch();
    if (!status && simulation_needs_model(simulation))
        status = error_set(
            err, STATUS_INVALID_INPUT,
            "this config asks a language model: expected one that does not, or \"oracle\": "
            "true in the config of a run");
    if (!status)
        status = simulation_run(simulation, &sink, &signals_stop_requested, err);
    progress_display_stop(display);
    simulation_destroy(simulation);
    return status;
}

static enum status print_json(const struct oracle_report *report, struct error *err)
{
    struct text text = {0};
    struct json_writer json = json_writer_of(&text, JSON_SPACED);

    json_open_object(&json, NULL);
    for (const struct column *column = oracle_columns; column->name; column++)
        json_number(&json, column->name,
                    *(const double *)(const void *)((const char *)report + column->offset));
    json_numbers(&json, "starts_usd_per_year", report->schedule.start_usd_per_year,
                 (size_t)report->schedule.num_brackets);
    json_numbers(&json, "rates", report->schedule.marginal_rate,
                 (size_t)report->schedule.num_brackets);
    print_oracle_json(&json, report);
    json_close(&json);
    text_append(&text, "\n");
    const enum status status =
        text.failed ? error_set(err, STATUS_NO_MEMORY, "no memory for the answer") : STATUS_OK;

    if (!status)
        say_document(&text);
    text_free(&text);
    return status;
}

/* The bound's marginal rates over income, beside those of the best brackets. */
static enum status write_curve(const struct command_line *line, const struct oracle_report *report,
                               struct error *err)
{
    const struct oracle_curve *const curve = &report->curve;
    struct text csv = {0};

    if (!command_line_has(line, "output"))
        return STATUS_OK;
    if (*report->no_bound)
        return error_set(err, STATUS_INVALID_INPUT,
                         "no table of the bound's marginal rates: no bound, for %s",
                         report->no_bound);
    text_append(&csv, "income_usd_per_year,share_of_workers,bound_marginal_rate,"
                      "optimum_marginal_rate\n");
    for (int k = 0; k < curve->num_points; k++) {
        const double values[] = {curve->income[k], curve->share_of_workers[k], curve->rate[k],
                                 tax_schedule_marginal_rate(&report->schedule, curve->income[k])};

        study_output_row(&csv, values, sizeof values / sizeof *values);
    }
    return study_output_write(line, &csv, err);
}

static enum status run_oracle(const struct command_line *line, struct error *err)
{
    struct settings_overrides own = {0};
    struct settings *settings = NULL;
    struct oracle_report report = {0};

    TRY(study_output_check(line, err));
    SETTINGS_ADD(&own, OVERRIDE_BOOL("oracle", true));
    enum status status =
        command_settings_load(&settings, line, command_line_operand(line, 0), &own, err);

    settings_overrides_free(&own);
    if (!status)
        status = ask(&report, settings, command_line_has(line, "quiet"), err);
    const struct welfare_kind *const objective = status ? NULL : welfare_kind_of(settings);

    settings_free(settings);
    if (status)
        return status;
    if (command_line_has(line, "json"))
        TRY(print_json(&report, err));
    else
        print_oracle(&report, objective);
    return write_curve(line, &report, err);
}

static const struct command_option options[] = {
    {'s', "set", "KEY=VALUE", "override a setting; may be repeated"},
    STUDY_OUTPUT_OPTIONS,
    {0},
};

const struct command command_oracle = {
    .name = "oracle",
    .group = COMMAND_STUDIES,
    .operands = "CONFIG",
    .min_operands = 1,
    .max_operands = 1,
    .summary = "The best brackets for a config's workers, and what no tax system exceeds",
    .details =
        "Runs the config without writing anything, then prints W of its last tax system for "
        "rational "
        "workers, W* of the\n"
        "best rates on planner.bracket_starts_usd_per_year, and the nonlinear optimum of the same "
        "workers as an upper\n"
        "bound, or why none is proven; which rates nothing determines, and how many searches "
        "agree.  Table and\n"
        "picture: the bound's marginal rates over income, with the density of incomes.",
    .options = options,
    .run = run_oracle,
};
