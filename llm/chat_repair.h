/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/chat_repair.h: answers read as a person would: without thoughts and fences, out of a sentence, numbers with a
 * unit.  What is kept is strict: the value itself, which holds the schema.  Each repair is counted by its kind
 * (llm/reply.h).  What ended because its tokens were used up is not given to this. */
#ifndef FISC_LLM_CHAT_REPAIR_H
#define FISC_LLM_CHAT_REPAIR_H

#include "llm/json_schema.h"

#include <stdbool.h>

/* The value in `content` that holds the schema (caller deletes), or NULL; *repairs: bits of enum llm_repair. */
cJSON *chat_repair_json(const char *content, const cJSON *schema, const struct prompt *words,
                        unsigned *repairs);

/* The letter from A on of one of so many options, or '\0'. */
char chat_repair_letter(const char *content, int num_letters, unsigned *repairs);

#endif
