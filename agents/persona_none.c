/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/persona_none.c: just a worker. */
#include "agents/persona_source.h"

static void write(const void *state, const struct persona_context *context, struct text *text,
                  size_t i)
{
    (void)state;
    (void)i;
    persona_write_nobody(text, context->words);
}

const struct persona_source_kind persona_source_none = {
    .kind = {.name = "none", .summary = "nobody in particular: just a worker"},
    .write = write,
};
