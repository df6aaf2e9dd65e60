/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/wires/stated.c: a chat in which the model says in words how likely each option is, for models that tell no
 * probabilities of tokens.  Who asks has to ask for them, in several orders of the options. */
#include "llm/wire.h"

const struct wire_kind wire_stated = {
    .kind = {.name = "stated",
             .summary = "a chat in which the model says in words how likely each option is"},
    .is_stated = true,
};
