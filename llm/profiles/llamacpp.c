/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/profiles/llamacpp.c: llama.cpp; the only one that was tried here against a real server. */
#include "llm/profile.h"

#include <string.h>

static void write_letters(struct json_writer *body, char last)
{
    json_print(body, "grammar", "\"root ::= [A-%c]\"", last);
}

/* The server makes a grammar of it. */
static void write_grammar(struct json_writer *body, const char *schema)
{
    json_raw(body, "json_schema", schema, strlen(schema));
}

static void write_more(struct json_writer *body)
{
    json_bool(body, "cache_prompt", true);
}

const struct profile_kind profile_llamacpp = {
    .kind = {.name = "llamacpp", .summary = "llama.cpp's llama-server"},
    .default_url = "http://127.0.0.1:8080/v1",
    .token_limit_field = "max_tokens",
    .write_more = write_more,
    .schema_form = LLM_SCHEMA_RESPONSE,
    .takes_limits = true,
    .write_thinking = profile_write_template,
    .write_grammar = write_grammar,
    .write_letters = write_letters,
    .max_top_logprobs = 50,
    .has_seed = true,
};
