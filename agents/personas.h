/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/personas.h: who speaks for a worker's persona: the built-in templates (agents/persona.h), a
 * language model that writes one from the worker's own draw, the user's file, or nobody in particular. */
#ifndef FISC_AGENTS_PERSONAS_H
#define FISC_AGENTS_PERSONAS_H

#include "base/text.h"
#include "config/settings.h"
#include "model/population.h"

#include <stdbool.h>
#include <stdint.h>

struct personas; /* opaque */
struct gateway;

/* Settings personas.source and personas.file: one persona a line; worker k has line k, and where there are
 * fewer lines than workers each worker draws one for life.  STATUS_INVALID_INPUT for an empty file. */
enum status personas_create(struct personas **personas, const struct settings *settings,
                            const struct population *population, struct error *err) MUST_CHECK;
void personas_destroy(struct personas *personas);

/* Have the model write the personas of workers with uses_llm(context, i), once; others, and those whose
 * answer cannot be used, keep the templates.  Nothing for other sources. */
enum status personas_ask(struct personas *personas, struct gateway *gateway,
                         const struct population *population, uint64_t seed,
                         bool (*uses_llm)(const void *context, size_t i), const void *context,
                         struct error *err) MUST_CHECK;

/* The persona of worker i; `personas` may be NULL: the template. */
void personas_write(const struct personas *personas, struct text *text,
                    const struct population *population, size_t i, uint64_t seed);

#endif
