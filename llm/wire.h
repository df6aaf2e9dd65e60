/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/wire.h: over which of a server's addresses, and in which shape, a choice among options is asked for of which the
 * probabilities are wanted.  All else is a chat.  A kind is one file, llm/wires/NAME.c, and one line of the list
 * here. */
#ifndef FISC_LLM_WIRE_H
#define FISC_LLM_WIRE_H

#include "base/text.h"
#include "config/kind.h"
#include "llm/wire_choice.h"

#include <stdbool.h>

struct cJSON;
struct wire_answer;

struct wire_kind {
    struct kind kind;
    const char *path; /* behind the base address; NULL: choices are chats as all else */
    void (*write)(struct text *body, const struct wire_choice *choice);
    /* The root of a body with status 200.  False if it says nothing of the options. */
    bool (*read)(struct wire_answer *answer, const struct wire_choice *choice,
                 const struct cJSON *root);
    bool asks_for_each; /* a prompt for each option: each costs a token of the answer */
};

#define WIRE_KINDS(KIND)                                                                           \
    KIND(wire, chat)                                                                               \
    KIND(wire, systemone)                                                                          \
    KIND(wire, decisions)                                                                          \
    KIND(wire, completions)
WIRE_KINDS(KIND_DECLARE)

#endif
