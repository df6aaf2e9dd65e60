/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/profiles/ollama.c: Ollama. */
#include "llm/profile.h"

const struct profile_kind profile_ollama = {
    .kind = {.name = "ollama", .summary = "the server Ollama"},
    .default_url = "http://127.0.0.1:11434/v1",
    .token_limit_field = "max_tokens",
    .schema_form = LLM_SCHEMA_RESPONSE,
    .takes_limits = true,
    .write_thinking = profile_write_effort,
    .max_top_logprobs = 20,
    .has_seed = true,
};
