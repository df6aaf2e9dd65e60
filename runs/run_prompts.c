/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/run_prompts.h"

#include "agents/wording.h"
#include "base/files.h"
#include "llm/prompt.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_CARD_BYTES = 1 << 16 };

/* Workers are asked in one wording (agents/wording.h); other names begin with who is asked, or for what. */
static bool is_used(const char *name, const struct settings *settings,
                    const struct simulation *simulation)
{
    static const struct {
        const char *beginning;
        enum llm_purpose use;
    } families[] = {
        {"planner_", LLM_PURPOSE_PLANNER},
        {"leader_", LLM_PURPOSE_LEADERS},
        {"vote_", LLM_PURPOSE_VOTES},
        {"persona_", LLM_PURPOSE_PERSONAS},
        {"satisfaction_", LLM_PURPOSE_SATISFACTION},
    };
    char system[WORDING_MAX_NAME];
    char question[WORDING_MAX_NAME];

    wording_prompt_name(system, "worker_system", settings);
    wording_prompt_name(question, "worker_question", settings);
    if (strcmp(name, system) == 0 || strcmp(name, question) == 0)
        return simulation_uses_model_for(simulation, LLM_PURPOSE_WORKERS);
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
                                   "the text '%s' is not the one that the run began with: put back "
                                   "the file in llm.prompts_folder (llm.model_card), or the fisc, "
                                   "that it began with",
                                   name);
    return run_log_add_prompt(log, journal, name, text, err);
}

/* Found of the model by `fisc doctor --card`; kept word for word, so its hash is the card's. */
static enum status keep_model_card(struct run_log *log, struct journal *journal, const char *path,
                                   struct error *err)
{
    char *text = NULL;
    size_t length = 0;

    TRY(file_read_all(path, MAX_CARD_BYTES, &text, &length, err));
    const enum status status =
        length > 0 && text_utf8_length(text, length) == length
            ? keep(log, journal, "model_card", text, err)
            : error_set(err, STATUS_INVALID_INPUT,
                        "%s: expected what 'fisc doctor --card --write-card' wrote", path);

    free(text);
    return status;
}

enum status run_prompts_keep(struct run_log *log, struct journal *journal,
                             const struct settings *settings, const struct simulation *simulation,
                             struct error *err)
{
    const char *const folder = settings_string(settings, "llm.prompts_folder");
    const char *const card = settings_string(settings, "llm.model_card");

    for (const struct embedded_prompt *prompt = embedded_prompts; prompt->name; prompt++) {
        char *text = NULL;

        if (!is_used(prompt->name, settings, simulation))
            continue;
        TRY(prompt_read(&text, prompt->name, folder, err));
        const enum status status = keep(log, journal, prompt->name, text, err);

        free(text);
        TRY(status);
    }
    return card ? keep_model_card(log, journal, card, err) : STATUS_OK;
}
