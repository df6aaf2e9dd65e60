/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/persona_source.h: where the sentences about a worker come from.  A kind is one file,
 * agents/persona_NAME.c, and one line of the list in agents/personas.c. */
#ifndef FISC_AGENTS_PERSONA_SOURCE_H
#define FISC_AGENTS_PERSONA_SOURCE_H

#include "agents/persona.h"
#include "config/kind.h"
#include "config/settings.h"

struct gateway;

/* Whose personas are wanted. */
struct persona_context {
    const struct prompt *words; /* about workers, agents/persona.h */
    const struct population *population;
    uint64_t seed;
};

struct persona_source_kind {
    struct kind kind;
    /* Optional, like destroy: NULL state. */
    enum status (*create)(void **state, const struct settings *settings,
                          const struct population *population, struct error *err);
    void (*destroy)(void *state);
    /* Optional: a model is asked about worker[count], before the first step and once. */
    enum status (*ask)(void *state, const struct persona_context *context, const size_t *worker,
                       size_t count, struct gateway *gateway, struct error *err);
    /* Append the persona of worker i.  Thread-safe. */
    void (*write)(const void *state, const struct persona_context *context, struct text *text,
                  size_t i);
    /* Its texts say nothing of taxes: what the worker thinks of them, the draw that its satisfaction hangs on, is
     * told behind them. */
    bool has_attitude;
};

#define PERSONA_SOURCE_KINDS(KIND)                                                                 \
    KIND(persona_source, templates)                                                                \
    KIND(persona_source, llm)                                                                      \
    KIND(persona_source, roles)                                                                    \
    KIND(persona_source, file)                                                                     \
    KIND(persona_source, none)                                                                     \
    KIND_TOY(KIND, persona_source)
PERSONA_SOURCE_KINDS(KIND_DECLARE)

#endif
