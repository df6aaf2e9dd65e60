/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/toys/profile_toy.c: a provider with a field of its own and a name of its own for the limit. */
#include "llm/profile.h"

static void write_more(struct json_writer *body)
{
    json_integer(body, "toy_field", 7);
}

const struct profile_kind profile_toy = {
    .kind = {.name = "toy", .summary = "a server that is not, for tests"},
    .default_url = "http://127.0.0.1:9/v1",
    .token_limit_field = "toy_limit",
    .write_more = write_more,
    .schema_form = LLM_SCHEMA_RESPONSE,
    .max_top_logprobs = 20,
    .has_seed = true,
};
