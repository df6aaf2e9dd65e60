/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_reproduce.c: a published experiment in one command: its sweep, its table, its picture. */
#include "base/files.h"
#include "base/shipped.h"
#include "cli/analysis_package.h"
#include "cli/command_settings.h"
#include "cli/command_trust.h"
#include "cli/print_json.h"
#include "cli/print_model_use.h"
#include "cli/reproduced_table.h"
#include "cli/say.h"
#include "cli/sweep_here.h"
#include "studies/sweep/means.h"
#include "studies/sweep/table.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum status find_experiment(char path[FILES_MAX_PATH], const char *name, struct error *err)
{
    char folder[FILES_MAX_PATH];
    char file[256];

    if (strchr(name, '/') || snprintf(file, sizeof file, "%s.json", name) >= (int)sizeof file)
        return error_set(err, STATUS_USAGE, "'%s': expected a name; 'fisc reproduce' lists them",
                         name);
    TRY(shipped_folder(folder, "reproductions", err));
    TRY(path_join(path, folder, file, err));
    if (file_exists(path))
        return STATUS_OK;
    return error_set(err, STATUS_MISSING_INPUT, "no experiment '%s'; 'fisc reproduce' lists them",
                     name);
}

static int is_experiment(const struct dirent *entry)
{
    const size_t length = strlen(entry->d_name);

    return length > 5 && strcmp(entry->d_name + length - 5, ".json") == 0 &&
           strncmp(entry->d_name, "base", 4) != 0;
}

static enum status list_experiments(bool is_json, struct error *err)
{
    struct print_json_names names = print_json_names_begin();
    struct dirent **entry = NULL;
    char folder[FILES_MAX_PATH];

    TRY(shipped_folder(folder, "reproductions", err));
    const int count = scandir(folder, &entry, is_experiment, alphasort);

    for (int e = 0; e < count; e++) {
        entry[e]->d_name[strlen(entry[e]->d_name) - 5] = '\0';
        if (is_json)
            print_json_name(&names, entry[e]->d_name, NULL);
        else
            say("%s\n", entry[e]->d_name);
        free(entry[e]);
    }
    free(entry);
    return is_json ? print_json_names_end(&names, err) : STATUS_OK;
}

static enum status write_table(const char *folder, const char *name, const struct text *csv,
                               struct error *err)
{
    char path[FILES_MAX_PATH];

    TRY(path_join(path, folder, name, err));
    return file_write_whole(path, csv->bytes, csv->length, err);
}

static enum status write_means(const struct sweep_plan *plan, struct sweep_row *const *row,
                               const char *experiment, struct text *means, struct error *err)
{
    char table[FILES_MAX_PATH];
    char folder[FILES_MAX_PATH];
    struct text published = {0};

    TRY(sweep_means_write_csv(means, plan, row, "seed", SWEEP_MEANS_ALONE, err));
    TRY(shipped_folder(folder, "reproductions", err));
    TRY(path_join(table, folder, "published.csv", err));
    enum status status = reproduced_table_add_published(means, &published, table, experiment, err);

    if (!status)
        status = write_table(plan->folder, "published.csv", &published, err);
    if (!status)
        status = write_table(plan->folder, "means.csv", means, err);
    text_free(&published);
    return status;
}

/* table.csv, a row a point; means.csv with intervals over seeds and what was published. */
static enum status collect(const struct sweep_plan *plan, const char *experiment, bool is_json,
                           struct error *err)
{
    struct sweep_row **row = NULL;
    struct text table = {0};
    struct text means = {0};

    TRY(sweep_rows_read(&row, plan, err));
    print_sweep_mark(plan, row);
    enum status status = sweep_table_write_csv(&table, plan, row, err);

    if (!status)
        status = write_table(plan->folder, "table.csv", &table, err);
    if (!status)
        status = write_means(plan, row, experiment, &means, err);
    if (!status && is_json)
        status = print_json_rows(&means, NULL, err);
    text_free(&table);
    text_free(&means);
    sweep_rows_free(row, plan);
    return status;
}

/* A table without a picture is still a result: where Python is not, say so and go on. */
static enum status draw(const char *folder, const char *against, bool is_quiet, struct error *err)
{
    char python[FILES_MAX_PATH];
    char picture[FILES_MAX_PATH];
    struct error missing = {0};

    TRY(path_join(picture, folder, "picture.png", err));
    const char *const arguments[] = {python,  "-m", "fisc",  "reproduction",
                                     folder,  "-o", picture, against ? "--against" : NULL,
                                     against, NULL};

    if (analysis_package_python(python, &missing)) {
        if (!is_quiet)
            say("No picture: %s\n", missing.message);
        return STATUS_OK;
    }
    fflush(stdout);
    const int code = analysis_package_call(arguments, is_quiet);

    return code == 0 ? STATUS_OK
                     : error_set(err, (enum status)code, "the picture could not be drawn");
}

/* --llm MODEL: it plays the workers, at whatever scale. */
static void choose(struct sweep_choice *choice, const struct command_line *line)
{
    const char *const model = command_line_value(line, "llm");

    choice->scale = command_line_value(line, "scale");
    if (model) {
        SETTINGS_ADD(&choice->set, OVERRIDE_WORDS("rule.kind", "llm"));
        SETTINGS_ADD(&choice->set, OVERRIDE_WORDS("llm.model", model));
    }
    command_settings_add(&choice->set, line);
}

static enum status reproduce(const struct command_line *line, const char *path, const char *folder,
                             struct error *err)
{
    const bool is_quiet = command_line_has(line, "quiet");
    const bool is_json = command_line_has(line, "json");
    struct sweep_progress progress;
    struct sweep_plan plan;
    struct sweep_choice choice = {0};

    choose(&choice, line);
    enum status status = sweep_here(&plan, &progress, path, &choice, folder,
                                    command_line_has(line, "keep-runs"), line, err);

    settings_overrides_free(&choice.set);
    TRY(status);
    status = collect(&plan, command_line_operand(line, 0), is_json, err);
    if (!status && !is_quiet && !is_json)
        say("%s: %zu point%s, %.1f s; %s/means.csv, %s/table.csv\n", plan.name, plan.num_points,
            say_s(plan.num_points), progress.seconds, folder, folder);
    if (!status)
        status = draw(folder, command_line_value(line, "against"), is_quiet || is_json, err);
    sweep_plan_free(&plan);
    return status;
}

static enum status run_reproduce(const struct command_line *line, struct error *err)
{
    const char *const output = command_line_value(line, "output");
    char path[FILES_MAX_PATH];
    char folder[FILES_MAX_PATH];

    if (command_line_num_operands(line) == 0)
        return list_experiments(command_line_has(line, "json"), err);
    TRY(find_experiment(path, command_line_operand(line, 0), err));
    snprintf(folder, sizeof folder, "results/%s", command_line_operand(line, 0));
    return reproduce(line, path, output ? output : folder, err);
}

static const struct command_option options[] = {
    {0, "scale", "small|full",
     "small: minutes, with logit or rational workers; full: the published size (small)"},
    {0, "llm", "MODEL",
     "this language model plays the workers, at any scale (--set llm.url=... says where)"},
    {'s', "set", "KEY=VALUE",
     "one value (or a list) for all points, over the scale's; may be repeated"},
    {'o', "output", "FOLDER", "plan, tables, picture (results/NAME)"},
    {0, "against", "ROW",
     "the row that differences are taken from, counted from 0 (0: the first, mostly 'do nothing')"},
    {'j', "jobs", "N", "processes at a time (as many as processors)"},
    PRINT_JSON_OPTION,
    {0, "keep-runs", NULL, "a run folder for every point"},
    COMMAND_TRUST_OPTION,
    {0},
};

const struct command command_reproduce = {
    .name = "reproduce",
    .group = COMMAND_STUDIES,
    .operands = "[NAME]",
    .min_operands = 0,
    .max_operands = 1,
    .summary = "Run a published experiment: its table and its picture; without a name, list them",
    .details =
        "Each is a sweep in experiments/reproductions; docs/reproduce.md says of each what was "
        "published and\n"
        "what this gives.  Interrupted, the same command goes on where it was.  At full scale "
        "workers and\n"
        "planners are simulated by the language model that the environment names "
        "(OPENAI_BASE_URL).",
    .options = options,
    .run = run_reproduce,
};
