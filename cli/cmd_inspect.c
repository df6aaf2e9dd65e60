/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "cli/print_model_use.h"
#include "cli/print_run.h"
#include "cli/say.h"
#include "config/seed.h"
#include "io/hdf5_file.h"
#include "io/seal.h"
#include "planner/planners.h"
#include "runs/stored_run.h"

#include <stdio.h>
#include <string.h>

static void print_facts(const struct stored_run *run, const char *folder)
{
    const struct build_info *const build = &run->identity.build;

    say("%s: %s\n", folder, settings_string(run->settings, "name"));
    say("  %s after %zu of %lld step%s; planner '%s': %zu proposal%s, %zu tax system%s\n",
        run->log.is_complete ? "complete" : "partial", run->log.num_steps,
        (long long)settings_integer(run->settings, "steps"),
        say_s((size_t)settings_integer(run->settings, "steps")),
        planner_kinds[settings_choice(run->settings, "planner.kind")]->kind.name,
        run->log.num_proposals, say_s(run->log.num_proposals), run->log.num_tax_systems,
        say_s(run->log.num_tax_systems));
    if (run->identity.workers[0])
        say("  %s worker%s of the source '%s'\n", run->identity.workers,
            say_s(strcmp(run->identity.workers, "1") == 0 ? 1 : 0),
            settings_string(run->settings, "population.source"));
    if (run->identity.sampling[0] && strcmp(run->identity.sampling, "none") != 0)
        say("  %s\n", run->identity.sampling);
    say("  content %016llx, config %s, seed %lld\n", (unsigned long long)run->log.content_hash,
        run->identity.config_hash, (long long)seed_of(run->settings));
    say("  made by fisc %s, %s, %s, GSL %s, on %s\n", build->version, build->compiler, build->libc,
        build->gsl, build->cpu);
    print_model_use(&run->log, run->settings);
    if (run->end.dropped_bytes > 0)
        say("  the journal has %llu bytes after its last whole step\n",
            (unsigned long long)run->end.dropped_bytes);
}

/* The run file is made from the journal; that it is whole is checked here. */
static enum status check_run_file(const char *folder, bool is_complete, struct error *err)
{
    struct run_paths paths;
    size_t num_datasets = 0;

    TRY(run_paths_init(&paths, folder, err));
    if (!file_exists(paths.run_file)) {
        if (is_complete)
            return error_set(err, STATUS_MISSING_INPUT,
                             "%s: missing; 'fisc resume %s' makes it from the journal",
                             paths.run_file, folder);
        return STATUS_OK;
    }
    if (hdf5_file_verify(paths.run_file, &num_datasets, err))
        return error_add_context(err,
                                 "delete it, and 'fisc resume %s' makes it anew from the "
                                 "journal",
                                 folder);
    say("  run.h5 is whole: %zu datasets\n", num_datasets);
    return STATUS_OK;
}

/* Whoever prints only results says it too if what readers would open is damaged. */
static enum status check_seal(const char *folder, struct error *err)
{
    struct run_paths paths;
    bool is_sealed = false;

    TRY(run_paths_init(&paths, folder, err));
    if (!file_exists(paths.run_file) || seal_check(paths.run_file, &is_sealed, err) == STATUS_OK)
        return STATUS_OK;
    return error_add_context(err, "delete it, and 'fisc resume %s' makes it anew from the journal",
                             folder);
}

static enum status run_inspect(const struct command_line *line, struct error *err)
{
    char folder[FILES_MAX_PATH];
    struct stored_run run;

    run_folder_of(folder, command_line_operand(line, 0));
    TRY(stored_run_read(&run, folder, err));
    enum status status = STATUS_OK;

    if (command_line_has(line, "hash")) {
        status = check_seal(folder, err);
        if (!status)
            say("%016llx\n", (unsigned long long)run.log.content_hash);
    } else if (command_line_has(line, "json")) {
        struct text text = {0};

        status = check_seal(folder, err);
        print_run_json(&text, folder, &run.log, run.settings);
        if (!status)
            say_document(&text);
        text_free(&text);
    } else {
        print_facts(&run, folder);
        status = check_run_file(folder, run.log.is_complete, err);
        if (!status)
            print_run(&run.log, run.settings);
    }
    stored_run_free(&run);
    return status;
}

static const struct command_option options[] = {
    {0, "hash", NULL, "print only the hash of the content: equal results, equal hash"},
    {'j', "json", NULL, "print the results as one JSON object"},
    {0},
};

const struct command command_inspect = {
    .name = "inspect",
    .group = COMMAND_RUNS,
    .operands = "RUN",
    .min_operands = 1,
    .max_operands = 1,
    .summary = "Say what a run is, whether its files are whole, and what came out",
    .details = "RUN is a run folder or a file in it.",
    .options = options,
    .run = run_inspect,
};
