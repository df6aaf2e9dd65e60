/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/doctor_questions.h: the first questions that a run of a config asks a language model, of each purpose. */
#ifndef FISC_CLI_DOCTOR_QUESTIONS_H
#define FISC_CLI_DOCTOR_QUESTIONS_H

#include "config/settings.h"
#include "llm/chat_request.h"

enum { DOCTOR_QUESTIONS_EACH = 3 };

struct doctor_questions {
    struct llm_request question[LLM_NUM_PURPOSES * DOCTOR_QUESTIONS_EACH]; /* texts are owned */
    size_t count;
    bool failed; /* no memory for one */
};

/* Nothing is sent, and nobody answers.  None where the config asks no model, or cannot be played. */
enum status doctor_questions_find(struct doctor_questions *questions,
                                  const struct settings *settings, struct error *err) MUST_CHECK;
void doctor_questions_free(struct doctor_questions *questions);

#endif
