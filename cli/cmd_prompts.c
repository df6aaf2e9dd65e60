/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_prompts.c: what a language model was asked in a run, or would be asked by a config, and what came of it. */
#include "cli/asked.h"
#include "cli/command_settings.h"
#include "cli/say.h"
#include "runs/stored_run.h"
#include "simulation/conversation.h"
#include "simulation/run_settings.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

static enum status read_purpose(int *purpose, const char *name, struct error *err)
{
    if (!name)
        return STATUS_OK;
    for (int p = 0; p < LLM_NUM_PURPOSES; p++)
        if (strcmp(llm_purpose_names[p], name) == 0) {
            *purpose = p;
            return STATUS_OK;
        }
    const char *const near = text_nearest(name, llm_purpose_names, LLM_NUM_PURPOSES);

    return error_set(err, STATUS_USAGE, "--purpose: a run asks for nothing called '%s'%s%s%s", name,
                     near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static enum status read_choice(struct asked_choice *choice, const struct command_line *line,
                               struct error *err)
{
    long worker = -1;
    long step = -1;

    *choice = (struct asked_choice){.purpose = ASKED_ANY};
    TRY(read_purpose(&choice->purpose, command_line_value(line, "purpose"), err));
    TRY(command_line_integer(line, "worker", 0, LONG_MAX, &worker, err));
    TRY(command_line_integer(line, "step", 0, LONG_MAX, &step, err));
    choice->worker = worker;
    choice->step = step;
    choice->only_first =
        !command_line_has(line, "all") && worker < 0 && step < 0 && choice->purpose == ASKED_ANY;
    return STATUS_OK;
}

/* A folder with a journal, or a file of one, as for `fisc inspect`; a config.json of a run is a config. */
static bool is_run(const char *path)
{
    char journal[FILES_MAX_PATH], folder[FILES_MAX_PATH];
    const size_t length = strlen(path);

    if (length > 5 && strcmp(path + length - 5, ".json") == 0)
        return false;
    run_folder_of(folder, path);
    return path_join(journal, folder, "run.jnl", NULL) == STATUS_OK && file_exists(journal);
}

/* A run's own replies; it opens no socket. */
static enum status load_run(struct settings **settings, int64_t *num_steps, const char *path,
                            struct error *err)
{
    char folder[FILES_MAX_PATH];
    struct stored_run run = {0};
    struct run_paths paths;
    struct settings_overrides own = {0};

    run_folder_of(folder, path);
    TRY(run_paths_init(&paths, folder, err));
    TRY(stored_run_read(&run, folder, err));
    SETTINGS_ADD(&own, OVERRIDE_WORDS("llm.mode", "replay"));
    SETTINGS_ADD(&own, OVERRIDE_WORDS("llm.transcript", paths.replies));
    const enum status status = settings_with(settings, run.settings, own.items, own.count, err);

    *num_steps = (int64_t)run.log.num_steps;
    settings_overrides_free(&own);
    stored_run_free(&run);
    return status;
}

static enum status print(const struct asked *asked, bool is_json, struct error *err)
{
    struct text text = {0};

    if (is_json)
        asked_write_json(&text, asked);
    else
        asked_write(&text, asked);
    const enum status status =
        text.failed ? error_set(err, STATUS_NO_MEMORY, "no memory for what was asked") : STATUS_OK;

    if (!status)
        say_document(&text);
    text_free(&text);
    return status;
}

static enum status run_prompts(const struct command_line *line, struct error *err)
{
    const char *const operand = command_line_operand(line, 0);
    struct settings *settings = NULL;
    struct asked_choice choice;
    struct asked *asked = NULL;
    const struct settings_overrides none = {0};
    int64_t num_steps = INT64_MAX;

    TRY(read_choice(&choice, line, err));
    enum status status = is_run(operand)
                             ? load_run(&settings, &num_steps, operand, err)
                             : command_settings_load(&settings, line, operand, &none, err);

    if (!status)
        status = asked_create(&asked, &choice, err);
    if (!status) {
        const struct conversation_listener listener = asked_listener(asked);

        if (choice.step >= 0 && choice.step < num_steps)
            num_steps = choice.step + 1;
        status = conversation_play(settings, num_steps, &listener, err);
    }
    if (!status)
        status = print(asked, command_line_has(line, "json"), err);
    asked_destroy(asked);
    settings_free(settings);
    return status;
}

static const struct command_option options[] = {
    {'w', "worker", "ID", "questions to this worker"},
    {'t', "step", "STEP", "questions of this step, from 0"},
    {'p', "purpose", "NAME", "workers, satisfaction, votes, personas, planner or leaders"},
    {'a', "all", NULL, "every question, instead of the first of each purpose"},
    {'j', "json", NULL, "a JSON array of questions"},
    {'s', "set", "KEY=VALUE", "override a setting of a config; may be repeated"},
    {0},
};

const struct command command_prompts = {
    .name = "prompts",
    .group = COMMAND_MODELS,
    .operands = "CONFIG|RUN",
    .min_operands = 1,
    .max_operands = 1,
    .summary = "What a language model is asked, word by word, and what it answered",
    .details =
        "Of a run: every question, the answer as it was kept, how it was repaired or why it "
        "cannot be used, and the hours that came of it. The run is repeated from its own replies; "
        "nothing is sent.\n"
        "Of a config: what would be asked. With llm.mode replay answers are those of the "
        "transcript; else there are none, and workers keep their hours.",
    .options = options,
    .run = run_prompts,
};
