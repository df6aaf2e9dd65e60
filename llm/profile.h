/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/profile.h: what each kind of server accepts on /chat/completions.  A field that a server does not
 * know is an error on one and ignored without a word on another, so none is sent on suspicion. */
#ifndef FISC_LLM_PROFILE_H
#define FISC_LLM_PROFILE_H

#include <stdbool.h>

enum llm_schema_form {
    LLM_SCHEMA_NONE,     /* ask in words, check the reply */
    LLM_SCHEMA_RESPONSE, /* response_format: {type: json_schema, json_schema: {name, strict, schema}} */
};

/* How one of a few single letters is asked for. */
enum llm_letter_form {
    LLM_LETTER_NONE,       /* in words; the reply is checked */
    LLM_LETTER_GRAMMAR,    /* llama.cpp: grammar */
    LLM_LETTER_STRUCTURED, /* vLLM: structured_outputs.choice */
    LLM_LETTER_REGEX,      /* SGLang: regex */
};

struct llm_profile {
    const char *name;
    const char *default_url;
    const char *token_limit_field; /* max_tokens or max_completion_tokens */
    enum llm_schema_form schema_form;
    enum llm_letter_form letter_form;
    int max_top_logprobs; /* 0: none are given */
    bool has_seed;
    bool has_cache_prompt;         /* llama.cpp: "cache_prompt" */
    bool needs_require_parameters; /* OpenRouter: only providers that honour what is asked */
};

extern const struct llm_profile llm_profiles[]; /* ends with a name of NULL */

/* NULL if there is none of this name. */
const struct llm_profile *llm_profile_find(const char *name);

#endif
