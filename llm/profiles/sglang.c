/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/profiles/sglang.c: SGLang. */
#include "llm/profile.h"

static void write_letters(struct json_writer *body, char last)
{
    json_print(body, "regex", "\"[A-%c]\"", last);
}

const struct profile_kind profile_sglang = {
    .kind = {.name = "sglang", .summary = "the server SGLang"},
    .default_url = "http://127.0.0.1:30000/v1",
    .token_limit_field = "max_tokens",
    .schema_form = LLM_SCHEMA_RESPONSE,
    .takes_limits = true,
    .write_thinking = profile_write_template,
    .write_letters = write_letters,
    .max_top_logprobs = 20,
    .has_seed = true,
};
