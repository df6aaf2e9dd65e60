/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_doctor.c: does the configured language model's server do what a run will ask of it? */
#include "cli/command.h"
#include "llm/gateway.h"
#include "llm/probe.h"
#include "simulation/mind.h"
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

enum { MIND_WORKERS = 24 };

static void print_card(const struct mind_card *card, const char *model)
{
    printf("The mind of '%s': %zu workers under 4 conditions, %zu requests\n", model, card->num_workers,
           card->num_requests);
    printf("  usable answers %.0f%%, probability on the options %.0f%%\n\n%-28s %22s %16s %16s\n",
           100.0 * card->usable_share, 100.0 * card->mass_on_options, "hours a week, mean",
           mind_rule_names[0], mind_rule_names[1], mind_rule_names[2]);
    printf("%-28s %22.1f %16.1f %16.1f\n", "at first", card->mean_hours[0], card->mean_hours[1],
           card->mean_hours[2]);
    for (int r = 0; r < MIND_NUM_RESPONSES; r++) {
        const struct mind_effect *const model_effect = &card->effect[MIND_MODEL][r];

        printf("%-28s %+6.1f [%+5.1f, %+5.1f] %+16.1f %+16.1f\n", mind_response_names[r],
               model_effect->mean, model_effect->low, model_effect->high,
               card->effect[MIND_LOGIT][r].mean, card->effect[MIND_RATIONAL][r].mean);
    }
    printf("%-28s %22.2f %16.2f %16.2f\n", "elasticity by the wage",
           card->effect[0][MIND_WAGE].elasticity, card->effect[1][MIND_WAGE].elasticity,
           card->effect[2][MIND_WAGE].elasticity);
    printf("%-28s %22.2f %16.2f %16.2f\n\n", "  by what the tax leaves",
           card->effect[0][MIND_TAX].elasticity, card->effect[1][MIND_TAX].elasticity,
           card->effect[2][MIND_TAX].elasticity);
    printf("It %s to wages, %s to taxes%s.  Card %s\n",
           card->responds[MIND_WAGE] ? "responds" : "does not respond",
           card->responds[MIND_TAX] ? "responds" : "does not respond",
           card->responds[MIND_WAGE] && card->responds[MIND_TAX]
               ? ""
               : ": do not read economics out of its runs",
           card->hash);
}

static enum status examine(const struct command_line *line, const struct settings *settings,
                           const char *const *overrides, size_t num_overrides, struct error *err)
{
    const struct gateway_options options = {.folder = NULL};
    struct mind_card card;

    TRY(mind_examine(&card, command_line_operand(line, 0), overrides, num_overrides, MIND_WORKERS,
                     &options, err));
    print_card(&card, settings_string(settings, "llm.model"));
    return STATUS_OK;
}

static enum status run_doctor(const struct command_line *line, struct error *err)
{
    size_t num_overrides = 0;
    const char *const *const overrides = command_line_values(line, "set", &num_overrides);
    struct settings *settings = NULL;

    TRY(settings_load(&settings, &run_setting_table, command_line_operand(line, 0), overrides,
                      num_overrides, err));
    enum status status = probe(settings, err);

    if (!status && command_line_has(line, "mind")) {
        printf("\n");
        fflush(stdout);
        status = examine(line, settings, overrides, num_overrides, err);
    }
    settings_free(settings);
    return status;
}

static const struct command_option options[] = {
    {'s', "set", "KEY=VALUE", "override a setting; may be repeated"},
    {'m', "mind", NULL, "then ask 24 workers under 4 conditions: does the model respond to money?"},
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
               "is the prefix cache counted.  With --mind, does the model behave: hours against wage, tax and\n"
               "unearned money, with 95% intervals, beside the logit and the rational rule.",
    .options = options,
    .run = run_doctor,
};
