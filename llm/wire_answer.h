/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/wire_answer.h: what came over a wire that gives the probability of each option, and the reply that it makes. */
#ifndef FISC_LLM_WIRE_ANSWER_H
#define FISC_LLM_WIRE_ANSWER_H

#include "llm/chat_error.h"
#include "llm/prompt.h"
#include "llm/reply.h"
#include "llm/wire.h"

struct wire_answer {
    double log_probability
        [WIRE_MAX_OPTIONS]; /* of all that the model might have said; -INFINITY: not at all */
    bool is_refused;        /* the model will not choose */
};

/* Option k has this share of the mass that `found` (an answer with diagnostics.label_mass; else 1) tells.  False if
 * it is none. */
bool wire_answer_set(struct wire_answer *answer, int k, const struct cJSON *share,
                     const struct cJSON *found);

/* Read a body with status 200.  False, with *fault, if it answers nothing.  Else the likeliest option is the
 * reply's content, as if it had been said in words, and all options are at its token what a chat would give. */
bool wire_answer_read(struct llm_reply *reply, const struct wire_kind *wire,
                      const struct wire_choice *choice, const struct prompt *words,
                      const char *body, size_t length, struct chat_error *fault) MUST_CHECK;

#endif
