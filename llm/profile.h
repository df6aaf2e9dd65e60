/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/profile.h: what each kind of server accepts on /chat/completions.  A field that a server does not
 * know is an error on one and ignored without a word on another, so none is sent on suspicion.  A kind is
 * one file, llm/profiles/NAME.c, and one line of the list in llm/profiles.c. */
#ifndef FISC_LLM_PROFILE_H
#define FISC_LLM_PROFILE_H

#include "base/json_writer.h"
#include "config/kind.h"

enum llm_schema_form {
    LLM_SCHEMA_NONE,     /* ask in words, check the reply */
    LLM_SCHEMA_RESPONSE, /* response_format: {type: json_schema, json_schema: {name, strict, schema}} */
};

struct profile_kind {
    struct kind kind;
    const char *default_url;
    const char *token_limit_field;                /* max_tokens or max_completion_tokens */
    void (*write_more)(struct json_writer *body); /* fields of its own in every body; NULL: none */
    enum llm_schema_form schema_form;
    /* Write the field that allows one of the letters from A to `last` alone.  NULL: it is asked for in
     * words, and the reply is checked. */
    void (*write_letters)(struct json_writer *body, char last);
    int max_top_logprobs; /* 0: none are given */
    bool has_seed;
};

#define PROFILE_KINDS(KIND)                                                                        \
    KIND(profile, openai)                                                                          \
    KIND(profile, vllm)                                                                            \
    KIND(profile, llamacpp)                                                                        \
    KIND(profile, ollama)                                                                          \
    KIND(profile, sglang)                                                                          \
    KIND(profile, openrouter)                                                                      \
    KIND(profile, anthropic)                                                                       \
    KIND(profile, gemini)                                                                          \
    KIND_TOY(KIND, profile)
PROFILE_KINDS(KIND_DECLARE)

#endif
