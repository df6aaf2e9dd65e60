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

/* How a server is asked to keep to a schema; the words of llm.schema in this order. */
enum llm_schema_form {
    LLM_SCHEMA_RESPONSE, /* response_format: {type: json_schema, json_schema: {name, strict, schema}} */
    LLM_SCHEMA_OBJECT,  /* response_format: {type: json_object}: any object */
    LLM_SCHEMA_TOOL,    /* a function whose arguments are the answer */
    LLM_SCHEMA_GRAMMAR, /* a field of the server's own: profile_kind.write_grammar */
    LLM_SCHEMA_NONE,    /* ask in words, check the reply */
};
#define LLM_SCHEMA_WORDS "json_schema|json_object|tool|grammar|none"

/* How much a model is to think before it answers; the words of llm.thinking in this order. */
enum llm_thinking { LLM_THINKING_OFF, LLM_THINKING_LOW, LLM_THINKING_AS_IS };
#define LLM_THINKING_WORDS "off|low|as_is"

struct profile_kind {
    struct kind kind;
    const char *default_url;
    const char *token_limit_field;                /* max_tokens or max_completion_tokens */
    void (*write_more)(struct json_writer *body); /* fields of its own in every body; NULL: none */
    enum llm_schema_form schema_form;
    /* Are limits of numbers and lengths taken in schemas (minimum, minItems)?  Services refuse some of them; all take
     * what is left without, and ranges are checked here in any case. */
    bool takes_limits;
    /* The field that holds a reply to this schema; NULL: there is none. */
    void (*write_grammar)(struct json_writer *body, const char *schema);
    /* Fields that switch thinking off, or to little; NULL: the server has none. */
    void (*write_thinking)(struct json_writer *body, enum llm_thinking thinking);
    /* Write the field that allows one of the letters from A to `last` alone.  NULL: it is asked for in
     * words, and the reply is checked. */
    void (*write_letters)(struct json_writer *body, char last);
    int max_top_logprobs; /* 0: none are given */
    bool has_seed;
};

/* Spellings that several servers share. */
void profile_write_effort(struct json_writer *body,
                          enum llm_thinking thinking); /* reasoning_effort: none, low */
/* chat_template_kwargs: {enable_thinking: false, thinking: false}, or reasoning_effort: low. */
void profile_write_template(struct json_writer *body, enum llm_thinking thinking);

#define PROFILE_KINDS(KIND)                                                                        \
    KIND(profile, openai)                                                                          \
    KIND(profile, vllm)                                                                            \
    KIND(profile, llamacpp)                                                                        \
    KIND(profile, ollama)                                                                          \
    KIND(profile, sglang)                                                                          \
    KIND(profile, openrouter)                                                                      \
    KIND(profile, anthropic)                                                                       \
    KIND(profile, gemini)                                                                          \
    KIND(profile, deepseek)                                                                        \
    KIND(profile, groq)                                                                            \
    KIND(profile, litellm)                                                                         \
    KIND_TOY(KIND, profile)
PROFILE_KINDS(KIND_DECLARE)

#endif
