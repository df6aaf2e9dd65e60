/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation/run_prompts.h"

#include "llm/prompt.h"

#include <stdlib.h>
#include <string.h>

/* Names begin with who is asked, or for what: "worker_system". */
static bool is_used(const char *name, const struct simulation *simulation)
{
    static const struct {
        const char *beginning;
        enum simulation_model_use use;
    } families[] = {
        {"worker_", SIMULATION_ASKS_WORKERS},
        {"planner_", SIMULATION_ASKS_PLANNER},
        {"leader_", SIMULATION_ASKS_LEADERS},
        {"vote_", SIMULATION_ASKS_VOTERS},
        {"persona_", SIMULATION_ASKS_PERSONAS},
        {"satisfaction_", SIMULATION_ASKS_VERDICTS},
    };

    for (size_t k = 0; k < sizeof families / sizeof *families; k++)
        if (strncmp(name, families[k].beginning, strlen(families[k].beginning)) == 0)
            return simulation_uses_model_for(simulation, families[k].use);
    return false;
}

static enum status keep(struct run_log *log, struct journal *journal, const char *name,
                        const char *text, struct error *err)
{
    for (size_t k = 0; k < log->num_prompts; k++)
        if (strcmp(log->prompts[k].name, name) == 0)
            return strcmp(log->prompts[k].text, text) == 0
                       ? STATUS_OK
                       : error_set(err, STATUS_CONFIG_CONFLICT,
                                   "the prompt '%s' is not the one that the run began with: put back the "
                                   "file in llm.prompts_folder, or the fisc, that it began with",
                                   name);
    return run_log_add_prompt(log, journal, name, text, err);
}

enum status run_prompts_keep(struct run_log *log, struct journal *journal,
                             const struct settings *settings,
                             const struct simulation *simulation, struct error *err)
{
    const char *const folder = settings_string(settings, "llm.prompts_folder");

    for (const struct embedded_prompt *prompt = embedded_prompts; prompt->name; prompt++) {
        char *text = NULL;

        if (!is_used(prompt->name, simulation))
            continue;
        TRY(prompt_read(&text, prompt->name, folder, err));
        const enum status status = keep(log, journal, prompt->name, text, err);

        free(text);
        TRY(status);
    }
    return STATUS_OK;
}
