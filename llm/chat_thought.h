/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/chat_thought.h: what a server tells of the thoughts of its model, apart from the answer. */
#ifndef FISC_LLM_CHAT_THOUGHT_H
#define FISC_LLM_CHAT_THOUGHT_H

#include <stdbool.h>

struct cJSON;

/* The beginning of it (caller frees); NULL if it tells nothing. */
char *chat_thought_read(const struct cJSON *message);

/* Were the tokens of a message spent before it said anything?  `content`: its answer, or NULL. */
bool chat_thought_is_all(const struct cJSON *message, const char *content);

#endif
