/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/profiles/openai.c: OpenAI. */
#include "llm/profile.h"

const struct profile_kind profile_openai = {
    .kind = {.name = "openai", .summary = "OpenAI's own service"},
    .default_url = "https://api.openai.com/v1",
    .token_limit_field = "max_completion_tokens",
    .schema_form = LLM_SCHEMA_RESPONSE,
    .write_thinking = profile_write_effort,
    .max_top_logprobs = 20,
    .has_seed = true,
};
