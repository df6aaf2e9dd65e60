/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/wires/chat.c: a chat of one token, with log probabilities where there are some. */
#include "llm/wire.h"

const struct wire_kind wire_chat = {
    .kind = {.name = "chat", .summary = "one token of a chat, with its log probabilities"},
};
