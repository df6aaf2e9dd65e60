/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/profiles/openrouter.c: OpenRouter. */
#include "llm/profile.h"

static void write_more(struct json_writer *body)
{
    json_open_object(body, "provider");
    json_bool(body, "require_parameters", true);
    json_close(body);
}

static void write_thinking(struct json_writer *body, enum llm_thinking thinking)
{
    json_open_object(body, "reasoning");
    if (thinking == LLM_THINKING_OFF)
        json_bool(body, "enabled", false);
    else
        json_string(body, "effort", "low");
    json_close(body);
}

const struct profile_kind profile_openrouter = {
    .kind =
        {.name = "openrouter",
         .summary =
             "OpenRouter, which passes on to many providers; only those that honour what is asked"},
    .default_url = "https://openrouter.ai/api/v1",
    .token_limit_field = "max_tokens",
    .write_more = write_more,
    .schema_form = LLM_SCHEMA_RESPONSE,
    .write_thinking = write_thinking,
    .max_top_logprobs = 20,
    .has_seed = true,
};
