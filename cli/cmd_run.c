/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_run.c: `fisc run` and `fisc resume`. */
#include "base/files.h"
#include "cli/asked.h"
#include "cli/command_settings.h"
#include "cli/command_trust.h"
#include "cli/print_run.h"
#include "cli/progress.h"
#include "cli/run_size.h"
#include "cli/say.h"
#include "cli/signals.h"
#include "runs/run.h"
#include "runs/stored_run.h"
#include "simulation/estimate.h"
#include "simulation/run_settings.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static void remark(void *context, const char *message)
{
    progress_display_remark(context, message);
}

static void look_at_the_flag(void)
{
    signals_end_at_once(NULL);
}

static struct run_options options_of(const struct command_line *line, const char *folder,
                                     struct progress_display *display)
{
    return (struct run_options){
        .folder = folder,
        .is_forced = command_line_has(line, "force"),
        .progress = progress_display_callbacks(display),
        .begins = look_at_the_flag,
        .warn = remark,
        .warn_context = display,
        .stop = &signals_stop_requested,
        .model_progress = progress_display_replies,
        .model_waits = progress_display_waits,
    };
}

static void report(const struct command_line *line, const char *folder, const struct run *run)
{
    const struct run_log *const log = run_results(run);

    if (command_line_has(line, "json")) {
        struct text text = {0};

        print_run_json(&text, folder, log, run_settings(run));
        say_document(&text);
        text_free(&text);
    } else if (!command_line_has(line, "quiet")) {
        print_run(log, run_settings(run));
        say("\nRun file: %s/run.h5 (%zu step%s, content %016llx)\n", folder, log->num_steps,
            say_s(log->num_steps), (unsigned long long)log->content_hash);
    }
}

static enum status execute(struct run *run, const struct command_line *line, const char *folder,
                           struct progress_display *display, struct error *err)
{
    const enum status status = run_execute(run, err);

    progress_display_stop(display);
    if (status == STATUS_OK)
        report(line, folder, run);
    else if (status == STATUS_INTERRUPTED)
        error_add_context(err, "'fisc resume %s' goes on", folder);
    run_destroy(run);
    return status;
}

/* results/NAME, with everything but letters, digits, dots and dashes turned into underscores. */
static void default_folder(char folder[FILES_MAX_PATH], const struct settings *settings)
{
    const char *const name = settings_string(settings, "name");
    size_t used = (size_t)snprintf(folder, FILES_MAX_PATH, "results/");

    for (const char *c = name; *c && used < 200; c++)
        folder[used++] =
            isalnum((unsigned char)*c) || *c == '-' || (*c == '.' && c != name) ? *c : '_';
    if (used == strlen("results/"))
        folder[used++] = '_';
    folder[used] = '\0';
}

static void print_costs(const struct estimate *estimate)
{
    static const double rates[] = {1.0, 10.0, 100.0};

    say("%.0f requests, about %.0f prompt tokens and at most %.0f completion tokens\n",
        estimate->requests, estimate->prompt_tokens, estimate->max_completion_tokens);
    say("up to %.0f requests, %.0f prompt tokens and %.0f completion tokens if every answer is "
        "reprompted as often as llm.max_reprompts allows\n",
        estimate->most_requests, estimate->most_prompt_tokens, estimate->most_completion_tokens);
    say("%.2f USD at most, about %.2f without reprompts, by the prices of the config\n",
        estimate->most_usd, estimate->usd);
    say("It rests on %.1f bytes a token (at most: a token a byte), the longest answers, and the "
        "histories of workers who keep their hours; retries after faults come on top.\n",
        ESTIMATE_BYTES_PER_TOKEN);
    for (size_t k = 0; k < sizeof rates / sizeof *rates; k++) {
        const double seconds = ceil(estimate->requests / rates[k]);

        say("%.0f %s at %g request%s a second\n", seconds < 120.0 ? seconds : ceil(seconds / 60.0),
            seconds < 120.0 ? "s" : "minutes", rates[k], rates[k] == 1.0 ? "" : "s");
    }
}

/* What a language model would be asked, and what it would cost. */
static enum status print_estimate(const struct settings *settings, struct error *err)
{
    static const struct asked_choice first = {.purpose = ASKED_ANY,
                                              .worker = -1,
                                              .step = -1,
                                              .only_first = true};
    struct estimate estimate;
    struct asked *asked = NULL;
    struct text text = {0};

    TRY(asked_create(&asked, &first, err));
    const enum status status = estimate_run(&estimate, settings, asked_hear, asked, err);

    if (!status) {
        print_costs(&estimate);
        text_append(&text, "\nThe first question of each purpose:\n");
        asked_write(&text, asked);
        say_document(&text);
    }
    text_free(&text);
    asked_destroy(asked);
    return status;
}

/* Before a large run starts, what it takes. */
static void tell_size(struct progress_display *display, const struct settings *settings)
{
    char size[RUN_SIZE_TEXT];
    char what[RUN_SIZE_TEXT + 64];

    if (!display || !run_size_is_big(settings))
        return;
    run_size_describe(size, settings);
    snprintf(what, sizeof what, "the run takes %s; ctrl-C stops it, 'fisc resume' goes on", size);
    progress_display_remark(display, what);
}

static enum status run_run(const struct command_line *line, struct error *err)
{
    size_t num_overrides = 0;
    const char *const *const overrides = command_line_values(line, "set", &num_overrides);
    const char *const given = command_line_value(line, "output");
    char folder[FILES_MAX_PATH];
    struct settings *settings = NULL;
    struct run *run = NULL;

    TRY(settings_load(&settings, &run_setting_table, command_line_operand(line, 0), overrides,
                      num_overrides, err));
    command_settings_warn(settings, line);
    if (command_line_has(line, "estimate")) {
        const enum status estimated = print_estimate(settings, err);

        settings_free(settings);
        return estimated;
    }
    default_folder(folder, settings);
    if (given)
        snprintf(folder, sizeof folder, "%s", given);
    signals_catch();
    signals_end_at_once(
        "fisc: stopped before there was a run to resume: the same command begins it\n");
    struct progress_display *const display =
        progress_display_start(command_line_has(line, "quiet"));
    tell_size(display, settings);
    const struct run_options options = options_of(line, folder, display);
    const enum status status = run_start_take(&run, settings, &options, err);

    if (status) {
        progress_display_stop(display);
        return status;
    }
    return execute(run, line, folder, display, err);
}

static enum status run_resume_command(const struct command_line *line, struct error *err)
{
    char folder[FILES_MAX_PATH];
    struct run *run = NULL;

    run_folder_of(folder, command_line_operand(line, 0));
    signals_catch();
    signals_end_at_once("fisc: stopped before the next step: 'fisc resume' goes on\n");
    struct progress_display *const display =
        progress_display_start(command_line_has(line, "quiet"));
    struct settings_overrides typed = {0};
    struct run_options options = options_of(line, folder, display);

    command_settings_add(&typed, line);
    options.overrides = typed.items;
    options.num_overrides = typed.count;
    enum status status = typed.failed ? error_set(err, STATUS_NO_MEMORY, "no memory for overrides")
                                      : run_resume(&run, &options, err);

    if (status)
        progress_display_stop(display);
    else
        status = execute(run, line, folder, display, err);
    settings_overrides_free(&typed);
    return status;
}

static const struct command_option run_command_options[] = {
    {'o', "output", "FOLDER", "where results go; results/NAME of the config if not given"},
    {'s', "set", "KEY=VALUE", "override a setting; may be repeated"},
    {'f', "force", NULL, "replace an earlier run in the folder"},
    {'e', "estimate", NULL,
     "send nothing: print requests, tokens, time and cost of a language model"},
    {'j', "json", NULL, "print the results as one JSON object"},
    COMMAND_TRUST_OPTION,
    {0},
};

static const struct command_option resume_command_options[] = {
    {'s', "set", "KEY=VALUE", "another llm.* setting: a server, a key, a budget; may be repeated"},
    {'j', "json", NULL, "print the results as one JSON object"},
    COMMAND_TRUST_OPTION,
    {0},
};

const struct command command_run = {
    .name = "run",
    .group = COMMAND_RUNS,
    .operands = "CONFIG",
    .min_operands = 1,
    .max_operands = 1,
    .summary = "Run a config: draw its workers, tax them step by step, write a run file",
    .details =
        "CONFIG is JSON with comments ('-': standard input); 'fisc config reference' lists what "
        "it\n"
        "can say.  The folder gets config.json (every default filled in), run.jnl (the journal, "
        "from\n"
        "which an interrupted run goes on) and run.h5 (HDF5, for xarray, R, MATLAB, ...).\n"
        "SIGINT, SIGTERM, SIGUSR1, SIGHUP and SIGXCPU stop after the step with exit code 75; 'fisc "
        "resume' goes on\n"
        "and ends in the same bits.  OMP_NUM_THREADS sets the threads; results do not depend on "
        "it.",
    .options = run_command_options,
    .run = run_run,
};

const struct command command_resume = {
    .name = "resume",
    .group = COMMAND_RUNS,
    .operands = "RUN",
    .min_operands = 1,
    .max_operands = 1,
    .summary = "Go on with an interrupted run",
    .details = "RUN is its folder.  The result has the same bits as a run without interruption.",
    .options = resume_command_options,
    .run = run_resume_command,
};
