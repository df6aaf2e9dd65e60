/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/profiles/anthropic.c: Anthropic. */
#include "llm/profile.h"

const struct profile_kind profile_anthropic = {
    .kind = {.name = "anthropic", .summary = "Anthropic's layer for clients of OpenAI"},
    .default_url = "https://api.anthropic.com/v1",
    .token_limit_field = "max_tokens",
    .schema_form = LLM_SCHEMA_NONE,
};
