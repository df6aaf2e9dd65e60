/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/toys/persona_toy.c: everybody juggles. */
#include "agents/persona_source.h"

static void write(const void *state, const struct persona_context *context, struct text *text,
                  size_t i)
{
    (void)state;
    text_append(text, "You juggle %u balls.", context->population->id[i] + 3);
}

const struct persona_source_kind persona_source_toy = {
    .kind = {.name = "toy", .summary = "jugglers, for tests"},
    .write = write,
};
