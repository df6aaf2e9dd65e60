/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/chat_choice.h: a request as a choice over options, and what follows from the wire format: where it is sent,
 * and how long its answer can be. */
#ifndef FISC_LLM_CHAT_CHOICE_H
#define FISC_LLM_CHAT_CHOICE_H

#include "llm/chat_form.h"
#include "llm/chat_request.h"
#include "llm/wire_choice.h"

/* The choice that it is, where the form's wire asks for choices in a way of its own; else false. */
bool chat_choice(struct wire_choice *choice, const struct chat_form *form,
                 const struct llm_request *request);
/* The most tokens that the answer can have, thoughts included. */
int chat_limit(const struct chat_form *form, const struct llm_request *request);
/* Where it is sent, behind the base address. */
const char *chat_path(const struct chat_form *form, const struct llm_request *request);

#endif
