/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_doctor.c: does the configured language model's server do what a run will ask of it? */
#include "cli/command.h"
#include "llm/gateway.h"
#include "llm/probe.h"
#include "simulation/run_settings.h"

#include <stdlib.h>
#include <string.h>

static void print_report(const struct probe_report *report)
{
    static const char *const marks[] = {"yes", "no ", "BAD"};

    for (int k = 0; k < report->num_rows; k++) {
        const struct probe_row *const row = &report->row[k];

        printf("%-18s %s  %s\n", row->name, marks[row->verdict], row->found);
        if (row->used && row->used[0])
            printf("%-18s      -> %s\n", "", row->used);
    }
}

static enum status probe(const struct settings *settings, struct error *err)
{
    const char *const model = settings_string(settings, "llm.model");
    struct http_options options;
    struct probe_report report;
    char *key = NULL;

    if (!model)
        return error_set(err, STATUS_INVALID_INPUT, "%s: llm.model does not name a model",
                         settings_origin(settings, "llm.model"));
    TRY(gateway_http_options(&options, &key, settings, err));
    const enum status status =
        probe_server(&report, llm_profile_find(settings_string(settings, "llm.profile")), model,
                     &options, err);

    if (key)
        explicit_bzero(key, strlen(key));
    free(key);
    TRY(status);
    print_report(&report);
    return report.is_usable ? STATUS_OK
                            : error_set(err, STATUS_NO_SERVER, "a run with this server cannot work");
}

static enum status run_doctor(const struct command_line *line, struct error *err)
{
    size_t num_overrides = 0;
    const char *const *const overrides = command_line_values(line, "set", &num_overrides);
    struct settings *settings = NULL;

    TRY(settings_load(&settings, &run_setting_table, command_line_operand(line, 0), overrides,
                      num_overrides, err));
    const enum status status = probe(settings, err);

    settings_free(settings);
    return status;
}

static const struct command_option options[] = {
    {'s', "set", "KEY=VALUE", "override a setting; may be repeated"},
    {0},
};

const struct command command_doctor = {
    .name = "doctor",
    .operands = "CONFIG",
    .min_operands = 1,
    .max_operands = 1,
    .summary = "Probe a language model's server: what works, and what fisc will use instead",
    .details = "Sends five short requests to the server of llm.* in CONFIG: is it reachable, does it\n"
               "know the model, are schemas enforced, are log probabilities given, does a seed repeat,\n"
               "is the prefix cache counted.",
    .options = options,
    .run = run_doctor,
};
