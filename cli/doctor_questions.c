/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/doctor_questions.h"

#include "config/settings_with.h"
#include "simulation/conversation.h"

#include <stdlib.h>
#include <string.h>

enum { FEW_WORKERS = 50 }; /* questions of others are like theirs */

static const char *copy_of(bool *failed, const char *text)
{
    char *const copy = text ? strdup(text) : NULL;

    *failed |= text && !copy;
    return copy;
}

static void free_text(const char *text)
{
    free((char *)(uintptr_t)text);
}

static void hear(void *context, const struct llm_request *request, const struct llm_reply *reply)
{
    struct doctor_questions *const questions = context;
    size_t num_alike = 0;

    (void)reply;
    for (size_t k = 0; k < questions->count; k++)
        num_alike += questions->question[k].purpose == request->purpose;
    if (num_alike == DOCTOR_QUESTIONS_EACH)
        return;
    struct llm_request *const question = &questions->question[questions->count++];

    *question = *request;
    question->system = copy_of(&questions->failed, request->system);
    question->user = copy_of(&questions->failed, request->user);
    question->schema_name = copy_of(&questions->failed, request->schema_name);
    question->schema = copy_of(&questions->failed, request->schema);
}

static enum status few_workers(struct settings **settings, const struct settings *given,
                               struct error *err)
{
    const bool are_many = !settings_is_set(given, "population.workers") ||
                          settings_integer(given, "population.workers") > FEW_WORKERS;
    const struct settings_override own[] = {
        OVERRIDE_WORDS("llm.mode", "off"),
        OVERRIDE_INTEGER("population.workers", FEW_WORKERS),
    };

    return settings_with(settings, given, own, are_many ? 2 : 1, err);
}

enum status doctor_questions_find(struct doctor_questions *questions,
                                  const struct settings *settings, struct error *err)
{
    const struct conversation_listener listener = {.context = questions, .hear = hear};
    struct settings *few = NULL;

    *questions = (struct doctor_questions){0};
    if (few_workers(&few, settings, NULL) == STATUS_OK)
        /* The planner is asked first when the warm-up is over.  Why a config cannot be played, a run will say. */
        (void)!conversation_play(few, settings_integer(settings, "warmup_steps") + 1, &listener,
                                 NULL);
    settings_free(few);
    if (!questions->failed)
        return STATUS_OK;
    doctor_questions_free(questions);
    return error_set(err, STATUS_NO_MEMORY, "no memory for questions");
}

void doctor_questions_free(struct doctor_questions *questions)
{
    for (size_t k = 0; k < questions->count; k++) {
        free_text(questions->question[k].system);
        free_text(questions->question[k].user);
        free_text(questions->question[k].schema_name);
        free_text(questions->question[k].schema);
    }
    *questions = (struct doctor_questions){0};
}
