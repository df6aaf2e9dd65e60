/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation/model_step.h"

#define FIGURE(member, column_unit, text)                                                          \
    {                                                                                              \
        .name = #member, .unit = column_unit, .long_name = text, .type = COLUMN_F64,               \
        .offset = offsetof(struct model_step, member)                                              \
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
    {0},
};
