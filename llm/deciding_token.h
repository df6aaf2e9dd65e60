/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/deciding_token.h: of the tokens of an answer the one that says the number that was asked for, since a server tells
 * twenty alternatives at each token, which nobody reads and every journal would hold. */
#ifndef FISC_LLM_DECIDING_TOKEN_H
#define FISC_LLM_DECIDING_TOKEN_H

struct cJSON;

/* Of a list of tokens as servers give it, only the first with a digit behind `"key":` stays, with those alternatives that
 * are, or begin, a number of the schema's list for the key (all with a digit where it has none), as their digits alone.
 * Nothing stays where no token is such. */
void deciding_token_keep(struct cJSON *tokens, const char *quoted_key, const char *schema);

/* To five decimals: a journal says in few bytes what was drawn from. */
double deciding_token_round(double log_probability);

#endif
