/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Read in the servers' sources and documents in 2026; `fisc doctor` probes what a server really does. */
#include "llm/profile.h"

#include <stddef.h>
#include <string.h>

const struct llm_profile llm_profiles[] = {
    {.name = "openai",
     .default_url = "https://api.openai.com/v1",
     .token_limit_field = "max_completion_tokens",
     .schema_form = LLM_SCHEMA_RESPONSE,
     .max_top_logprobs = 20,
     .has_seed = true},
    {.name = "vllm",
     .default_url = "http://127.0.0.1:8000/v1",
     .token_limit_field = "max_tokens",
     .schema_form = LLM_SCHEMA_RESPONSE,
     .letter_form = LLM_LETTER_STRUCTURED,
     .max_top_logprobs = 20,
     .has_seed = true},
    {.name = "llamacpp",
     .default_url = "http://127.0.0.1:8080/v1",
     .token_limit_field = "max_tokens",
     .schema_form = LLM_SCHEMA_RESPONSE,
     .letter_form = LLM_LETTER_GRAMMAR,
     .max_top_logprobs = 50,
     .has_seed = true,
     .has_cache_prompt = true},
    {.name = "ollama",
     .default_url = "http://127.0.0.1:11434/v1",
     .token_limit_field = "max_tokens",
     .schema_form = LLM_SCHEMA_RESPONSE,
     .max_top_logprobs = 20,
     .has_seed = true},
    {.name = "sglang",
     .default_url = "http://127.0.0.1:30000/v1",
     .token_limit_field = "max_tokens",
     .schema_form = LLM_SCHEMA_RESPONSE,
     .letter_form = LLM_LETTER_REGEX,
     .max_top_logprobs = 20,
     .has_seed = true},
    {.name = "openrouter",
     .default_url = "https://openrouter.ai/api/v1",
     .token_limit_field = "max_tokens",
     .schema_form = LLM_SCHEMA_RESPONSE,
     .max_top_logprobs = 20,
     .has_seed = true,
     .needs_require_parameters = true},
    {.name = "anthropic",
     .default_url = "https://api.anthropic.com/v1",
     .token_limit_field = "max_tokens",
     .schema_form = LLM_SCHEMA_NONE},
    {.name = "gemini",
     .default_url = "https://generativelanguage.googleapis.com/v1beta/openai",
     .token_limit_field = "max_tokens",
     .schema_form = LLM_SCHEMA_RESPONSE,
     .has_seed = true},
    {0},
};

const struct llm_profile *llm_profile_find(const char *name)
{
    for (const struct llm_profile *profile = llm_profiles; profile->name; profile++)
        if (strcmp(profile->name, name) == 0)
            return profile;
    return NULL;
}
