/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/chat_fault.h: is a body with status 200 a chat completion?  What the server broke off, or what it says instead,
 * is no answer of the model's. */
#ifndef FISC_LLM_CHAT_FAULT_H
#define FISC_LLM_CHAT_FAULT_H

#include <stdbool.h>

struct cJSON;

/* Why it is none; NULL if it is one. */
const char *chat_fault_of(const struct cJSON *root);

/* Does it have an error, which is not "no error"? */
bool chat_fault_says_error(const struct cJSON *object);

/* How a choice ended: "stop", "length" ...; "" where it does not say. */
const char *chat_fault_end_of(const struct cJSON *choice);

#endif
