/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/profile.h: what each kind of server accepts on /chat/completions.  A field that a server does not
 * know is an error on one and ignored without a word on another, so none is sent on suspicion.  A kind is
 * one file, llm/profiles/NAME.c, and one line of the list in llm/profile.c. */
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

extern const struct kind_family profile_family;

/* NULL if there is none of this name, or past the end of the list. */
const struct profile_kind *profile_find(const char *name);
const struct profile_kind *profile_at(size_t index);

extern const struct profile_kind profile_openai;
extern const struct profile_kind profile_vllm;
extern const struct profile_kind profile_llamacpp;
extern const struct profile_kind profile_ollama;
extern const struct profile_kind profile_sglang;
extern const struct profile_kind profile_openrouter;
extern const struct profile_kind profile_anthropic;
extern const struct profile_kind profile_gemini;
#ifdef FISC_TOY_KINDS
extern const struct profile_kind profile_toy;
#endif

#endif
