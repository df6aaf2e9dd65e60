/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/profile.h"

void profile_write_effort(struct json_writer *body, enum llm_thinking thinking)
{
    json_string(body, "reasoning_effort", thinking == LLM_THINKING_OFF ? "none" : "low");
}

void profile_write_template(struct json_writer *body, enum llm_thinking thinking)
{
    if (thinking != LLM_THINKING_OFF) {
        profile_write_effort(body, thinking);
        return;
    }
    json_open_object(body, "chat_template_kwargs");
    json_bool(body, "enable_thinking", false);
    json_bool(body, "thinking", false);
    json_close(body);
}
