/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/profiles/deepseek.c: DeepSeek, whose service knows json_object alone and thinks unless told not to. */
#include "llm/profile.h"

static void write_thinking(struct json_writer *body, enum llm_thinking thinking)
{
    if (thinking != LLM_THINKING_OFF) {
        profile_write_effort(body, thinking);
        return;
    }
    json_open_object(body, "thinking");
    json_string(body, "type", "disabled");
    json_close(body);
}

const struct profile_kind profile_deepseek = {
    .kind = {.name = "deepseek", .summary = "DeepSeek's own service"},
    .default_url = "https://api.deepseek.com/v1",
    .token_limit_field = "max_tokens",
    .schema_form = LLM_SCHEMA_OBJECT,
    .write_thinking = write_thinking,
    .max_top_logprobs = 20,
};
