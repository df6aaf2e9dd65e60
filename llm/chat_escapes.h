/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/chat_escapes.h: what a model says may be no text: a zero byte, half a letter outside of the basic plane.  Servers
 * send them as JSON's escapes, which are JSON and no fault of theirs, and which no text of ours can hold. */
#ifndef FISC_LLM_CHAT_ESCAPES_H
#define FISC_LLM_CHAT_ESCAPES_H

#include <stddef.h>

/* The body with \ufffd in their places, to be freed; NULL where there is nothing to mend (or no memory to do it). */
char *chat_escapes_mended(const char *body, size_t length);

#endif
