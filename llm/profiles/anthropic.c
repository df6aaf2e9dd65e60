/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/profiles/anthropic.c: Anthropic. */
#include "llm/profile.h"

/* Its least budget is 1,024 tokens. */
static void write_thinking(struct json_writer *body, enum llm_thinking thinking)
{
    json_open_object(body, "thinking");
    json_string(body, "type", thinking == LLM_THINKING_OFF ? "disabled" : "enabled");
    if (thinking != LLM_THINKING_OFF)
        json_integer(body, "budget_tokens", 1024);
    json_close(body);
}

const struct profile_kind profile_anthropic = {
    .kind = {.name = "anthropic", .summary = "Anthropic's layer for clients of OpenAI"},
    .default_url = "https://api.anthropic.com/v1",
    .token_limit_field = "max_tokens",
    .schema_form = LLM_SCHEMA_NONE,
    .write_thinking = write_thinking,
};
