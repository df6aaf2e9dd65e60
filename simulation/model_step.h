/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/model_step.h: what a step asked of a language model.  All of it follows from the replies,
 * so it is the same when they are replayed. */
#ifndef FISC_SIMULATION_MODEL_STEP_H
#define FISC_SIMULATION_MODEL_STEP_H

#include "base/column.h"
#include "llm/answers.h"

struct model_step {
    double requests;          /* of workers and planner together */
    double distinct_requests; /* equal ones are asked once */
    double reprompts;         /* reprompts after unusable answers */
    double unusable;          /* distinct requests without a usable answer in the end */
    double fallbacks;         /* workers who kept their hours for want of an answer */
    double prompt_tokens, cached_tokens, completion_tokens;
    double mass_on_options; /* mean probability that the model gave to the options */
    struct answer_tally workers, planner, leaders, votes, satisfaction, personas;
    double repaired[LLM_NUM_REPAIRS]; /* answers read with such a repair, of all purposes */
};

/* Answers of all purposes of a run together. */
struct answer_tally model_step_answers(const struct model_step *step);

extern const struct column model_step_columns[];

#endif
