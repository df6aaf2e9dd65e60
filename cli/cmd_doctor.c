/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_doctor.c: does the configured language model's server do what a run will ask of it? */
#include "base/files.h"
#include "cli/command.h"
#include "cli/command_trust.h"
#include "cli/doctor_questions.h"
#include "cli/print_model_card.h"
#include "cli/progress.h"
#include "cli/say.h"
#include "llm/gateway.h"
#include "llm/probe.h"
#include "llm/probe_form.h"
#include "simulation/run_settings.h"
#include "studies/model_card/model_card.h"

#include <xxhash.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_report(const struct probe_report *report)
{
    static const char *const marks[] = {"yes", "no ", "BAD"};

    for (int k = 0; k < report->num_rows; k++) {
        const struct probe_row *const row = &report->row[k];

        say("%-18s %s  %s\n", row->name, marks[row->result], row->found);
        if (row->used && row->used[0])
            say("%-18s      -> %s\n", "", row->used);
    }
}

/* What the run would ask: of workers, or else of the planner. */
static struct probe_trial trial_of(const struct settings *settings)
{
    const bool asks_workers =
        settings_is(settings, "rule.kind", "llm") || settings_is(settings, "rule.kind", "mixed");

    return (struct probe_trial){
        .temperature = settings_number(settings, asks_workers ? "rule.llm.temperature"
                                                              : "planner.llm.temperature"),
        .max_tokens = (int)settings_integer(settings, asks_workers ? "rule.llm.max_tokens"
                                                                   : "planner.llm.max_tokens"),
        .is_letter = asks_workers && settings_is(settings, "rule.llm.form", "letters"),
        .is_choice = asks_workers && (settings_is(settings, "rule.llm.form", "letters") ||
                                      settings_is(settings, "rule.llm.form", "number")),
        .max_prompt_tokens = (size_t)settings_integer(settings, "rule.llm.max_prompt_tokens"),
    };
}

/* What is found of the server's own form goes into a file; what it cannot be found of is a row. */
static enum status write_profile(const char *path, const struct chat_form *form,
                                 const struct probe_trial *trial, const char *folder,
                                 const struct http_options *options, struct error *err)
{
    struct probe_report report = {0};
    struct text profile = {0};
    enum status status = probe_form_find(&report, &profile, form, trial, folder, options, err);

    say("\nOne field after the other:\n");
    print_report(&report);
    if (!status && profile.length > 0) {
        status = file_write_whole(path, profile.bytes, profile.length, err);
        if (!status)
            say("The form that it takes is in %s; 'llm.profile_file' asks in it.\n", path);
    } else if (!status) {
        say("No form was found that it takes; nothing is written.\n");
    }
    text_free(&profile);
    return status;
}

/* *is_there: the server answers, whatever it says. */
static enum status probe(const struct settings *settings, const char *path, bool *is_there,
                         struct error *err)
{
    const char *const folder = settings_string(settings, "llm.prompts_folder");
    struct chat_form form;
    struct http_options options;
    struct probe_report report;
    struct credentials credentials;

    TRY(chat_form_read(&form, settings, err));
    struct probe_trial trial = trial_of(settings);
    struct doctor_questions questions;

    TRY(gateway_http_options(&options, &credentials, settings, err));
    enum status status = doctor_questions_find(&questions, settings, err);

    trial.question = questions.question;
    trial.num_questions = questions.count;
    options.max_attempts = 1; /* somebody waits for what it says */
    options.max_wait_s = 0.0;
    if (!status)
        status = probe_server(&report, &form, &trial, folder, &options, err);
    if (!status)
        print_report(&report);
    if (!status && path)
        status = write_profile(path, &form, &trial, folder, &options, err);
    credentials_free(&credentials);
    doctor_questions_free(&questions);
    TRY(status);
    *is_there = report.is_there;
    return report.is_usable
               ? STATUS_OK
               : error_set(err, STATUS_NO_SERVER, "a run with this server cannot work");
}

enum { DEFAULT_WORKERS = 24, MAX_WORKERS = 1000 };

static enum status number_of_workers(const struct command_line *line, size_t *count,
                                     struct error *err)
{
    const char *const text = command_line_value(line, "workers");
    char *end = NULL;

    *count = DEFAULT_WORKERS;
    if (!text)
        return STATUS_OK;
    const long number = strtol(text, &end, 10);

    if (*end || number < 2 || number > MAX_WORKERS)
        return error_set(err, STATUS_USAGE, "--workers %s: expected a number from 2 to %d", text,
                         MAX_WORKERS);
    *count = (size_t)number;
    return STATUS_OK;
}

static enum status show_card(const struct command_line *line, const struct model_card *card,
                             struct error *err)
{
    const char *const path = command_line_value(line, "write-card");
    struct labor_elasticity published[LABOR_ELASTICITIES_MAX];
    size_t num_published = 0;
    struct text json = {0};
    char hash[17];

    TRY(labor_elasticity_ranges(published, &num_published, err));
    model_card_write_json(&json, card);
    enum status status =
        json.failed ? error_set(err, STATUS_NO_MEMORY, "no memory for a card") : STATUS_OK;

    if (!status && path)
        status = file_write_whole(path, json.bytes, json.length, err);
    if (!status) {
        snprintf(hash, sizeof hash, "%016llx",
                 (unsigned long long)XXH3_64bits(json.bytes, json.length));
        print_model_card(card, hash, published, num_published);
        if (path)
            say("It is in %s; 'llm.model_card' keeps it in the runs of this model.\n", path);
    }
    text_free(&json);
    return status;
}

static enum status examine(const struct command_line *line, const struct settings *settings,
                           struct error *err)
{
    struct model_card card;
    size_t num_workers = 0;

    TRY(number_of_workers(line, &num_workers, err));

    struct progress_display *const display = progress_display_start(false);
    const struct progress progress = progress_display_callbacks(display);
    const struct gateway_options options = {.progress = progress_display_replies,
                                            .progress_context = display,
                                            .waits = progress_display_waits,
                                            .waits_context = display};
    enum status status = model_card_examine(&card, settings, num_workers, &options, &progress, err);

    progress_display_stop(display);
    TRY(status);
    status = show_card(line, &card, err);

    model_card_free(&card);
    return status;
}

static enum status run_doctor(const struct command_line *line, struct error *err)
{
    size_t num_overrides = 0;
    const char *const *const overrides = command_line_values(line, "set", &num_overrides);
    struct settings *settings = NULL;

    TRY(settings_load(&settings, &run_setting_table, command_line_operand(line, 0), overrides,
                      num_overrides, err));
    bool is_there = false;
    enum status status = probe(settings, command_line_value(line, "write"), &is_there, err);

    /* A model without one usable answer can be examined, too: that is what its card says. */
    if (is_there && command_line_has(line, "card")) {
        say("\n");
        fflush(stdout);
        status = examine(line, settings, err);
    }
    settings_free(settings);
    return status;
}

static const struct command_option options[] = {
    {'s', "set", "KEY=VALUE", "override a setting; may be repeated"},
    {'c', "card", NULL,
     "then examine the model: does it behave like somebody who works for money?"},
    {'w', "workers", "N", "how many workers are asked under each condition (24)"},
    {0, "write", "FILE", "find the form that the server takes, for llm.profile_file"},
    {0, "write-card", "FILE", "write what was found as JSON, for llm.model_card"},
    COMMAND_TRUST_OPTION,
    {0},
};

const struct command command_doctor = {
    .name = "doctor",
    .group = COMMAND_MODELS,
    .operands = "CONFIG",
    .min_operands = 1,
    .max_operands = 1,
    .summary = "Probe a language model's server: what works, and what fisc will use instead",
    .details =
        "Sends short requests to the server of llm.* in CONFIG, and one of the longest: is it\n"
        "reachable, does it know the model, are schemas enforced, are log probabilities given, "
        "does\n"
        "an answer repeat, is the prefix cache counted, can what a run asks be used, are words "
        "lost\n"
        "in silence.  Exit code 0: a run with this config works.  With --write FILE each field of "
        "a\n"
        "request is tried by itself; what is refused is dropped or renamed.  With --card, does the "
        "model behave: hours against wage, tax "
        "and\n"
        "unearned money, with 95% intervals, beside the logit and the rational rule; does it want "
        "more\n"
        "money; does it hang on order, examples, words, the name of a tax system; does a persona "
        "matter.",
    .options = options,
    .run = run_doctor,
};
