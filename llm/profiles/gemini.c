/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/profiles/gemini.c: Gemini. */
#include "llm/profile.h"

const struct profile_kind profile_gemini = {
    .kind = {.name = "gemini", .summary = "Google's layer for clients of OpenAI"},
    .default_url = "https://generativelanguage.googleapis.com/v1beta/openai",
    .token_limit_field = "max_tokens",
    .schema_form = LLM_SCHEMA_RESPONSE,
    .write_thinking = profile_write_effort,
    .has_seed = true,
};
