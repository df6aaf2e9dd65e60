/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/profiles/vllm.c: vLLM. */
#include "llm/profile.h"

#include <string.h>

static void write_letters(struct json_writer *body, char last)
{
    json_open_object(body, "structured_outputs");
    json_open_array(body, "choice");
    for (char letter = 'A'; letter <= last; letter++)
        json_string(body, NULL, (const char[]){letter, '\0'});
    json_close(body);
    json_close(body);
}

static void write_grammar(struct json_writer *body, const char *schema)
{
    json_open_object(body, "structured_outputs");
    json_raw(body, "json", schema, strlen(schema));
    json_close(body);
}

const struct profile_kind profile_vllm = {
    .kind = {.name = "vllm", .summary = "the server vLLM"},
    .default_url = "http://127.0.0.1:8000/v1",
    .token_limit_field = "max_tokens",
    .schema_form = LLM_SCHEMA_RESPONSE,
    .takes_limits = true,
    .write_thinking = profile_write_template,
    .write_grammar = write_grammar,
    .write_letters = write_letters,
    .max_top_logprobs = 20,
    .has_seed = true,
};
