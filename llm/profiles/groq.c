/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/profiles/groq.c: Groq, where no model gives log probabilities. */
#include "llm/profile.h"

const struct profile_kind profile_groq = {
    .kind = {.name = "groq", .summary = "Groq's service"},
    .default_url = "https://api.groq.com/openai/v1",
    .token_limit_field = "max_completion_tokens",
    .schema_form = LLM_SCHEMA_RESPONSE,
    .write_thinking = profile_write_effort,
    .has_seed = true,
};
