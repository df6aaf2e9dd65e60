/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/reply_tokens.h: the tokens of a reply with the log probabilities of what might have stood there instead, as a server
 * gives them and as a journal keeps them. */
#ifndef FISC_LLM_REPLY_TOKENS_H
#define FISC_LLM_REPLY_TOKENS_H

#include "base/error.h"
#include "base/json_writer.h"

#include <stdbool.h>
#include <stddef.h>

struct cJSON;

struct llm_alternative {
    const char *token;
    double log_probability;
};

/* One of the tokens that the model weighed at a place. */
struct llm_token {
    const char *text; /* what it wrote */
    size_t num_alternatives;
    const struct llm_alternative *alternative;
};

struct llm_tokens; /* opaque; equal requests share one */

/* *tokens, dropped if there are some, become those of a server's list; NULL without one. */
enum status reply_tokens_read(struct llm_tokens **tokens, const struct cJSON *list,
                              struct error *err) MUST_CHECK;
/* The same of a line of a journal. */
enum status reply_tokens_parse(struct llm_tokens **tokens, const struct cJSON *line,
                               struct error *err) MUST_CHECK;
void reply_tokens_own(struct llm_tokens *tokens);  /* one owner more; NULL is fine */
void reply_tokens_drop(struct llm_tokens *tokens); /* one less; NULL is fine */

size_t reply_tokens_count(const struct llm_tokens *tokens); /* NULL has none */
const struct llm_token *reply_tokens_at(const struct llm_tokens *tokens, size_t index);

/* Their member of a line of a journal. */
void reply_tokens_write(struct json_writer *json, const struct llm_tokens *tokens);

#endif
