/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/wire.h: over which of a server's addresses, and in which shape, a choice among letters is asked for.  All else
 * goes over /chat/completions.  A kind is one file, llm/wires/NAME.c, and one line of the list here. */
#ifndef FISC_LLM_WIRE_H
#define FISC_LLM_WIRE_H

#include "base/text.h"
#include "config/kind.h"

#include <stdbool.h>
#include <stddef.h>

struct chat_error;
struct llm_reply;

/* One of so many letters from A on; `shared` stands first, and is the same for all who share it. */
struct wire_choice {
    const char *model, *shared, *question;
    int num_letters;
};

struct wire_kind {
    struct kind kind;
    const char *path; /* behind the base address; NULL: choices are chats as all else */
    void (*write)(struct text *body, const struct wire_choice *choice);
    /* A body with status 200.  False, with *fault, if it answers nothing.  Else the letter is the reply's content, and
     * the probabilities are those of its one token: of all that the model might have said. */
    bool (*read)(struct llm_reply *reply, int num_letters, const char *body, size_t length,
                 struct chat_error *fault);
};

#define WIRE_KINDS(KIND)                                                                           \
    KIND(wire, chat)                                                                               \
    KIND(wire, systemone)
WIRE_KINDS(KIND_DECLARE)

#endif
