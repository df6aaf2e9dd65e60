/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/persona_templates.c: sentences from a template, by the worker's own draw. */
#include "agents/persona_source.h"

static void write(const void *state, const struct persona_context *context, struct text *text,
                  size_t i)
{
    (void)state;
    persona_write(text, context->words, context->population, i, context->seed);
}

const struct persona_source_kind persona_source_templates = {
    .kind = {.name = "templates",
             .summary =
                 "a job of the worker's occupation, sex, age and an outlook, drawn for life"},
    .write = write,
    .has_attitude = true,
};
