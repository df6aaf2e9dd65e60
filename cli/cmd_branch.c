/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_branch.c: one run continued under several tax systems. */
#include "cli/command.h"
#include "cli/command_trust.h"
#include "cli/print_json.h"
#include "cli/print_model_use.h"
#include "cli/print_run.h"
#include "cli/progress.h"
#include "cli/say.h"
#include "cli/signals.h"
#include "cli/studied_tax_system.h"
#include "model/welfare_kinds.h"
#include "runs/run.h"
#include "simulation/tax_system_words.h"
#include "studies/branch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_BRANCHES = PRINT_MAX_COLUMNS, NAME_BYTES = 64 };

/* A tax system as the user gives it: [NAME=]TAX_SYSTEM (simulation/tax_system_words.h). */
struct branch {
    char name[NAME_BYTES];
    cJSON *parts;              /* of its tax system; NULL: the control */
    struct settings *settings; /* owned until it runs */
    struct run *run;
};

struct branches {
    struct branch branch[MAX_BRANCHES];
    size_t count;
};

static void free_branches(struct branches *branches)
{
    for (size_t k = 0; k < branches->count; k++) {
        cJSON_Delete(branches->branch[k].parts);
        settings_free(branches->branch[k].settings);
        run_destroy(branches->branch[k].run);
    }
}

/* ---- reading the tax systems ------------------------------------------------------------------- */

static const char letters_of_names[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.+";

/* That of what was given; what a folder cannot be called becomes '_'. */
static void name_by_label(struct branch *branch, size_t number)
{
    struct text label = {0};

    if (tax_system_words_has_name(branch->parts))
        tax_system_words_label(&label, branch->parts);
    if (label.bytes)
        snprintf(branch->name, NAME_BYTES, "%.*s", text_letters(label.bytes, NAME_BYTES - 1),
                 label.bytes);
    else
        snprintf(branch->name, NAME_BYTES, "tax_system_%zu", number);
    for (char *at = branch->name; *at; at++)
        if (!strchr(letters_of_names, *at) || (*at == '.' && at == branch->name))
            *at = '_';
    text_free(&label);
}

static enum status check_name(const struct branches *branches, const struct branch *branch,
                              const char *given, struct error *err)
{
    if (strspn(branch->name, letters_of_names) != strlen(branch->name) || branch->name[0] == '.')
        return error_set(err, STATUS_USAGE,
                         "--tax-system %s: expected a name of letters, digits, '_', '-' and '.'",
                         given);
    for (size_t k = 0; k + 1 < branches->count; k++)
        if (strcmp(branches->branch[k].name, branch->name) == 0)
            return error_set(err, STATUS_USAGE, "--tax-system %s: expected a name of its own",
                             given);
    return STATUS_OK;
}

static enum status add_branch(struct branches *branches, const char *given, struct error *err)
{
    const char *const sign = strchr(given, '=');
    const bool has_name = sign && sign > given && strcspn(given, "{[") > (size_t)(sign - given);

    if (branches->count == MAX_BRANCHES)
        return error_set(err, STATUS_USAGE, "expected at most %d tax systems", MAX_BRANCHES - 1);
    struct branch *const branch = &branches->branch[branches->count++];

    *branch = (struct branch){0};
    TRY(tax_system_words_typed(&branch->parts, has_name ? sign + 1 : given, err));
    if (has_name)
        snprintf(branch->name, sizeof branch->name, "%.*s", (int)(sign - given), given);
    else
        name_by_label(branch, branches->count - 1);
    return check_name(branches, branch, given, err);
}

/* --set government.tax_system=TAX_SYSTEM is a tax system too; the other settings are for all branches. */
static enum status read_tax_systems(struct branches *branches, struct settings_overrides *overrides,
                                    const struct command_line *line, struct error *err)
{
    static const char setting[] = "government.tax_system=";
    size_t num_tax_systems = 0;
    size_t num_set = 0;
    const char *const *const tax_systems =
        command_line_values(line, "tax-system", &num_tax_systems);
    const char *const *const set = command_line_values(line, "set", &num_set);

    snprintf(branches->branch[0].name, NAME_BYTES, "control");
    branches->count = 1;
    for (size_t k = 0; k < num_tax_systems; k++)
        TRY(add_branch(branches, tax_systems[k], err));
    for (size_t k = 0; k < num_set; k++) {
        if (strncmp(set[k], setting, sizeof setting - 1) == 0)
            TRY(add_branch(branches, set[k] + sizeof setting - 1, err));
        else
            SETTINGS_ADD(overrides, OVERRIDE_TEXT(set[k]));
    }
    return branches->count > 1
               ? STATUS_OK
               : error_set(err, STATUS_USAGE, "expected at least one --tax-system TAX_SYSTEM");
}

/* ---- running ----------------------------------------------------------------------------------- */

static void remark(void *context, const char *message)
{
    progress_display_remark(context, message);
}

static enum status run_branch(struct branch *branch, const struct branch_source *source,
                              const char *output, const struct command_line *line,
                              struct error *err)
{
    char folder[FILES_MAX_PATH];
    struct run_paths paths;
    struct settings *const settings = branch->settings;

    TRY(path_join(folder, output, branch->name, err));
    TRY(branch_prepare_folder(source, folder, err));
    TRY(run_paths_init(&paths, folder, err));
    branch->settings = NULL; /* the run takes it over */
    struct progress_display *const display =
        progress_display_start(command_line_has(line, "quiet"));
    const struct run_options options = {
        .folder = folder,
        .progress = progress_display_callbacks(display),
        .warn = remark,
        .warn_context = display,
        .stop = &signals_stop_requested,
        .model_progress = progress_display_replies,
        .model_waits = progress_display_waits,
    };
    enum status status = STATUS_OK;

    if (file_exists(paths.journal)) { /* the same command again goes on */
        char ours[CONFIG_HASH_TEXT], theirs[CONFIG_HASH_TEXT];

        status = config_hash(ours, settings, err);
        settings_free(settings);
        if (!status)
            status = run_resume(&branch->run, &options, err);
        if (!status)
            status = config_hash(theirs, run_settings(branch->run), err);
        if (!status && strcmp(ours, theirs) != 0)
            status = error_set(err, STATUS_CANNOT_CREATE,
                               "%s: there is another run here: expected a free -o FOLDER", folder);
    } else {
        status = run_start_take(&branch->run, settings, &options, err);
    }
    if (!status)
        status = run_execute(branch->run, err);
    progress_display_stop(display);
    return status ? error_add_context(err, "branch '%s'", branch->name) : STATUS_OK;
}

static enum status print_branches(const struct branches *branches, const char *output,
                                  const struct command_line *line, struct error *err)
{
    struct print_table table = {.num_columns = (int)branches->count,
                                .with_difference = branches->count == 2};
    const struct settings *const settings = run_settings(branches->branch[0].run);

    for (size_t k = 0; k < branches->count; k++) {
        const struct run_log *const log = run_results(branches->branch[k].run);

        snprintf(table.label[k], PRINT_LABEL_BYTES, "%s", branches->branch[k].name);
        table.step[k] = &log->summaries[log->num_steps - 1];
        table.tax_system[k] = *run_log_composed(log, log->num_steps - 1);
        table.answers[k] = run_log_answers(log);
    }
    if (command_line_has(line, "json")) {
        for (size_t k = 0; k < branches->count; k++)
            print_mark(run_results(branches->branch[k].run), branches->branch[k].name);
        return print_table_json(&table, err);
    }
    if (command_line_has(line, "quiet"))
        return STATUS_OK;
    print_table(&table, welfare_kind_of(settings));
    for (size_t k = 0; k < branches->count; k++)
        print_answers(run_results(branches->branch[k].run), branches->branch[k].name);
    say("\nPaired by worker, with intervals: fisc compare --paired %s/%s %s/%s\n", output,
        branches->branch[0].name, output, branches->branch[1].name);
    return STATUS_OK;
}

static enum status find_settings(struct branch *branch, const struct branch_source *source,
                                 struct error *err)
{
    const struct settings_override parts =
        OVERRIDE_JSON("government.reform.tax_system", branch->parts);

    return branch_settings(&branch->settings, source, branch->parts ? &parts : NULL, err)
               ? error_add_context(err, "branch '%s'", branch->name)
               : STATUS_OK;
}

static enum status run_all(struct branches *branches, const struct branch_source *source,
                           const char *output, const struct command_line *line, struct error *err)
{
    TRY(branch_source_check(source, err));
    signals_catch();
    for (size_t k = 0; k < branches->count; k++) /* before anything runs */
        TRY(find_settings(&branches->branch[k], source, err));
    for (size_t k = 0; k < branches->count; k++)
        TRY(run_branch(&branches->branch[k], source, output, line, err));
    return print_branches(branches, output, line, err);
}

static enum status run_branch_command(const struct command_line *line, struct error *err)
{
    char folder[FILES_MAX_PATH];
    struct branches branches = {0};
    struct branch_source source = {0};
    struct stored_run stored;
    long step = -1;
    const char *output = command_line_value(line, "output");

    run_folder_of(folder, command_line_operand(line, 0));
    TRY(command_line_integer(line, "at", 1, 1000000000, &step, err));
    TRY(closure_of(&source.closure, command_line_value(line, "closure"), err));
    if (step < 0 || !output)
        return error_set(err, STATUS_USAGE, "expected --at STEP and -o FOLDER");
    TRY(run_paths_init(&source.paths, folder, err));
    enum status status = read_tax_systems(&branches, &source.overrides, line, err);

    if (!status)
        status = stored_run_read(&stored, folder, err);
    if (!status) {
        source.stored = &stored;
        source.step = step;
        status = run_all(&branches, &source, output, line, err);
        stored_run_free(&stored);
    }
    free_branches(&branches);
    settings_overrides_free(&source.overrides);
    return status;
}

static const struct command_option options[] = {
    {0, "at", "STEP", "the first step under another tax system"},
    {'t', "tax-system", "[NAME=]TAX_SYSTEM", "a branch; up to three: " TAX_SYSTEM_WORDS},
    CLOSURE_OPTION,
    {'s', "set", "KEY=VALUE",
     "override a setting of all branches (steps, output.panel); may be repeated"},
    {'o', "output", "FOLDER",
     "a run folder for each branch and for 'control', the tax system of the step before"},
    PRINT_JSON_OPTION,
    COMMAND_TRUST_OPTION,
    {0},
};

const struct command command_branch = {
    .name = "branch",
    .group = COMMAND_STUDIES,
    .operands = "RUN",
    .min_operands = 1,
    .max_operands = 1,
    .summary =
        "Continue one run under several tax systems: same workers, histories and random numbers",
    .details = "Each branch is a run of its own (government.reform in its config) that lives "
               "through the steps before\n"
               "--at again, to the same bits, without asking a language model again.  Interrupted, "
               "the same command\n"
               "goes on.  'fisc compare --paired' then has differences by worker with intervals.",
    .options = options,
    .run = run_branch_command,
};
