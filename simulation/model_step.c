/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation/model_step.h"

#define FIGURE(member, column_unit, text)                                                          \
    {                                                                                              \
        .name = #member, .unit = column_unit, .long_name = text, .type = COLUMN_F64,               \
        .offset = offsetof(struct model_step, member)                                              \
    }

#define ANSWERS(purpose, what)                                                                     \
    TALLY(purpose, asked, what ": decisions that the model was asked for"),                        \
        TALLY(purpose, invalid, what ": answers that cannot be used; somebody falls back"),        \
        TALLY(purpose, refused, what ": refused by the model or by a filter")
#define TALLY(purpose, member, text)                                                               \
    {                                                                                              \
        .name = #purpose "_" #member, .unit = "request", .long_name = text, .type = COLUMN_F64,    \
        .offset = offsetof(struct model_step, purpose.member)                                      \
    }

/* Called as docs/language_models.md calls the repair. */
#define REPAIRED(column_name, kind, what)                                                          \
    {                                                                                              \
        .name = "repaired_" column_name, .unit = "request",                                        \
        .long_name = "usable answers that were repaired: " what, .type = COLUMN_F64,               \
        .offset = offsetof(struct model_step, repaired[kind])                                      \
    }

const struct column model_step_columns[] = {
    FIGURE(requests, "request", "requests to the language model, of workers and planner"),
    FIGURE(distinct_requests, "request",
           "different ones among them: equal requests are asked once"),
    FIGURE(reprompts, "request", "reprompts after unusable answers"),
    FIGURE(unusable, "request", "different requests without a usable answer in the end"),
    FIGURE(fallbacks, "worker", "workers who kept their hours for want of a usable answer"),
    FIGURE(prompt_tokens, "token", "tokens of prompts"),
    FIGURE(cached_tokens, "token", "tokens of prompts that the server had in its prefix cache"),
    FIGURE(completion_tokens, "token", "tokens of answers"),
    FIGURE(mass_on_options, "1",
           "mean share of the model's probability on the options; 1 where it gives none; NaN if "
           "not asked"),
    ANSWERS(workers, "hours of workers"),
    ANSWERS(planner, "taxes of the planner"),
    ANSWERS(leaders, "taxes of workers who stand or lead"),
    ANSWERS(votes, "votes"),
    ANSWERS(satisfaction, "satisfaction of workers"),
    ANSWERS(personas, "personas"),
    REPAIRED("thought", LLM_REPAIR_THOUGHT, "a thought before it"),
    REPAIRED("channel", LLM_REPAIR_CHANNEL, "marks of channels"),
    REPAIRED("fence", LLM_REPAIR_FENCE, "in a code fence"),
    REPAIRED("embedded", LLM_REPAIR_EMBEDDED, "an object among words"),
    REPAIRED("number", LLM_REPAIR_NUMBER, "numbers as text or with a unit"),
    REPAIRED("keys", LLM_REPAIR_KEYS, "keys that nobody asked for"),
    REPAIRED("case", LLM_REPAIR_CASE, "other case of keys or words"),
    REPAIRED("letter", LLM_REPAIR_LETTER, "a letter among words"),
    REPAIRED("tool", LLM_REPAIR_TOOL, "in the arguments of a tool"),
    REPAIRED("reasoning", LLM_REPAIR_REASONING, "in the field of thoughts"),
    {0},
};

struct answer_tally model_step_answers(const struct model_step *step)
{
    const struct answer_tally *const parts[] = {&step->workers,      &step->planner,
                                                &step->leaders,      &step->votes,
                                                &step->satisfaction, &step->personas};
    struct answer_tally sum = {0};

    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
        answer_tally_add(&sum, parts[k]);
    return sum;
}
