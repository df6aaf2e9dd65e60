/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/asked.h: questions to a language model that somebody wants to see, with what came of each. */
#ifndef FISC_CLI_ASKED_H
#define FISC_CLI_ASKED_H

#include "base/text.h"
#include "simulation/conversation.h"

enum { ASKED_ANY = -1 };

struct asked_choice {
    int purpose;          /* of enum llm_purpose, or ASKED_ANY */
    int64_t worker, step; /* negative: any */
    bool only_first;      /* of each purpose */
};

struct asked; /* opaque */

enum status asked_create(struct asked **asked, const struct asked_choice *choice,
                         struct error *err) MUST_CHECK;
void asked_destroy(struct asked *asked); /* NULL is fine */

/* It keeps what it hears and the choice takes; lives as long as `asked`. */
struct conversation_listener asked_listener(struct asked *asked);
gateway_observe asked_hear; /* `context` is a struct asked */

void asked_write(struct text *text, const struct asked *asked);
void asked_write_json(struct text *text, const struct asked *asked);

#endif
