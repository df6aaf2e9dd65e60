/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/profiles/litellm.c: LiteLLM, a proxy that translates for many providers and refuses what one does not know. */
#include "llm/profile.h"

const struct profile_kind profile_litellm = {
    .kind = {.name = "litellm", .summary = "the proxy LiteLLM"},
    .default_url = "http://127.0.0.1:4000/v1",
    .token_limit_field = "max_tokens",
    .schema_form = LLM_SCHEMA_RESPONSE,
    .write_thinking = profile_write_effort,
    .max_top_logprobs = 20,
    .has_seed = true,
};
